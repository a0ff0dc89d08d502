package dev.dscore.benchmark;

import dev.dscore.array.Tensor;
import dev.dscore.verify.Check;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Checking every entry, and what it is measured against. {@link Figures} runs it and puts the two in relation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(
        value = 1,
        jvmArgs = {"-Xmx4g", "-XX:+UseParallelGC"})
public class EngineBenchmark {
    @Param("softmax: N=5 D=4 C=3")
    public String problem;

    private Problem state;
    private INDArray x, w, b, oneHot;

    @Setup
    public void prepare() throws Exception {
        String[] parts = problem.split(": ");
        state = new Problem(parts[0], parts[1]);
        if (!parts[0].equals("softmax")) return;
        Map<String, Tensor> inputs = state.inputs().tensors();
        x = array(inputs.get("X"));
        w = array(inputs.get("W"));
        b = array(inputs.get("b"));
        double[] labels = inputs.get("y").data();
        oneHot = Nd4j.zeros(DataType.DOUBLE, labels.length, w.columns());
        for (int i = 0; i < labels.length; i++) oneHot.putScalar(i, (int) labels[i], 1);
    }

    private static INDArray array(Tensor tensor) {
        return Nd4j.createFromArray(tensor.data()).reshape('c', tensor.shape()[0], tensor.shape()[1]);
    }

    /** Every entry of every input. */
    @Benchmark
    public Check check() throws Exception {
        return state.check();
    }

    /** One evaluation of the function on plain arrays; a loop over the entries does two for each. */
    @Benchmark
    public double evaluation() {
        return state.shifted();
    }

    /** Loss and gradients of the softmax layer on ND4J, as one would write it: the unit of cost. */
    @Benchmark
    public double forwardAndBackward() {
        INDArray score = x.mmul(w).addi(b);
        INDArray exp = Transforms.exp(score.sub(score.max(true, 1)), false);
        INDArray p = exp.div(exp.sum(true, 1));
        double loss = -Transforms.log(p, true).muli(oneHot).sumNumber().doubleValue() / x.rows();
        INDArray dscore = p.sub(oneHot).divi(x.rows());
        try (INDArray dw = x.transpose().mmul(dscore);
                INDArray db = dscore.sum(true, 0);
                INDArray dx = dscore.mmul(w.transpose())) {
            return loss + dw.getDouble(0) + db.getDouble(0) + dx.getDouble(0);
        }
    }
}
