package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.Function;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Cross entropies where the prediction is wrong and sure of itself, step by step as courses take them: a probability of e to the
 * minus margin is a number like any other, and its gradient {@code -1/(N p)} is known to all of its digits.
 */
class TrustInProbabilitiesTests {
    private static final double[] MARGINS = {3, 12, 15, 18, 20, 25, 30, 34, 38, 50, 80, 110, 200, 340, 400, 600, 700};
    // e to the minus 700 beside 1
    private static final int DIGITS = 660;

    private final Verdicts verdicts = new Verdicts("in probabilities");

    private static final Function STEPS = Situation.define(
            "logits N C, y N below C",
            "loss",
            "norm = logits - np.max(logits, axis=1, keepdims=True)",
            "counts = np.exp(norm)",
            "inv = np.sum(counts, axis=1, keepdims=True) ** -1",
            "probs = counts * inv",
            "logprobs = np.log(probs)",
            "loss = -np.mean(logprobs[range(N), y])");
    private static final Function SOFTMAX = Situation.define(
            "s N C, y N below C", "loss", "p = softmax(s, axis=1)", "loss = -np.sum(one_hot(y, C) * np.log(p)) / N");
    private static final Function LOGISTIC = Situation.define(
            "z m, t m", "cost", "A = expit(z)", "cost = -np.sum(t * np.log(A) + (1 - t) * np.log(1 - A)) / m");
    private static final Function LOGISTIC_BY_HAND = Situation.define(
            "z m, t m",
            "cost",
            "A = 1 / (1 + np.exp(-z))",
            "cost = -np.sum(t * np.log(A) + (1 - t) * np.log(1 - A)) / m");

    @Test
    void aSureAndWrongPredictionHasAGradientLikeAnyOther() {
        for (double margin : MARGINS) {
            Tensor logits = Tensor.matrix(new double[] {margin, 0.25, 1}, new double[] {0.5, -1, 0.25});
            Tensor labels = Tensor.vector(1, 2);
            judge(
                    "steps",
                    margin,
                    STEPS,
                    Map.of("logits", logits, "y", labels),
                    List.of("dprobs", "dcounts", "dlogits"));
            judge("softmax", margin, SOFTMAX, Map.of("s", logits, "y", labels), List.of("dp", "ds"));
            Map<String, Tensor> predictions =
                    Map.of("z", Tensor.vector(-margin, 0.5, 1.5), "t", Tensor.vector(1, 0, 1));
            judge("logistic", margin, LOGISTIC, predictions, List.of("dA", "dz"));
            judge("logistic by hand", margin, LOGISTIC_BY_HAND, predictions, List.of("dA", "dz"));
        }
        verdicts.conclude(1500);
    }

    private void judge(
            String name, double margin, Function function, Map<String, Tensor> inputs, List<String> gradients) {
        Situation situation = new Situation(name + " at " + margin, function, inputs, Map.of(), DIGITS);
        for (String gradient : gradients) {
            double[] right = situation.right(gradient);
            verdicts.right(situation, gradient, "right", right);
            for (String dtype : List.of("float64", "float32")) {
                double[] sent = sent(right, dtype);
                if (sent.length == 0) continue;
                verdicts.right(situation, gradient, "right in " + dtype, dtype, sent);
                for (int i : largest(right)) {
                    for (double factor : new double[] {1.01, 2, -1, 0}) {
                        double[] wrong = sent.clone();
                        wrong[i] *= factor;
                        if (sent(wrong, dtype).length == 0) continue;
                        verdicts.wrong(
                                situation, gradient, "times " + factor + " in " + dtype, dtype, Planted.NOTHING, wrong);
                    }
                }
                double[] doubled = sent.clone();
                for (int i = 0; i < doubled.length; i++) doubled[i] *= 2;
                if (sent(doubled, dtype).length == 0) continue;
                verdicts.wrong(situation, gradient, "without 1/N in " + dtype, dtype, Planted.A_SLIP, doubled);
            }
        }
    }

    // the entries of the first row or number, that of the margin
    private static List<Integer> largest(double[] right) {
        List<Integer> result = new ArrayList<>();
        double largest = 0;
        for (double entry : right) largest = Math.max(largest, Math.abs(entry));
        for (int i = 0; i < right.length; i++) if (Math.abs(right[i]) > largest / 2) result.add(i);
        return result;
    }

    // empty where the type cannot hold it
    private static double[] sent(double[] values, String dtype) {
        double[] result = values.clone();
        for (int i = 0; i < result.length; i++) {
            if (dtype.equals("float32")) result[i] = (float) values[i];
            if (!Double.isFinite(result[i])) return new double[0];
        }
        return result;
    }
}
