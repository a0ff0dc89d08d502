package dev.dscore.plain;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Script;
import dev.dscore.lang.Value;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The naive loop over 500 images of CIFAR-10's size, as students hand it in. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 4, time = 2)
@Fork(1)
public class ScriptBenchmark {
    @Benchmark
    public Object naiveSvm() {
        return new Loop(10_000_000).run("");
    }

    /** A run of the loop in at most so many steps. */
    record Loop(long steps) {
        private static final String IMAGES =
                """
                X = np.sin(np.arange(500 * 3073) * 0.7).reshape(500, 3073)
                W = np.cos(np.arange(3073 * 10) * 1.3).reshape(3073, 10) * 0.01
                y = np.arange(500) % 10
                """;

        private static final String NAIVE_SVM =
                """
                def svm_loss_naive(W, X, y, reg):
                    dW = np.zeros(W.shape)
                    num_classes = W.shape[1]
                    num_train = X.shape[0]
                    loss = 0.0
                    for i in range(num_train):
                        scores = X[i].dot(W)
                        correct_class_score = scores[y[i]]
                        for j in range(num_classes):
                            if j == y[i]:
                                continue
                            margin = scores[j] - correct_class_score + 1
                            if margin > 0:
                                loss += margin
                                dW[:, j] += X[i]
                                dW[:, y[i]] -= X[i]
                    return loss / num_train + reg * np.sum(W * W), dW / num_train + 2 * reg * W
                """;

        /** What the names stand for after the loop and {@code then}. */
        Map<String, Value> run(String then) {
            Budget budget = new Budget(4_000_000, 10_000_000_000L, new Memory(Long.MAX_VALUE));
            Allowance allowance = Allowance.of(steps).part(Long.MAX_VALUE, 8);
            try (Meter meter = new Meter(budget, allowance)) {
                Script.Machine machine = new Script.Machine(new Numeric(meter), allowance);
                Script.Run run = Script.parse(
                                IMAGES + NAIVE_SVM + "loss, dW = svm_loss_naive(W, X, y, 0.1)\n" + then, Limits.DEFAULT)
                        .run(machine, List.of(), Map.of());
                run.failure().ifPresent(failure -> {
                    throw new AssertionError(failure);
                });
                return run.values();
            }
        }
    }
}
