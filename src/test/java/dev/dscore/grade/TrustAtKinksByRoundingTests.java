package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A constant column ahead of a batch normalization and a ReLU, as a dead pixel or a blank batch makes it: in exact arithmetic the
 * ReLU stands on its kink, and in any other on one side of it or the other, entry by entry.
 */
@Tag("long")
class TrustAtKinksByRoundingTests {
    private static final double[] CONSTANTS = {0.01, 0.1, 0.3, 0.7, -1.3, 5.1};
    private static final int ROWS = 6, COLUMNS = 3;
    private static final double EPS = 1e-5;

    private final Verdicts verdicts = new Verdicts("kinks by rounding");

    private record Activation(String code, double below) {}

    /** Of scores that tie but for rounding, another is the largest in another type or order. */
    @Test
    void whicheverOfNearTiesIsTheLargestTakesTheGradient() {
        Verdicts verdicts = new Verdicts("near ties");
        SplittableRandom random = new SplittableRandom(1129);
        FunctionDefinition largest =
                Situation.define("X N D, W D H, b H", "loss", "s = X @ W + b", "loss = np.sum(np.max(s, axis=1))");
        for (int draw = 0; draw < 40; draw++) {
            int inner = 16 + 4 * draw, heads = 3;
            double[] terms = random.doubles(inner, -1, 1).toArray();
            double[] x = new double[inner], w = new double[inner * heads];
            Arrays.fill(x, 1);
            // the same terms in another order, in float32
            for (int head = 0; head < heads; head++) {
                int from = random.nextInt(inner);
                for (int i = 0; i < inner; i++) w[i * heads + head] = (float) terms[(i + from) % inner];
            }
            Map<String, Tensor> inputs = Map.of(
                    "X", new Tensor(new int[] {1, inner}, x),
                    "W", new Tensor(new int[] {inner, heads}, w),
                    "b", Tensor.vector(0.5, 0.5, 0.5));
            Situation situation = new Situation("near tie " + draw, largest, inputs, Map.of());
            for (Plain.Precision precision : List.of(Plain.Precision.FLOAT32, Plain.Precision.FLOAT16)) {
                for (Plain.Order order : Plain.Order.values()) {
                    Plain in = new Plain(precision, order);
                    Plain.Matrix rounded = in.rounded(new Plain.Matrix(inner, heads, w));
                    double[] s =
                            in.product(new Plain.Matrix(1, inner, x), rounded).data();
                    int best = 0;
                    for (int head = 1; head < heads; head++) {
                        if (precision.round(s[head] + 0.5) > precision.round(s[best] + 0.5)) best = head;
                    }
                    double[] db = new double[heads], dW = new double[inner * heads];
                    db[best] = 1;
                    for (int i = 0; i < inner; i++) dW[i * heads + best] = 1;
                    verdicts.right(situation, "db", order + " in " + precision, precision.dtype(), db);
                    verdicts.right(situation, "dW", order + " in " + precision, precision.dtype(), dW);
                    double[] twice = {2 * db[0], 2 * db[1], 2 * db[2]};
                    verdicts.wrong(situation, "db", "twice", precision.dtype(), Planted.A_SLIP, twice);
                    double[] opposite = {-db[0], -db[1], -db[2]};
                    verdicts.wrong(situation, "db", "opposite", precision.dtype(), Planted.A_SLIP, opposite);
                }
            }
        }
        verdicts.conclude(160);
    }

    /** Of several such ties, each has a largest entry of its own; the gradients of all are added up. */
    @Test
    void everyNearTieHasALargestEntryOfItsOwn() {
        Verdicts verdicts = new Verdicts("several near ties");
        SplittableRandom random = new SplittableRandom(2911);
        for (String largest : List.of("np.max(s, axis=1)", "np.max(np.stack([s[:, 0], s[:, 1]], axis=0), axis=0)")) {
            for (int draw = 0; draw < 12; draw++) {
                int heads = largest.contains("stack") ? 2 : draw % 2 == 0 ? 3 : 8;
                FunctionDefinition function = Situation.define(
                        "X N D, W D " + heads + ", b " + heads,
                        "loss",
                        "s = X @ W + b",
                        "loss = np.sum(" + largest + ")");
                int inner = 20 + 3 * draw, rows = 2 + draw;
                double[] terms = random.doubles(inner, -1, 1).toArray();
                double[] x = new double[rows * inner], w = new double[inner * heads];
                for (int i = 0; i < x.length; i++) x[i] = 2 * (i / inner) + 1;
                for (int head = 0; head < heads; head++) {
                    int from = random.nextInt(inner);
                    for (int i = 0; i < inner; i++) w[i * heads + head] = (float) terms[(i + from) % inner];
                }
                Map<String, Tensor> inputs = Map.of(
                        "X", new Tensor(new int[] {rows, inner}, x),
                        "W", new Tensor(new int[] {inner, heads}, w),
                        "b", new Tensor(new int[] {heads}, filled(heads, 0.5)));
                Situation situation = new Situation(largest + ", draw " + draw, function, inputs, Map.of());
                for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
                    Plain in = new Plain(precision, Order.FORWARD);
                    double[] s = in.product(new Matrix(rows, inner, x), in.rounded(new Matrix(inner, heads, w)))
                            .data();
                    double[] db = new double[heads], dW = new double[inner * heads];
                    for (int row = 0; row < rows; row++) {
                        int best = 0;
                        for (int head = 1; head < heads; head++) {
                            double one = s[row * heads + head], other = s[row * heads + best];
                            if (precision.round(one + 0.5) > precision.round(other + 0.5)) best = head;
                        }
                        db[best]++;
                        for (int i = 0; i < inner; i++) dW[i * heads + best] += x[row * inner];
                    }
                    verdicts.right(situation, "db", precision.dtype(), precision.dtype(), db);
                    verdicts.right(situation, "dW", precision.dtype(), precision.dtype(), dW);
                    double[] beyond = filled(heads, rows + 1);
                    verdicts.wrong(situation, "db", "beyond, " + precision, precision.dtype(), Planted.NOTHING, beyond);
                }
            }
        }
        verdicts.conclude(140);
    }

    @Test
    void eitherSideIsRightAndNothingElseIsWhereThereIsNoKink() {
        int seed = 700;
        for (Activation activation :
                List.of(new Activation("np.maximum(0, n)", 0), new Activation("np.where(n > 0, n, 0.01 * n)", 0.01))) {
            for (double constant : CONSTANTS) {
                for (boolean all : new boolean[] {false, true}) judge(activation, constant, all, new Draw(seed++));
            }
        }
        verdicts.conclude(700);
    }

    private void judge(Activation activation, double constant, boolean all, Draw draw) {
        Matrix drawn = draw.matrix(ROWS, COLUMNS), g = draw.matrix(ROWS, COLUMNS);
        double[] data = drawn.data().clone();
        for (int i = 0; i < data.length; i++) if (all || i % COLUMNS == 1) data[i] = constant;
        // the same number in every precision
        Matrix x = new Plain(Precision.FLOAT32, Order.FORWARD).rounded(new Matrix(ROWS, COLUMNS, data));
        Matrix gamma = draw.matrix(1, COLUMNS), beta = Matrix.row(0, 0, all ? 0 : 0.25);
        Situation situation = new Situation(
                activation.code + (all ? " of a blank batch of " : " beside a dead column of ") + constant,
                Situation.define(
                        "x N D, gamma D, beta D, g N D",
                        "loss",
                        "mu = np.mean(x, axis=0)",
                        "var = np.var(x, axis=0)",
                        "xhat = (x - mu) / np.sqrt(var + 1e-5)",
                        "n = gamma * xhat + beta",
                        "loss = np.sum(" + activation.code + " * g)"),
                Map.of(
                        "x", Draw.tensor(x),
                        "gamma", Tensor.vector(gamma.data()),
                        "beta", Tensor.vector(beta.data()),
                        "g", Draw.tensor(g)),
                Map.of());
        for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
            for (Order order : Order.values()) {
                for (boolean strict : new boolean[] {true, false}) {
                    Plain in = new Plain(precision, order);
                    String form = (strict ? "> 0, " : ">= 0, ") + order + ", " + precision.dtype();
                    gradients(in, activation, strict, x, in.rounded(gamma), beta, in.rounded(g))
                            .forEach((gradient, value) ->
                                    verdicts.right(situation, gradient, form, precision.dtype(), value.data()));
                }
            }
            if (!all) doubled(situation, precision);
        }
    }

    /** Equal numbers are rounded alike, so that either all of them are on one side or on the other. */
    @Test
    void equalNumbersAreOnTheSameSide() {
        Verdicts verdicts = new Verdicts("equal numbers at kinks");
        double[] w = {1, 2, -1, 3, 0.5, 1.5};
        for (double constant : new double[] {0.1, 0.7, 1.3}) {
            double[] x = new double[w.length];
            Arrays.fill(x, constant);
            Situation centred = new Situation(
                    "a constant that is centred, " + constant,
                    Situation.define("x N, w N", "loss", "z = x - np.mean(x)", "loss = np.sum(w * np.maximum(z, 0))"),
                    Map.of("x", Tensor.vector(x), "w", Tensor.vector(w)),
                    Map.of());
            double mean = Arrays.stream(w).sum() / w.length;
            verdicts.right(
                    centred,
                    "dx",
                    "all on",
                    Arrays.stream(w).map(one -> one - mean).toArray());
            verdicts.right(centred, "dx", "all off", new double[w.length]);
            verdicts.wrong(centred, "dx", "without the mean", Planted.A_SLIP, w);
        }
        // as NumPy adds them up, a column of 50 numbers is off by as much in every row
        int rows = 50, columns = 8;
        double[] x = new double[rows * columns], g = new double[rows * columns];
        Draw draw = new Draw(911);
        double[] constants = draw.numbers(columns);
        for (int i = 0; i < x.length; i++) x[i] = constants[i % columns];
        double off = 0, on = 0;
        double[] means = new double[columns];
        for (int i = 0; i < x.length; i++) means[i % columns] += x[i] * (1.0 / rows);
        for (int i = 0; i < x.length; i++) {
            g[i] = x[i] - means[i % columns] > 0 ? 1 : -1;
            if (g[i] > 0) on++;
            off++;
        }
        Situation shifted = new Situation(
                "constant columns that are centred and shifted",
                Situation.define(
                        "x N D, t, g N D",
                        "loss",
                        "z = x - np.mean(x, axis=0) + t",
                        "loss = np.sum(g * np.maximum(z, 0))"),
                Map.of(
                        "x", Draw.tensor(new Matrix(rows, columns, x)),
                        "t", Tensor.scalar(0),
                        "g", Draw.tensor(new Matrix(rows, columns, g))),
                Map.of());
        verdicts.right(shifted, "dt", "on where it is above", on);
        verdicts.wrong(shifted, "dt", "more than there are", Planted.NOTHING, 2 * off);
        verdicts.conclude(11);
    }

    /**
     * Before training, on a blank batch with as many labels of each class: behind two kinks, of the ReLU and of the largest score,
     * all that is left of the gradient of a bias is rounding.
     */
    @Test
    void whatABalancedBlankBatchLeavesIsZero() {
        Verdicts verdicts = new Verdicts("balanced blank batches");
        for (int seed = 0; seed < 24; seed++) {
            Draw draw = new Draw(2100 + seed);
            int features = 5, hidden = 4, classes = 3;
            double[] row = draw.matrix(1, features).data(), x = new double[ROWS * features];
            for (int i = 0; i < x.length; i++) x[i] = seed % 3 == 0 ? 0.1 : row[i % features];
            double[] second = draw.matrix(hidden, classes).data();
            Situation situation = new Situation(
                    "a blank batch, " + seed,
                    Situation.define(
                            "X N D, W1 D H, b1 H, gamma H, beta H, W2 H C, b2 C, y N below C",
                            "loss",
                            "h = X @ W1 + b1",
                            "xhat = (h - np.mean(h, axis=0)) / np.sqrt(np.var(h, axis=0) + 1e-5)",
                            "s = np.maximum(gamma * xhat + beta, 0) @ W2 + b2",
                            "t = s - np.max(s, axis=1, keepdims=True)",
                            "p = np.exp(t) / np.sum(np.exp(t), axis=1, keepdims=True)",
                            "loss = -np.mean(np.log(p[np.arange(N), y]))"),
                    Map.of(
                            "X", Draw.tensor(new Matrix(ROWS, features, x)),
                            "W1", Draw.tensor(draw.matrix(features, hidden)),
                            "b1", Tensor.vector(draw.matrix(1, hidden).data()),
                            "gamma", Tensor.vector(draw.matrix(1, hidden).data()),
                            "beta", Tensor.vector(new double[hidden]),
                            "W2", Draw.tensor(new Matrix(hidden, classes, second)),
                            "b2", Tensor.vector(new double[classes]),
                            "y", Tensor.vector(0, 1, 2, 0, 1, 2)),
                    Map.of());
            // a third less one, and two thirds, of each six examples, in the order of the labels
            double third = 1 / 3.0,
                    left = (((((third - 1) / 6 + third / 6) + third / 6) + (third - 1) / 6) + third / 6) + third / 6;
            verdicts.right(situation, "db2", "as added up", left, left, left);
            verdicts.right(situation, "db2", "zero", 0, 0, 0);
            verdicts.wrong(situation, "db2", "of one class", Planted.NOTHING, 0.01, 0, 0);
            verdicts.right(situation, "dbeta", "zero", new double[hidden]);
            verdicts.right(situation, "dW2", "zero", new double[hidden * classes]);
            verdicts.wrong(situation, "dW2", "of the size of a rate", Planted.NOTHING, filled(hidden * classes, 1e-3));
        }
        verdicts.conclude(140);
    }

    /**
     * A constant column that is standardized with a small number beside its deviation, which is exactly 0 where the mean is exact.
     * By hand, the slope is that of a division by the small number, however large the constant is.
     */
    @Test
    void aConstantColumnIsDividedByWhatIsAddedToItsDeviation() {
        Verdicts verdicts = new Verdicts("constant columns");
        double[] constants = {
            0.5, 3, 255, 1000, 4096, 330_000, 1e7, 1.6e9, 1e12, 0.7, 255.3, 1000.1, 330_000.7, 1_234_567.89
        };
        for (double constant : constants) {
            for (int rows : new int[] {3, 4, 5, 8}) {
                Draw draw = new Draw(4100 + rows);
                double[] x = draw.matrix(rows, 2).data(),
                        g = draw.matrix(rows, 2).data();
                double mean = 0;
                for (int row = 0; row < rows; row++) {
                    x[2 * row + 1] = constant;
                    mean += g[2 * row + 1] / rows;
                }
                Situation situation = new Situation(
                        rows + " rows of " + constant,
                        Situation.define(
                                "x N D, g N D",
                                "loss",
                                "out = (x - np.mean(x, axis=0)) / (np.std(x, axis=0) + 1e-6)",
                                "loss = np.sum(out * g)"),
                        Map.of("x", Draw.tensor(new Matrix(rows, 2, x)), "g", Draw.tensor(new Matrix(rows, 2, g))),
                        Map.of());
                double[] right = ofOtherColumn(x, g, rows), wrong = right.clone();
                for (int row = 0; row < rows; row++) {
                    right[2 * row + 1] = (g[2 * row + 1] - mean) / 1e-6;
                    wrong[2 * row + 1] = g[2 * row + 1] / 1e-6;
                }
                verdicts.right(situation, "dx", "by hand", right);
                if (constant == Math.rint(2 * constant) / 2)
                    verdicts.wrong(situation, "dx", "without the mean", Planted.A_SLIP, wrong);
            }
        }
        verdicts.conclude(90);
    }

    // (g - mean(g) - xc mean(g xc) / (s (s + eps))) / (s + eps) of the first of two columns
    private static double[] ofOtherColumn(double[] x, double[] g, int rows) {
        double mean = 0, ofG = 0, variance = 0, product = 0;
        for (int row = 0; row < rows; row++) {
            mean += x[2 * row] / rows;
            ofG += g[2 * row] / rows;
        }
        for (int row = 0; row < rows; row++) {
            variance += Math.pow(x[2 * row] - mean, 2) / rows;
            product += g[2 * row] * (x[2 * row] - mean) / rows;
        }
        double s = Math.sqrt(variance);
        double[] gradient = new double[x.length];
        for (int row = 0; row < rows; row++) {
            double centred = x[2 * row] - mean;
            gradient[2 * row] = (g[2 * row] - ofG - centred * product / (s * (s + 1e-6))) / (s + 1e-6);
        }
        return gradient;
    }

    private static double[] filled(int count, double value) {
        double[] filled = new double[count];
        Arrays.fill(filled, value);
        return filled;
    }

    /** Few digits are not rounded: such a value is not on either side of a threshold, but where it is. */
    @Test
    void anExactThresholdHasOneSide() {
        Verdicts verdicts = new Verdicts("exact thresholds");
        for (String code : List.of("np.where(x > 0.5, 3 * x, x)", "np.where(2 * x > 1, 3 * x, x)")) {
            Situation situation = new Situation(
                    code,
                    Situation.define("x N, w N", "loss", "loss = np.sum(w * " + code + ")"),
                    Map.of("x", Tensor.vector(0.5, 1, 0.3), "w", Tensor.vector(1, 2, 3)),
                    Map.of());
            verdicts.right(situation, "dw", "as it is", 0.5, 3, 0.3);
            for (double wrong : new double[] {0.1, 1.5, 1.9}) {
                verdicts.wrong(situation, "dw", "first is " + wrong, Planted.NOTHING, wrong, 3, 0.3);
            }
        }
        verdicts.conclude(8);
    }

    // the last column has no kink, and beside a kink no choice of sides gives more than all that is positive
    private void doubled(Situation situation, Precision precision) {
        for (String gradient : List.of("dgamma", "dbeta")) {
            double[] wrong = Arrays.stream(situation.right(gradient))
                    .map(precision::round)
                    .toArray();
            wrong[COLUMNS - 1] *= 2;
            String dtype = precision.dtype();
            verdicts.wrong(situation, gradient, "one doubled, " + dtype, dtype, Planted.NOTHING, wrong);
            double[] beyond = wrong.clone();
            beyond[COLUMNS - 1] /= 2;
            beyond[1] = 2 * ROWS;
            verdicts.wrong(situation, gradient, "beyond both sides, " + dtype, dtype, Planted.NOTHING, beyond);
        }
    }

    private static Map<String, Matrix> gradients(
            Plain in, Activation activation, boolean strict, Matrix x, Matrix gamma, Matrix beta, Matrix g) {
        Matrix mu = in.div(in.down(x), ROWS), centered = in.sub(x, mu);
        Matrix var = in.div(in.down(in.mul(centered, centered)), ROWS);
        Matrix std = in.sqrt(in.add(var, Matrix.scalar(in.precision().round(EPS))));
        Matrix xhat = in.div(centered, std), n = in.add(in.mul(gamma, xhat), beta);
        double below = in.precision().round(activation.below);
        Matrix dn = in.mul(g, in.map(n, entry -> (strict ? entry > 0 : entry >= 0) ? 1 : below));
        Matrix dxhat = in.mul(dn, gamma);
        Matrix means = in.add(in.div(in.down(dxhat), ROWS), in.mul(xhat, in.div(in.down(in.mul(dxhat, xhat)), ROWS)));
        return Map.of(
                "dgamma", in.down(in.mul(dn, xhat)),
                "dbeta", in.down(dn),
                "dx", in.div(in.sub(dxhat, means), std));
    }
}
