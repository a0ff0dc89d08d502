package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Verdicts.Planted;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Where a smooth function stands still: at a minimum, at a perfect fit, at weights of 0, and where terms cancel. The derivative
 * is 0 there, is known to be, and what is not 0 is wrong.
 */
class TrustAtStationaryPointsTests {
    private final Verdicts verdicts = new Verdicts("stationary points");

    private record Still(String code, double... x) {}

    private static final List<Still> ELEMENTWISE = List.of(
            new Still("x ** 2", 0),
            new Still("x * x", 0, 0),
            new Still("x ** 3", 0),
            new Still("x ** 4", 0, 0, 0),
            new Still("0.5 * 1e-8 * x * x", 0),
            new Still("1e100 * x ** 2", 0),
            new Still("1e-100 * x ** 2", 0),
            new Still("(x ** 2 - 1) ** 2", 0, 1, -1),
            new Still("(x - 3) ** 2", 3, 3),
            new Still("np.exp(-x ** 2)", 0),
            new Still("1 / (1 + x ** 2)", 0),
            new Still("np.log(1 + x ** 2)", 0, 0),
            new Still("np.sqrt(1 + x ** 2)", 0),
            new Still("np.sqrt(x ** 2 + 1e-6)", 0, 0),
            new Still("np.log((np.exp(x) + np.exp(-x)) / 2)", 0),
            new Still("np.exp(x) - x", 0),
            new Still("x - np.log(x)", 1),
            new Still("np.tanh(x) ** 2", 0),
            new Still("(np.tanh(x) - np.tanh(2)) ** 2", 2),
            new Still("(expit(x) - 0.5) ** 2", 0),
            new Still("x ** 2 * np.log(1 + np.exp(x))", 0));

    @Test
    void aDerivativeThatIsZeroIsKnownAndNothingElseIsRight() {
        for (Still still : ELEMENTWISE) {
            judge(
                    Situation.define("x N", "loss", "loss = np.sum(" + still.code + ")"),
                    still.code,
                    Map.of("x", Tensor.vector(still.x)));
            double[] beside = Arrays.copyOf(still.x, still.x.length + 1);
            beside[still.x.length] = 0.7;
            judge(
                    Situation.define("x N", "loss", "loss = np.mean(" + still.code + ")"),
                    still.code + " beside another",
                    Map.of("x", Tensor.vector(beside)));
        }
        Tensor w = new Tensor(new int[] {2, 2}, new double[4]),
                x = new Tensor(new int[] {3, 2}, new double[] {1, 2, 0.5, -1, 3, 0.25});
        judge(Situation.define("W D C", "loss", "loss = 0.5 * 0.1 * np.sum(W * W)"), "decay at 0", Map.of("W", w));
        judge(
                Situation.define("p N, t N", "loss", "loss = np.mean((p - t) ** 2)"),
                "a perfect fit",
                Map.of("p", Tensor.vector(1, 2, 3), "t", Tensor.vector(1, 2, 3)));
        judge(
                Situation.define("X N D, w D, y N", "loss", "loss = np.mean((X @ w - y) ** 2) / 2"),
                "a perfect line",
                Map.of("X", x, "w", Tensor.vector(2, 0.5), "y", Tensor.vector(3, 0.5, 6.125)));
        judge(
                Situation.define("m N, v N", "loss", "loss = -0.5 * np.sum(1 + v - m ** 2 - np.exp(v))"),
                "a variational layer at its start",
                Map.of("m", Tensor.vector(0, 0), "v", Tensor.vector(0, 0)));
        for (double[] row : new double[][] {{1, 2, 3}, {1, 2, 4}, {-1, 0, 1}, {0, 0.5, 1}, {5, 7, 9}}) {
            judge(
                    Situation.define(
                            "x N", "loss", "c = x - np.mean(x)", "loss = np.sum(c / np.sqrt(np.var(x) + 1e-5))"),
                    "a sum of what is centred",
                    Map.of("x", Tensor.vector(row)));
            judge(
                    Situation.define("x N", "loss", "c = x - np.mean(x)", "loss = np.sum(c / (np.std(x) + 1e-3))"),
                    "a sum of what is centred, over its deviation",
                    Map.of("x", Tensor.vector(row)));
        }
        judge(
                Situation.define(
                        "X N D",
                        "loss",
                        "c = X - np.mean(X, axis=1, keepdims=True)",
                        "loss = np.sum((c / np.sqrt(np.var(X, axis=1, keepdims=True) + 1e-8)) ** 2)"),
                "a blank row",
                Map.of("X", new Tensor(new int[] {2, 4}, new double[] {0, 0, 0, 0, 1, 2, 3, -4})));
        verdicts.conclude(300);
    }

    private void judge(FunctionDefinition function, String name, Map<String, Tensor> inputs) {
        Situation situation = new Situation(name, function, inputs, Map.of(), 200);
        for (String input : inputs.keySet()) {
            String gradient = "d" + input;
            double[] right = situation.right(gradient);
            verdicts.right(situation, gradient, "the truth", right);
            for (int i = 0; i < right.length; i++) {
                if (Math.abs(right[i]) > 1e-8) continue;
                // beside a gradient of 1e100 a 1 is nothing
                double unit =
                        Math.max(1, Arrays.stream(right).map(Math::abs).max().orElse(1));
                for (double instead : new double[] {unit, -5 * unit, 1e-3 * unit}) {
                    double[] wrong = right.clone();
                    wrong[i] = instead;
                    verdicts.wrong(situation, gradient, "not 0", Planted.A_SLIP, wrong);
                }
            }
        }
    }
}
