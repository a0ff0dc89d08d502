package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Ordinary gradients beside large numbers: features with a mean ahead of a normalization, saturated scores beside ordinary ones, a
 * constant that a derivative never meets. What is zero by symmetry is zero up to the rounding of the numbers that it is made of.
 */
class TrustBesideLargeNumbersTests {
    private static final double EPSILON = 1e-5;
    private static final List<Precision> PRECISIONS = List.of(Precision.FLOAT64, Precision.FLOAT32);

    private final SplittableRandom random = new SplittableRandom(1128);

    private static final FunctionDefinition NORMALIZED = Situation.define(
            "X N D, W D H, b H, gamma H, g N H",
            "loss",
            "u = X @ W + b",
            "mu = np.mean(u, axis=0)",
            "c = u - mu",
            "v = np.mean(c ** 2, axis=0)",
            "loss = np.sum(gamma * c / np.sqrt(v + 1e-5) * g)");

    @Test
    void aBiasAheadOfANormalizationIsZeroBesideAnyMean() {
        Verdicts verdicts = new Verdicts("beside means");
        for (double mean : new double[] {0, 1, 10, 100, 1000}) {
            for (int rows : new int[] {2, 3, 8, 32}) {
                Matrix x = drawn(rows, 3, 1), w = drawn(3, 2, 1), g = drawn(rows, 2, 1), gamma = drawn(1, 2, 1);
                Matrix b = Plain.DOUBLE.add(drawn(1, 2, 1), Matrix.scalar(mean));
                Map<String, Tensor> inputs =
                        Map.of("X", matrix(x), "W", matrix(w), "b", vector(b), "gamma", vector(gamma), "g", matrix(g));
                Situation situation = new Situation(rows + " rows of mean " + mean, NORMALIZED, inputs, Map.of());
                for (Precision precision : PRECISIONS) {
                    for (Order order : List.of(Order.FORWARD, Order.PAIRWISE)) {
                        Plain in = new Plain(precision, order);
                        double[] right = in.down(throughNormalization(in, x, w, b, gamma, g))
                                .data();
                        verdicts.right(situation, "db", order + " in " + precision, precision.dtype(), right);
                        double[] forgotten = in.down(in.div(in.mul(g, gamma), scale(in, x, w, b)))
                                .data();
                        if (mean > 10 && precision == Precision.FLOAT32 || isSmall(forgotten)) continue;
                        verdicts.wrong(situation, "db", "mean forgotten", precision.dtype(), Planted.A_SLIP, forgotten);
                    }
                }
            }
        }
        verdicts.conclude(100);
    }

    @Test
    void aBiasOnTheKeysIsZeroWhateverTheScoresAre() {
        Verdicts verdicts = new Verdicts("key biases");
        FunctionDefinition attention = Situation.define(
                "q T D, k S D, a D, v S E, g T E",
                "loss",
                "s = q @ (k + a).T",
                "e = np.exp(s - np.max(s, axis=1, keepdims=True))",
                "p = e / np.sum(e, axis=1, keepdims=True)",
                "loss = np.sum(p @ v * g)");
        for (double size : new double[] {0.5, 1, 3, 5}) {
            for (int draw = 0; draw < 8; draw++) {
                Matrix q = drawn(3, 2, size), k = drawn(4, 2, size), v = drawn(4, 2, 1), g = drawn(3, 2, 1);
                Matrix a = drawn(1, 2, 1);
                Map<String, Tensor> inputs =
                        Map.of("q", matrix(q), "k", matrix(k), "a", vector(a), "v", matrix(v), "g", matrix(g));
                Situation situation = new Situation("size " + size + " " + draw, attention, inputs, Map.of());
                for (Precision precision : PRECISIONS) {
                    Plain in = new Plain(precision, Order.FORWARD);
                    Matrix p = in.softmax(in.product(q, in.add(k, a).transposed()));
                    Matrix dp = in.product(g, v.transposed());
                    Matrix ds = in.mul(p, in.sub(dp, in.along(in.mul(p, dp))));
                    double[] right = in.down(in.product(ds.transposed(), q)).data();
                    verdicts.right(situation, "da", "in " + precision, precision.dtype(), right);
                    double[] forgotten =
                            in.down(in.product(in.mul(p, dp).transposed(), q)).data();
                    if (isSmall(forgotten)) continue;
                    verdicts.wrong(situation, "da", "sum forgotten", precision.dtype(), Planted.A_SLIP, forgotten);
                }
            }
        }
        verdicts.conclude(100);
    }

    @Test
    void aCertainPredictionDoesNotHideTheOthers() {
        Verdicts verdicts = new Verdicts("certain predictions");
        FunctionDefinition chosen = Situation.define(
                "X N D, w D, y N below 2",
                "loss",
                "z = X @ w",
                "p = expit(z)",
                "loss = np.mean(np.where(y == 1, -np.log(p), -np.log(1 - p)))");
        for (double margin : new double[] {5, 20, 37, 40, 100, 700}) {
            for (int rows = 1; rows <= 3; rows++) {
                Matrix x = new Matrix(rows, 2, first(2 * rows, 1, 0, 0, 0.5, 0, -0.75));
                Matrix w = Matrix.column(margin, 1), y = Matrix.column(first(rows, 1, 0, 1));
                Situation situation = new Situation(
                        rows + " rows, margin " + margin,
                        chosen,
                        Map.of("X", matrix(x), "w", vector(w), "y", vector(y)),
                        Map.of());
                Plain in = Plain.DOUBLE;
                Matrix p = in.map(in.product(x, w), z -> 1 / (1 + Math.exp(-z)));
                Matrix dz = in.div(in.sub(p, y), rows), dw = in.product(x.transposed(), dz);
                verdicts.right(situation, "dz", "p - y", dz.data());
                verdicts.right(situation, "dw", "p - y", dw.data());
                if (rows == 1 || margin > 100) continue;
                verdicts.wrong(
                        situation, "dz", "twice", Planted.A_SLIP, in.mul(dz, 2).data());
                verdicts.wrong(
                        situation,
                        "dw",
                        "negated",
                        Planted.A_SLIP,
                        in.mul(dw, -1).data());
            }
        }
        FunctionDefinition labelled = Situation.define(
                "X N D, W D C, y N below C",
                "loss",
                "z = X @ W",
                "p = softmax(z, axis=1)",
                "loss = -np.sum(one_hot(y, C) * np.log(p)) / N");
        for (double size : new double[] {1, 10, 40, 80, 110}) {
            for (int draw = 0; draw < 4; draw++) {
                Matrix x = drawn(3, 2, 1.5), w = drawn(2, 4, size);
                double[] labels = {0, draw % 4, 3};
                Situation situation = new Situation(
                        "one-hot, scores of " + size + " " + draw,
                        labelled,
                        Map.of("X", matrix(x), "W", matrix(w), "y", Tensor.vector(labels)),
                        Map.of());
                for (Precision precision : PRECISIONS) {
                    Plain in = new Plain(precision, Order.FORWARD);
                    Matrix dz = in.div(in.sub(in.softmax(in.product(x, w)), Plain.oneHot(labels, 4)), 3);
                    double[] dW = in.product(x.transposed(), dz).data();
                    verdicts.right(situation, "dW", "p - y in " + precision, precision.dtype(), dW);
                    if (isSmall(dW)) continue;
                    for (double factor : new double[] {-1, 3}) {
                        double[] wrong = dW.clone();
                        for (int i = 0; i < wrong.length; i++) wrong[i] = precision.round(factor * wrong[i]);
                        verdicts.wrong(situation, "dW", "times " + factor, precision.dtype(), Planted.A_SLIP, wrong);
                    }
                }
            }
        }
        verdicts.conclude(100);
    }

    /** exp(s - lse) is off by the rounding of lse, which grows with the scores; a slip is not. */
    @Test
    void sharesOfALogsumexpAreOffByItsRounding() {
        Verdicts verdicts = new Verdicts("shares of a logsumexp");
        record Form(String name, String... code) {}
        List<Form> forms = List.of(
                new Form("log_softmax", "loss = -np.mean(log_softmax(s, axis=1)[range(N), y])"),
                new Form(
                        "two maxima",
                        "lse = np.log(np.sum(np.exp(s - s.max(1, keepdims=True)), axis=1)) + s.max(1)",
                        "loss = np.mean(lse - s[range(N), y])"),
                new Form(
                        "a named maximum",
                        "m = np.max(s, axis=1, keepdims=True)",
                        "e = np.exp(s - m)",
                        "lse = np.log(np.sum(e, axis=1, keepdims=True)) + m",
                        "loss = -np.mean((s - lse)[range(N), y])"),
                new Form(
                        "quotients",
                        "e = np.exp(s - np.max(s, axis=1, keepdims=True))",
                        "p = e / np.sum(e, axis=1, keepdims=True)",
                        "loss = -np.mean(np.log(p[range(N), y]))"));
        int rows = 5, classes = 4;
        double[] labels = {2, 0, 3, 3, 1};
        Matrix hot = Plain.oneHot(labels, classes);
        for (Form form : forms) {
            FunctionDefinition function = Situation.define("s N C, y N below C", "loss", form.code);
            for (Precision precision : PRECISIONS) {
                double[] offsets = precision == Precision.FLOAT32
                        ? new double[] {0, 30, 100, 300, 1000, 3000, 10000}
                        : new double[] {0, 100, 1e4, 1e6, 1e8};
                for (double offset : offsets) {
                    Plain in = new Plain(precision, Order.FORWARD);
                    Matrix s = in.rounded(Plain.DOUBLE.add(drawn(rows, classes, 3), Matrix.scalar(offset)));
                    Situation situation = new Situation(
                            form.name + ", scores of " + offset + " in " + precision,
                            function,
                            Map.of("s", matrix(s), "y", Tensor.vector(labels)),
                            Map.of());
                    Matrix m = in.largest(s);
                    Matrix lse = in.add(in.log(in.along(in.exp(in.sub(s, m)))), m);
                    Matrix shares = in.exp(in.sub(s, lse));
                    double[] honest = in.div(in.sub(shares, hot), rows).data();
                    verdicts.right(situation, "ds", "exp(s - lse)", precision.dtype(), honest);
                    double[] divided = in.div(in.sub(in.softmax(s), hot), rows).data();
                    verdicts.right(situation, "ds", "quotients", precision.dtype(), divided);
                    Matrix unlabelled = in.div(shares, rows), total = in.sub(shares, hot);
                    verdicts.wrong(
                            situation, "ds", "label forgotten", precision.dtype(), Planted.A_SLIP, unlabelled.data());
                    verdicts.wrong(situation, "ds", "N forgotten", precision.dtype(), Planted.A_SLIP, total.data());
                }
            }
        }
        verdicts.conclude(150);
    }

    @Test
    void aConstantThatTheDerivativeNeverMeetsExplainsNothing() {
        Verdicts verdicts = new Verdicts("beside constants");
        double[] x = {-1.5, -0.25, 0.75};
        record Form(String code, DoubleUnaryOperator slope) {}
        List<Form> forms = List.of(
                new Form("np.tanh(x)", a -> 1 - Math.tanh(a) * Math.tanh(a)),
                new Form("np.exp(x)", Math::exp),
                new Form("np.sqrt(x ** 2)", Math::signum),
                new Form("1 / (1 + np.exp(-x))", a -> Math.exp(-a) / ((1 + Math.exp(-a)) * (1 + Math.exp(-a)))));
        for (Form form : forms) {
            double[] right = new double[x.length];
            for (int i = 0; i < x.length; i++) right[i] = form.slope.applyAsDouble(x[i]);
            for (String constant : List.of("1e3", "1e7", "1e9", "1e30")) {
                FunctionDefinition sum =
                        Situation.define("x N", "loss", "loss = np.sum(" + form.code + " + " + constant + ")");
                Situation situation =
                        new Situation(form.code + " + " + constant, sum, Map.of("x", Tensor.vector(x)), Map.of());
                for (Precision precision : Precision.values()) {
                    double[] rounded = right.clone(), half = right.clone();
                    for (int i = 0; i < x.length; i++) {
                        rounded[i] = precision.round(right[i]);
                        half[i] = precision.round(right[i] / 2);
                    }
                    verdicts.right(situation, "dx", "in " + precision, precision.dtype(), rounded);
                    verdicts.wrong(situation, "dx", "half", precision.dtype(), Planted.A_SLIP, half);
                }
            }
        }
        verdicts.conclude(96);
    }

    private static Matrix centred(Plain in, Matrix x, Matrix w, Matrix b) {
        Matrix u = in.add(in.product(x, w), b);
        return in.sub(u, in.div(in.down(u), x.rows()));
    }

    private static Matrix scale(Plain in, Matrix x, Matrix w, Matrix b) {
        Matrix c = centred(in, x, w, b);
        return in.sqrt(in.add(in.div(in.down(in.mul(c, c)), x.rows()), Matrix.scalar(EPSILON)));
    }

    private static Matrix normalized(Plain in, Matrix x, Matrix w, Matrix b) {
        return in.div(centred(in, x, w, b), scale(in, x, w, b));
    }

    // dx = (N dxhat - sum(dxhat) - xhat sum(dxhat xhat)) / (N std): Ioffe and Szegedy (2015), shortened as in CS231n
    private static Matrix throughNormalization(Plain in, Matrix x, Matrix w, Matrix b, Matrix gamma, Matrix g) {
        Matrix xhat = normalized(in, x, w, b), dxhat = in.mul(g, gamma);
        Matrix all = in.sub(in.mul(dxhat, x.rows()), in.down(dxhat));
        Matrix less = in.sub(all, in.mul(xhat, in.down(in.mul(dxhat, xhat))));
        return in.div(in.div(less, scale(in, x, w, b)), x.rows());
    }

    private static boolean isSmall(double[] values) {
        double largest = 0;
        for (double value : values) largest = Math.max(largest, Math.abs(value));
        return largest < 0.01;
    }

    private static double[] first(int count, double... of) {
        return Arrays.copyOf(of, count);
    }

    // of so few digits that every type holds them
    private Matrix drawn(int rows, int columns, double size) {
        List<Double> data = new ArrayList<>();
        for (int i = 0; i < rows * columns; i++) data.add(Math.rint(random.nextDouble(-size, size) * 64) / 64);
        return new Matrix(
                rows, columns, data.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static Tensor matrix(Matrix matrix) {
        return new Tensor(new int[] {matrix.rows(), matrix.columns()}, matrix.data());
    }

    private static Tensor vector(Matrix matrix) {
        return Tensor.vector(matrix.data());
    }
}
