package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Logistic regression, in the ways in which courses write its loss and those in which students write its probabilities, with one
 * example far from the boundary, as raw pixels are: on its right side or on the wrong one, beside ordinary examples.
 */
@Tag("long")
class TrustInLogisticLossTests {
    private static final double[] MARGINS = {2, 6, 8, 12, 16, 20, 37, 60, 150, 360, 600, 780};
    private static final double[] LABELS = {0, 1, 0, 1};
    private static final int[][] FAR_AWAY = {
        {-710, -300},
        {-709, -710, -300},
        {-740, -30},
        {735, 361, 571},
        {-166, -760},
        {90, -95, 40},
        {745, -745},
        {-720},
        {709, 708},
        {538, 735, 645, 619, 637, 571, 949}
    };
    // e to the minus 1,560 beside 1
    private static final int DIGITS = 700;

    private Verdicts verdicts = new Verdicts("logistic losses");

    /**
     * A way to write the loss.
     *
     * @param mostRight the largest margin on the right side at which it is a number in float64
     * @param mostWrong the same on the wrong side
     * @param mostTold the largest margin on the wrong side up to which float32 tells half a gradient from the whole
     * @param guard what is added to probabilities
     */
    private record Loss(
            String name, double mostRight, double mostWrong, double mostTold, double guard, String... code) {}

    private static final List<Loss> LOSSES = List.of(
            new Loss(
                    "by probabilities",
                    20,
                    30,
                    12,
                    0,
                    "p = 1 / (1 + np.exp(-z))",
                    "loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"),
            new Loss(
                    "by exp over 1 + exp",
                    20,
                    30,
                    8,
                    0,
                    "p = np.exp(z) / (1 + np.exp(z))",
                    "loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / N"),
            new Loss(
                    "by guarded probabilities",
                    780,
                    780,
                    12,
                    1e-8,
                    "p = 1 / (1 + np.exp(-z))",
                    "loss = -np.mean(y * np.log(p + 1e-8) + (1 - y) * np.log(1 - p + 1e-8))"),
            new Loss("by logaddexp", 780, 780, 780, 0, "loss = np.mean(np.logaddexp(0, z) - y * z)"),
            new Loss("by log1p", 600, 600, 780, 0, "loss = np.mean(np.log1p(np.exp(z)) - y * z)"),
            new Loss(
                    "by maximum",
                    780,
                    780,
                    780,
                    0,
                    "loss = np.mean(np.maximum(z, 0) - z * y + np.log(1 + np.exp(-np.abs(z))))"));

    @Test
    void everyWayToWriteItIsRightAtEveryMargin() {
        for (Loss loss : LOSSES) {
            for (double margin : MARGINS) {
                for (boolean isRight : new boolean[] {true, false}) {
                    if (margin > (isRight ? loss.mostRight : loss.mostWrong)) continue;
                    for (double side : new double[] {1, -1}) judge(loss, margin, isRight, side);
                }
            }
        }
        verdicts.conclude(2000);
    }

    /** As an engine that differentiates every operation has it: by exp(-z), and without a derivative of the logistic function. */
    @Test
    void oneOperationAfterTheOtherIsRightAtEveryMargin() {
        verdicts = new Verdicts("logistic losses, one operation after the other");
        Loss loss = LOSSES.get(0);
        for (double score : new double[] {2, 5, 9, 12, 15, -9, -14, 20, 27, 33}) {
            for (double label : new double[] {0, 1}) {
                double[] labels = {label, 0, 1}, scores = {score, 1.25, -0.75};
                Situation situation = new Situation(
                        loss.name + " at " + score + ", " + label,
                        Situation.define("z N, y N below 2", "loss", loss.code),
                        Map.of("z", Tensor.vector(scores), "y", Tensor.vector(labels)),
                        Map.of(),
                        DIGITS);
                for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
                    // beyond that 1 - p is 0
                    if (precision == Precision.FLOAT32 && Math.abs(score) > 15) continue;
                    Plain in = new Plain(precision, Order.FORWARD);
                    Matrix one = Matrix.scalar(1), y = Matrix.column(labels), z = Matrix.column(scores);
                    Matrix e = in.exp(in.mul(z, -1)), u = in.add(one, e), p = in.div(one, u);
                    Matrix dp = in.div(in.sub(in.div(in.sub(one, y), in.sub(one, p)), in.div(y, p)), labels.length);
                    Matrix de = in.mul(in.div(dp, in.mul(u, u)), -1), dz = in.mul(in.mul(de, e), -1);
                    verdicts.right(situation, "dz", precision.dtype(), precision.dtype(), dz.data());
                    double[] once = in.mul(in.div(dz, u), 1).data();
                    if (Math.abs(score) < 9 || label == (score > 0 ? 1 : 0))
                        verdicts.wrong(situation, "dz", "u³", precision.dtype(), Planted.A_SLIP, once);
                }
            }
        }
        verdicts.conclude(40);
    }

    /** As raw pixels have it: no score is ordinary, and of what is left of a probability nothing may be a number. */
    @Test
    void everyScoreMayBeFarAway() {
        verdicts = new Verdicts("scores far away");
        for (Loss loss : LOSSES) {
            if (Math.min(loss.mostRight, loss.mostWrong) < 780) continue;
            for (int[] scores : FAR_AWAY) {
                double[] x = Arrays.stream(scores)
                        .asDoubleStream()
                        .flatMap(score -> DoubleStream.of(score, 0.5))
                        .toArray();
                double[] labels = Arrays.stream(scores)
                        .mapToDouble(score -> score > 0 ? 1 : 0)
                        .toArray();
                double[] wrongs = Arrays.stream(labels).map(label -> 1 - label).toArray();
                right(loss, Arrays.toString(scores), new Matrix(scores.length, 2, x), labels);
                right(loss, Arrays.toString(scores) + ", wrong", new Matrix(scores.length, 2, x), wrongs);
            }
        }
        verdicts.conclude(2000);
    }

    private void judge(Loss loss, double margin, boolean isRight, double side) {
        Matrix x = new Matrix(4, 2, side * margin, 1, 0.75, -0.5, -1.25, 0.25, 0.5, 1.5);
        double[] labels = LABELS.clone();
        labels[0] = side > 0 == isRight ? 1 : 0;
        Situation situation = right(loss, side * margin + (isRight ? ", right" : ", wrong"), x, labels);
        for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
            boolean tells = precision == Precision.FLOAT64
                    ? isRight || margin <= 20 || loss.mostTold > 20
                    : isRight || margin <= loss.mostTold;
            if (tells) for (String gradient : List.of("dw", "db")) wrong(situation, gradient, precision);
        }
    }

    private Situation right(Loss loss, String name, Matrix x, double[] labels) {
        Matrix w = Matrix.column(1, 0.25), y = Matrix.column(labels);
        List<String> code = List.of(loss.code);
        String[] whole = new String[code.size() + 1];
        whole[0] = "z = X @ w + b";
        for (int i = 0; i < code.size(); i++) whole[i + 1] = code.get(i);
        Situation situation = new Situation(
                loss.name + " at " + name,
                Situation.define("X N D, w D, b, y N below 2", "loss", whole),
                Map.of(
                        "X", Draw.tensor(x),
                        "w", Tensor.vector(w.data()),
                        "b", Tensor.scalar(0.125),
                        "y", Tensor.vector(labels)),
                Map.of(),
                DIGITS);
        for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
            Plain in = new Plain(precision, Order.FORWARD);
            Matrix z = in.add(in.product(x, w), Matrix.scalar(0.125));
            probabilities(in, z).forEach((way, p) -> {
                Matrix dz = loss.guard == 0 ? in.div(in.sub(p, y), labels.length) : guarded(in, p, y, loss.guard);
                if (!Arrays.stream(dz.data()).allMatch(Double::isFinite)) return;
                right(
                        situation,
                        way,
                        precision.dtype(),
                        Map.of(
                                "dz", dz,
                                "dX", in.product(dz, w.transposed()),
                                "dw", in.product(x.transposed(), dz),
                                "db", in.all(dz)));
            });
        }
        return situation;
    }

    private void right(Situation situation, String name, String dtype, Map<String, Matrix> gradients) {
        gradients.forEach(
                (gradient, value) -> verdicts.right(situation, gradient, name + ", " + dtype, dtype, value.data()));
    }

    private void wrong(Situation situation, String gradient, Precision precision) {
        for (double factor : new double[] {-1, 0.5, 2, 4}) {
            double[] wrong = Arrays.stream(situation.right(gradient))
                    .map(entry -> precision.round(factor * entry))
                    .toArray();
            String dtype = precision.dtype();
            verdicts.wrong(situation, gradient, factor + " times, " + dtype, dtype, Planted.A_SLIP, wrong);
        }
    }

    // y / (p + guard) and its like, times p (1 - p)
    private static Matrix guarded(Plain in, Matrix p, Matrix y, double guard) {
        Matrix one = Matrix.scalar(1), small = Matrix.scalar(in.precision().round(guard));
        Matrix rest = in.sub(one, p);
        Matrix dp = in.sub(in.div(in.sub(one, y), in.add(rest, small)), in.div(y, in.add(p, small)));
        return in.div(in.mul(in.mul(dp, p), rest), y.data().length);
    }

    private static Map<String, Matrix> probabilities(Plain in, Matrix z) {
        Matrix one = Matrix.scalar(1), e = in.exp(in.mul(z, -1));
        Map<String, Matrix> ways = new LinkedHashMap<>();
        ways.put("1 / (1 + exp(-z))", in.div(one, in.add(one, e)));
        ways.put("exp(z) / (1 + exp(z))", in.div(in.exp(z), in.add(one, in.exp(z))));
        ways.put("1 - 1 / (1 + exp(z))", in.sub(one, in.div(one, in.add(one, in.exp(z)))));
        ways.put("by tanh", in.mul(in.add(one, in.map(in.mul(z, 0.5), Math::tanh)), 0.5));
        ways.put("expit", in.map(z, x -> x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))));
        return ways;
    }
}
