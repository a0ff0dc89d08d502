package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Cross entropies where the prediction is wrong and sure of itself, step by step as courses take them: a probability of e to the
 * minus margin is a number like any other, and its gradient {@code -1/(N p)} is known to all of its digits.
 */
@Tag("long")
class TrustInProbabilitiesTests {
    private static final double[] MARGINS = {3, 12, 15, 18, 20, 25, 30, 34, 38, 50, 80, 110, 200, 340, 400, 600};
    // in float32 its probability is 0 well before that, and so is the loss infinite
    private static final double MOST_IN_FLOAT32 = 200;
    // e to the minus 600 beside 1
    private static final int DIGITS = 580;

    private final Verdicts verdicts = new Verdicts("in probabilities");

    private static final FunctionDefinition STEPS = Situation.define(
            "logits N C, y N below C",
            "loss",
            "norm = logits - np.max(logits, axis=1, keepdims=True)",
            "counts = np.exp(norm)",
            "inv = np.sum(counts, axis=1, keepdims=True) ** -1",
            "probs = counts * inv",
            "logprobs = np.log(probs)",
            "loss = -np.mean(logprobs[range(N), y])");
    private static final FunctionDefinition SOFTMAX = Situation.define(
            "s N C, y N below C", "loss", "p = softmax(s, axis=1)", "loss = -np.sum(one_hot(y, C) * np.log(p)) / N");
    private static final FunctionDefinition LOGISTIC = Situation.define(
            "z m, t m", "cost", "A = expit(z)", "cost = -np.sum(t * np.log(A) + (1 - t) * np.log(1 - A)) / m");
    private static final FunctionDefinition LOGISTIC_BY_HAND = Situation.define(
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

    /** A probability of 1e-309 has no reciprocal; the gradient is p - t all the same. */
    @Test
    void aProbabilityWithoutAReciprocalHasAGradient() {
        Verdicts verdicts = new Verdicts("subnormal probabilities");
        for (double margin : new double[] {700, 709, 710, 711, 715, 720}) {
            Map<String, Tensor> inputs = Map.of("z", Tensor.vector(-margin, 0.5, 1.5), "t", Tensor.vector(1, 0, 1));
            Situation situation = new Situation("margin " + margin, LOGISTIC, inputs, Map.of(), 2 * DIGITS);
            double[] z = {-margin, 0.5, 1.5}, t = {1, 0, 1}, right = new double[3], negated = new double[3];
            for (int i = 0; i < 3; i++) {
                right[i] = (1 / (1 + Math.exp(-z[i])) - t[i]) / 3;
                negated[i] = -right[i];
            }
            verdicts.right(situation, "dz", "p - t", right);
            verdicts.wrong(situation, "dz", "negated", Planted.A_SLIP, negated);
        }
        verdicts.conclude(6);
    }

    /** Probabilities of fewer and fewer digits down to the smallest number, of a wrong class and of the label. */
    @Test
    void aProbabilityWithFewDigitsMakesNoRightGradientWrong() {
        Verdicts verdicts = new Verdicts("subnormal shares");
        FunctionDefinition byLabel = Situation.define(
                "s N C, y N below C",
                "loss",
                "e = np.exp(s - np.max(s, axis=1, keepdims=True))",
                "p = e / np.sum(e, axis=1, keepdims=True)",
                "loss = -np.mean(np.log(p[np.arange(N), y]))");
        for (int margin = 706; margin < 745; margin++) {
            for (int column = 0; column < 3; column++) {
                double[] first = {0.125, 0.25, -0.5}, second = {0.5, -1, 0.25}, labels = {column, 1};
                first[column] -= margin;
                Map<String, Tensor> inputs =
                        Map.of("s", Tensor.matrix(first, second), "y", Tensor.vector(labels[0], labels[1]));
                Situation situation = new Situation("margin " + margin, byLabel, inputs, Map.of(), 2 * DIGITS);
                double[] right = new double[6];
                for (int row = 0; row < 2; row++) {
                    double[] p = softmax(row == 0 ? first : second);
                    for (int c = 0; c < 3; c++) right[3 * row + c] = (p[c] - (c == labels[row] ? 1 : 0)) / 2;
                }
                double[] wrong = right.clone();
                wrong[5] = -wrong[5];
                verdicts.right(situation, "ds", "p - y", right);
                verdicts.wrong(situation, "ds", "negated", Planted.A_SLIP, wrong);
            }
        }
        verdicts.conclude(234);
    }

    private static double[] softmax(double[] scores) {
        double most = Arrays.stream(scores).max().orElseThrow();
        double[] powers =
                Arrays.stream(scores).map(score -> Math.exp(score - most)).toArray();
        double sum = Arrays.stream(powers).sum();
        return Arrays.stream(powers).map(power -> power / sum).toArray();
    }

    /** A score of minus infinity stays where it is; a row of nothing but masked ones is a row of equal scores. */
    @Test
    void whatIsMaskedHasNoGradientAndARowThatIsMaskedWholeHasAnOrdinaryOne() {
        Verdicts verdicts = new Verdicts("masked rows");
        for (String masked : List.of("-np.inf", "-1e9", "-1e7", "-1e4")) {
            boolean infinite = masked.equals("-np.inf");
            FunctionDefinition attention = Situation.define(
                    "Q T D, K S D, V S E, M T S below 2, g T E",
                    "loss",
                    "score = np.where(M, Q @ K.T / np.sqrt(D), " + masked + ")",
                    "weights = softmax(score, axis=1)",
                    "loss = np.sum(weights @ V * g)");
            double[] blank = infinite ? new double[] {1, 0, 0} : new double[3];
            Map<String, Tensor> inputs = Map.of(
                    "Q", Tensor.matrix(new double[] {1, 0.5}, new double[] {-0.25, 0.75}),
                    "K", Tensor.matrix(new double[] {0.25, -0.5}, new double[] {0.75, 0.125}, new double[] {-0.5, 1}),
                    "V", Tensor.matrix(new double[] {1, 2}, new double[] {-1, 0.5}, new double[] {0.25, -0.75}),
                    "M", Tensor.matrix(blank, new double[] {1, 1, 0}),
                    "g", Tensor.matrix(new double[] {0.5, -0.25}, new double[] {0.125, 0.5}));
            Situation situation = new Situation("masked by " + masked, attention, inputs, Map.of());
            double[] right = dscore(infinite);
            verdicts.right(situation, "dscore", "right", right);
            for (int i = 0; i < right.length; i++) {
                double[] wrong = right.clone();
                wrong[i] += 0.01;
                verdicts.wrong(situation, "dscore", "entry " + i + " off", Planted.NOTHING, wrong);
            }
        }
        verdicts.conclude(28);
    }

    // weights * (dweights - sum(dweights * weights)), of scores (equal, or one alone) and (score, score, masked)
    private static double[] dscore(boolean alone) {
        double[][] q = {{1, 0.5}, {-0.25, 0.75}}, k = {{0.25, -0.5}, {0.75, 0.125}, {-0.5, 1}};
        double[][] v = {{1, 2}, {-1, 0.5}, {0.25, -0.75}}, g = {{0.5, -0.25}, {0.125, 0.5}};
        double first = dot(q[1], k[0]) / Math.sqrt(2), second = dot(q[1], k[1]) / Math.sqrt(2);
        double share = 1 / (1 + Math.exp(second - first));
        double[][] weights = {
            alone ? new double[] {1, 0, 0} : new double[] {1 / 3.0, 1 / 3.0, 1 / 3.0}, {share, 1 - share, 0}
        };
        double[] result = new double[6];
        for (int row = 0; row < 2; row++) {
            double mean = 0;
            for (int s = 0; s < 3; s++) mean += weights[row][s] * dot(g[row], v[s]);
            for (int s = 0; s < 3; s++) result[3 * row + s] = weights[row][s] * (dot(g[row], v[s]) - mean);
        }
        return result;
    }

    private static double dot(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1];
    }

    private void judge(
            String name,
            double margin,
            FunctionDefinition function,
            Map<String, Tensor> inputs,
            List<String> gradients) {
        Situation situation = new Situation(name + " at " + margin, function, inputs, Map.of(), DIGITS);
        for (String gradient : gradients) {
            double[] right = situation.right(gradient);
            verdicts.right(situation, gradient, "right", right);
            for (String dtype : List.of("float64", "float32")) {
                double[] sent = sent(right, dtype);
                if (sent.length == 0 || dtype.equals("float32") && margin > MOST_IN_FLOAT32) continue;
                verdicts.right(situation, gradient, "right in " + dtype, dtype, sent);
                for (int i : largest(right)) {
                    for (double factor : new double[] {1.01, 2, -1, 0}) {
                        double[] wrong = sent.clone();
                        wrong[i] *= factor;
                        if (sent(wrong, dtype).length == 0) continue;
                        // doubled, dropped or of the other sign it may be a slip
                        Planted planted = factor == 1.01 ? Planted.NOTHING : Planted.A_SLIP;
                        verdicts.wrong(situation, gradient, "times " + factor + " in " + dtype, dtype, planted, wrong);
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
