package dev.dscore.nd4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.verify.PlainEvaluator;
import dev.dscore.verify.Samples;
import dev.dscore.verify.Samples.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Large evaluations, whose buffers are used again, against plain arithmetic in Java. */
class EvaluatorTests {
    private static final Map<String, Integer> LARGE = Map.of("N", 70, "D", 60, "C", 50);

    private final Evaluator evaluator = new Evaluator();

    static Stream<Sample> samples() {
        return Samples.all();
    }

    private static Graph derived(FunctionDefinition function) {
        return new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.differentiable(), Allowance.UNLIMITED);
    }

    private static List<Node> named(Graph graph) {
        List<Node> named = new ArrayList<>();
        for (Node node : graph.names().values()) if (!named.contains(node) && !node.holdsIndices()) named.add(node);
        return named;
    }

    private static Inputs filled(Inputs inputs, double value) {
        Map<String, Tensor> tensors = new HashMap<>(inputs.tensors());
        tensors.replaceAll((name, tensor) -> {
            if (name.equals("y")) return tensor;
            double[] data = new double[tensor.size()];
            Arrays.fill(data, value);
            return new Tensor(tensor.shape(), data);
        });
        return new Inputs(tensors, inputs.lengths());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void whatLiesInUsedBuffersChangesNothing(Sample sample) {
        Graph graph = derived(sample.function(LARGE));
        Inputs inputs = Samples.inputs(LARGE);
        List<Node> wanted = named(graph);
        evaluator.evaluate(graph, filled(inputs, Double.NaN), wanted);
        Map<Node, Tensor> values = evaluator.evaluate(graph, inputs, wanted);
        for (Node node : wanted) {
            Tensor plain = PlainEvaluator.evaluate(graph, inputs, node, Allowance.UNLIMITED), value = values.get(node);
            assertThat(value.shape()).isEqualTo(plain.shape());
            double largest = Arrays.stream(plain.data()).map(Math::abs).max().orElse(0);
            for (int i = 0; i < plain.size(); i++) {
                assertThat(Math.abs(value.data()[i] - plain.data()[i]))
                        .as("%s [%d] of %s", node, i, sample)
                        .isLessThanOrEqualTo(1e-11 * largest);
            }
        }
    }

    @Test
    void valuesThatAreNeededNoMoreGiveTheirMemoryToLaterOnes() {
        FunctionDefinition function = new Sample(Operation.TANH, chain(40)).function();
        Map<String, Integer> lengths = Map.of("N", 499, "D", 300, "C", 2);
        long value = 499L * 300 * Double.BYTES;
        long before = Evaluator.bytesOffHeap();
        assertThat(before + 50 * value).as("nothing is freed meanwhile").isLessThan(Reserve.most());
        evaluator.evaluate(function.graph(), Samples.inputs(lengths), List.of(function.objective()));
        assertThat(Evaluator.bytesOffHeap() - before).isBetween(value, 6 * value);
    }

    private static String chain(int length) {
        return "np.tanh(0.9 * ".repeat(length) + "a" + ")".repeat(length);
    }
}
