package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Verdicts.Planted;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Saturated layers, with margins of 10 to 800: p − y, p (1 − p) and 1 − t² as they are written lose digits that the
 * derivative has, and are right all the same. What is large enough to tell from rounding is held to its value.
 */
@Tag("long")
class TrustInSaturationTests {
    private static final double[] MARGINS = {10, 20, 30, 36, 50, 100, 200, 400, 800};
    private static final Plain IN = Plain.DOUBLE;

    private final Verdicts verdicts = new Verdicts("saturation");

    private final Set<Situation> seen = new LinkedHashSet<>();
    private boolean collecting;

    /** The situations alone. */
    static Set<Situation> situations() {
        TrustInSaturationTests collector = new TrustInSaturationTests();
        collector.collecting = true;
        collector.all();
        return collector.seen;
    }

    @Test
    void whatFormulasLoseIsForgivenAndWhatIsWrongIsNot() {
        all();
        verdicts.conclude(1500);
    }

    /** A small value of the logistic function has all its digits, however the function is written. */
    @Test
    void aSmallLogisticValueIsHeldToItsDigits() {
        Verdicts verdicts = new Verdicts("small logistic values");
        for (String code : List.of(
                "1 / (1 + np.exp(-x))",
                "expit(x)",
                "1 / (np.exp(-1 * x) + 1)",
                "np.exp(x) / (1 + np.exp(x))",
                "np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))",
                "np.where(x >= 0, 1 / (1 + np.exp(-np.abs(x))), np.exp(-np.abs(x)) / (1 + np.exp(-np.abs(x))))")) {
            for (Plain.Precision precision : List.of(Plain.Precision.FLOAT32, Plain.Precision.FLOAT64)) {
                for (double margin : new double[] {12, 16, 20, 38}) {
                    double[] x = {-margin, -margin - 1.5, -margin - 3}, right = new double[3];
                    for (int i = 0; i < 3; i++) {
                        double p = precision.round(1 / precision.round(1 + precision.round(Math.exp(-x[i]))));
                        right[i] = precision.round(p * precision.round(1 - p));
                    }
                    Situation situation = new Situation(
                            code + " at " + margin,
                            Situation.define("x N", "out", "out = " + code),
                            Map.of("x", Tensor.vector(x)),
                            Map.of("out", Tensor.vector(1, 1, 1)));
                    verdicts.right(situation, "dx", "p (1 - p)", precision.dtype(), right);
                    for (double factor : new double[] {2, 0, -1, 1.01}) {
                        double[] wrong = Arrays.stream(right)
                                .map(entry -> factor * entry)
                                .toArray();
                        verdicts.wrong(situation, "dx", "times " + factor, precision.dtype(), Planted.A_SLIP, wrong);
                    }
                }
            }
        }
        verdicts.conclude(240);
    }

    /** The derivative as e / (1 + e)² is 0 from where the square overflows. */
    @Test
    void theSquareOfAnExponentialMayOverflow() {
        Verdicts verdicts = new Verdicts("squares that overflow");
        for (String code : List.of("1 / (1 + np.exp(-x))", "expit(x)", "(1 + np.exp(-x)) ** -1")) {
            for (Plain.Precision precision : List.of(Plain.Precision.FLOAT32, Plain.Precision.FLOAT64)) {
                double far = precision == Plain.Precision.FLOAT32 ? -50 : -400;
                double[] x = {far, -2, 0.5}, right = new double[3];
                for (int i = 0; i < 3; i++) {
                    double e = precision.round(Math.exp(-x[i])), sum = precision.round(1 + e);
                    right[i] = precision.round(e / precision.round(sum * sum));
                }
                assertThat(right[0]).isZero();
                Situation situation = new Situation(
                        code + " at " + far,
                        Situation.define("x N", "out", "out = " + code),
                        Map.of("x", Tensor.vector(x)),
                        Map.of("out", Tensor.vector(1, 1, 1)),
                        400);
                verdicts.right(situation, "dx", "e / (1 + e) ** 2", precision.dtype(), right);
                for (double[] entry : new double[][] {{1, 1.01 * right[1]}, {0, 1e-10}, {0, -1}, {0, right[2]}}) {
                    double[] wrong = right.clone();
                    wrong[(int) entry[0]] = entry[1];
                    verdicts.wrong(situation, "dx", Arrays.toString(entry), precision.dtype(), Planted.NOTHING, wrong);
                }
            }
        }
        verdicts.conclude(30);
    }

    /** A condition on labels is no kink of the scores, even where a label stands on its threshold. */
    @Test
    void aConditionOnOtherValuesIsNoKink() {
        Verdicts verdicts = new Verdicts("conditions on labels");
        for (String condition : List.of("t > 0", "t >= 1", "t == 1")) {
            for (double score : new double[] {-20.75, -14, -6}) {
                Situation situation = new Situation(
                        condition + " at " + score,
                        Situation.define(
                                "s N, t N",
                                "loss",
                                "p = expit(s)",
                                "loss = -np.mean(np.where(" + condition + ", np.log(p), np.log(1 - p)))"),
                        Map.of("s", Tensor.vector(score, 1), "t", Tensor.vector(0, 1)),
                        Map.of());
                double[] right = {1 / (1 + Math.exp(-score)) / 2, (1 / (1 + Math.exp(-1)) - 1) / 2};
                verdicts.right(situation, "ds", "p - t", right);
                for (double factor : new double[] {2, 0, -1, -5, 1.01}) {
                    double[] wrong = {factor * right[0], right[1]};
                    verdicts.wrong(situation, "ds", "times " + factor, Planted.A_SLIP, wrong);
                }
            }
        }
        verdicts.conclude(54);
    }

    /** Shares that underflow where the largest of all scores is taken out of every row: 0, and the rest of the row is right. */
    @Test
    void oneShiftForAllRowsIsHonestArithmetic() {
        Verdicts verdicts = new Verdicts("one shift for all rows");
        double[][] scores = {{0, -55, 60, 0}, {90, 0, 0, -25}, {0, -40, -20, 70}};
        for (double[] score : scores) {
            Tensor s = new Tensor(new int[] {2, 2}, score);
            for (double[] labels : new double[][] {{0, 0}, {1, 0}, {0, 1}}) {
                Situation situation = new Situation(
                        "scores " + Arrays.toString(score),
                        Situation.define(
                                "s N C, y N below C", "loss", "loss = np.mean(logsumexp(s, axis=1) - s[range(N), y])"),
                        Map.of("s", s, "y", Tensor.vector(labels)),
                        Map.of());
                double most = Arrays.stream(score).max().orElseThrow();
                double[] right = new double[4];
                for (int row = 0; row < 2; row++) {
                    float first = (float) Math.exp(score[2 * row] - most),
                            second = (float) Math.exp(score[2 * row + 1] - most);
                    float sum = first + second;
                    right[2 * row] = (first / sum - (labels[row] == 0 ? 1 : 0)) / 2;
                    right[2 * row + 1] = (second / sum - (labels[row] == 1 ? 1 : 0)) / 2;
                }
                verdicts.right(situation, "ds", "the largest of all", "float32", right);
                for (int i = 0; i < 4; i++) {
                    double[] wrong = right.clone();
                    // what is lost beside 1 is held to that
                    wrong[i] += Math.abs(right[i]) < 0.1 ? 1e-5 : 0.01 * right[i];
                    verdicts.wrong(situation, "ds", "entry " + i, "float32", Planted.NOTHING, wrong);
                }
            }
        }
        verdicts.conclude(45);
    }

    /** Scores of hundreds, which short types round by more than one: the largest has all the weight, by any of them. */
    @Test
    void aSumAlongTheWrongAxisIsWrongWhereOneScoreHasAllTheWeight() {
        Verdicts verdicts = new Verdicts("weights of attention");
        for (int seed = 0; seed < 12; seed++) {
            Draw draw = new Draw(8100 + seed);
            Plain half = new Plain(Plain.Precision.FLOAT16, Plain.Order.FORWARD);
            Matrix q = half.rounded(half.mul(draw.matrix(4, 4), 30 * (1 + seed % 3))),
                    v = half.rounded(draw.matrix(5, 3));
            Matrix k = half.rounded(half.mul(draw.matrix(5, 4), 30)), up = half.rounded(draw.matrix(4, 3));
            Situation situation = new Situation(
                    "attention, " + seed,
                    Verdicts.catalogued("attention"),
                    Map.of("Q", tensor(q), "K", tensor(k), "V", tensor(v)),
                    Map.of("out", tensor(up)),
                    2000);
            for (Plain.Precision precision : Plain.Precision.values()) {
                Plain in = new Plain(precision, Plain.Order.FORWARD);
                Matrix w = in.softmax(in.div(in.product(q, k.transposed()), 2)), dw = in.product(up, v.transposed());
                Matrix right = in.mul(w, in.sub(dw, in.along(in.mul(dw, w))));
                Matrix wrong = in.mul(w, in.sub(dw, in.down(in.mul(dw, w))));
                verdicts.right(situation, "dscore", precision.dtype(), precision.dtype(), right.data());
                if (Arrays.stream(wrong.data()).anyMatch(entry -> Math.abs(entry) > 0.1))
                    verdicts.wrong(situation, "dscore", "axis 0", precision.dtype(), Planted.A_SLIP, wrong.data());
            }
        }
        verdicts.conclude(60);
    }

    private void all() {
        for (double margin : MARGINS) {
            // p and 1 - t² are down to exp(-2 margin) beside 1; beneath exp(-745) a double is 0
            int digits = 80 + (int) (1.7 * Math.min(2 * margin, 745) / Math.log(10));
            softmax(margin, digits);
            twoLayerNet(margin, digits);
            svm(margin);
            logistic(margin, digits);
            sigmoidCrossEntropy(margin, digits);
            activations(margin, digits);
            rnnStep(margin, digits);
        }
        for (Plain.Precision precision :
                List.of(Plain.Precision.FLOAT64, Plain.Precision.FLOAT32, Plain.Precision.FLOAT16)) {
            for (double margin : MARGINS) levelledOff(new Plain(precision, Plain.Order.FORWARD), margin);
            for (double part : new double[] {0.5, 0.1, 0.02}) offByOne(precision, part);
        }
    }

    // NumPy's tanh is off by one in its last place up to where 1 - t is a hundredth of that, at 10 in float32
    private void offByOne(Plain.Precision precision, double part) {
        double at = Math.log(2 / (part * precision.unit) - 1) / 2;
        double x = precision.round(at), below = 1 - precision.unit;
        Situation situation = new Situation(
                "tanh off by one, " + part + " of a rounding from 1 in " + precision,
                Verdicts.catalogued("tanh"),
                Map.of("x", new Tensor(new int[] {1, 2}, new double[] {x, -x})),
                Map.of("out", new Tensor(new int[] {1, 2}, new double[] {1, 1})),
                120);
        seen.add(situation);
        if (collecting) return;
        double slope = precision.round(1 - precision.round(below * below));
        verdicts.right(situation, "dx", "off by one", precision.dtype(), slope, slope);
        verdicts.right(situation, "dx", "1 - 1", precision.dtype(), 0, 0);
        verdicts.wrong(situation, "dx", "tenfold", precision.dtype(), Planted.NOTHING, 10 * slope, 10 * slope);
    }

    // each step rounded: beyond the bend the function's slope is a number, however large what 1 - t² is multiplied by
    private void levelledOff(Plain in, double margin) {
        Matrix x = in.rounded(new Matrix(1, 3, margin, margin / 2, 0.5));
        Matrix ones = new Matrix(1, 3, 1, 1, 1);
        Matrix s = in.div(ones, in.add(ones, in.exp(in.mul(x, -1))));
        Matrix cubed = in.mul(in.mul(x, x), x);
        Matrix inner = in.mul(in.add(x, in.mul(cubed, 0.044715)), 0.7978845608028654);
        Matrix t = in.map(inner, Math::tanh);
        Matrix slope = in.mul(in.add(ones, in.mul(in.mul(x, x), 3 * 0.044715)), 0.7978845608028654);
        Matrix bend = in.mul(in.mul(in.mul(x, 0.5), in.sub(ones, in.mul(t, t))), slope);
        Map<String, Matrix> forms = new LinkedHashMap<>();
        forms.put("swish", in.add(s, in.mul(in.mul(x, s), in.sub(ones, s))));
        forms.put("gelu", in.add(in.mul(in.add(ones, t), 0.5), bend));
        forms.forEach((name, form) -> {
            if (!Arrays.stream(form.data()).allMatch(Double::isFinite)) return; // beyond the largest number
            String dtype = in.precision().dtype();
            Situation situation = new Situation(
                    name + " levelled off at " + margin + " in " + dtype,
                    Verdicts.catalogued(name),
                    Map.of("x", tensor(x)),
                    Map.of("out", tensor(ones)),
                    80 + (int) (name.equals("gelu") ? 650 : margin));
            seen.add(situation);
            if (collecting) return;
            double[] right = situation.right("dx");
            verdicts.right(situation, "dx", "step by step, " + dtype, dtype, form.data());
            for (int entry = 0; entry < 3; entry++) {
                int at = entry;
                verdicts.wrong(
                        situation,
                        "dx",
                        "0 at " + at + ", " + dtype,
                        dtype,
                        Planted.A_SLIP,
                        changed(right, i -> i == at, i -> 0));
                verdicts.wrong(
                        situation,
                        "dx",
                        "twice at " + at + ", " + dtype,
                        dtype,
                        Planted.A_SLIP,
                        changed(right, i -> i == at, i -> 2 * right[i]));
            }
        });
    }

    /**
     * @param unit what a rounding of the largest term is, by entry
     * @param forms by gradient, as they are written
     */
    private void judge(Situation situation, String gradient, double unit, Map<String, double[]> forms) {
        double value = Verdicts.EVALUATOR
                .evaluate(
                        situation.function.graph(),
                        situation.binding().inputs(),
                        List.of(situation.function.objective()))
                .get(situation.function.objective())
                .data()[0];
        if (!Double.isFinite(value)) return; // nobody's gradient is graded where the function itself is not finite
        seen.add(situation);
        if (collecting) return;
        double[] right = situation.right(gradient);
        verdicts.right(situation, gradient, "the truth", right);
        forms.forEach((form, data) -> verdicts.right(situation, gradient, form, data));

        int[] large = IntStream.range(0, right.length)
                .filter(i -> Math.abs(right[i]) > 1e3 * unit)
                .toArray();
        if (large.length == 0) return;
        // of two entries one may be what a slip changes, and a unit that is off is a slip, too
        boolean few = large.length <= 2 || situation.name.startsWith("two-layer-net");
        Planted one = few ? Planted.A_SLIP : Planted.NOTHING;
        int first = large[0], last = large[large.length - 1];
        verdicts.wrong(
                situation, gradient, "one of the other sign", one, changed(right, i -> i == first, i -> -right[i]));
        verdicts.wrong(situation, gradient, "one dropped", one, changed(right, i -> i == last, i -> 0));
        if (Math.abs(right[last]) > 1e5 * unit) {
            verdicts.wrong(
                    situation,
                    gradient,
                    "one off by a percent",
                    one,
                    changed(right, i -> i == last, i -> 1.01 * right[i]));
        }
        IntPredicate isLarge = i -> Math.abs(right[i]) > 1e3 * unit;
        verdicts.wrong(situation, gradient, "the other sign", Planted.A_SLIP, changed(right, isLarge, i -> -right[i]));
        verdicts.wrong(situation, gradient, "twice", Planted.A_SLIP, changed(right, isLarge, i -> 2 * right[i]));
    }

    private static double[] changed(double[] right, IntPredicate where, IntToDoubleFunction to) {
        double[] data = right.clone();
        for (int i = 0; i < data.length; i++) if (where.test(i)) data[i] = to.applyAsDouble(i);
        return data;
    }

    private static double largest(Matrix a) {
        return Arrays.stream(a.data()).map(Math::abs).max().orElse(0);
    }

    private static Tensor tensor(Matrix a) {
        return Draw.tensor(a);
    }

    // rows whose largest score leads by the margin, by half of it, and by a quarter
    private static Matrix scoresFor(double margin) {
        return new Matrix(4, 2, margin, 0.25, 0.5, margin, margin / 2, -margin / 4, 0.3, -0.4);
    }

    private static final Matrix WEIGHTS = new Matrix(2, 3, 1, 0, -0.5, -0.25, 1, 0.5);
    private static final Matrix BIAS = Matrix.row(0.125, -0.25, 0.5);

    private void softmax(double margin, int digits) {
        Matrix x = scoresFor(margin);
        Matrix score = IN.add(IN.product(x, WEIGHTS), BIAS);
        // all right, the last wrong, all wrong
        for (double[] labels : new double[][] {{0, 1, 0, 0}, {0, 1, 0, 1}, {0, 0, 2, 2}, {2, 2, 1, 1}}) {
            Matrix y = Plain.oneHot(labels, 3);
            Map<String, Matrix> scores = new LinkedHashMap<>();
            scores.put("(p - y) / N", IN.div(IN.sub(IN.softmax(score), y), 4));
            scores.put("p / N - y / N", IN.sub(IN.div(IN.softmax(score), 4), IN.div(y, 4)));
            scores.put("exp of log_softmax", IN.mul(IN.sub(IN.softmaxByLog(score), y), 0.25));
            for (String name : List.of("softmax", "softmax-steps")) {
                Situation situation = new Situation(
                        name + " margin " + margin + " " + Arrays.toString(labels),
                        Verdicts.catalogued(name),
                        Map.of("X", tensor(x), "W", tensor(WEIGHTS), "b", tensor(BIAS), "y", Tensor.vector(labels)),
                        Map.of(),
                        digits);
                judge(situation, "dscore", 0x1p-53 / 4, forms(scores, d -> d));
                judge(situation, "dW", 0x1p-53 / 4 * largest(x), forms(scores, d -> IN.product(x.transposed(), d)));
                judge(situation, "db", 0x1p-53, forms(scores, IN::down));
                judge(situation, "dX", 0x1p-53 / 4, forms(scores, d -> IN.product(d, WEIGHTS.transposed())));
            }
        }
    }

    private interface Next {
        Matrix of(Matrix upstream);
    }

    private static Map<String, double[]> forms(Map<String, Matrix> upstream, Next next) {
        Map<String, double[]> forms = new LinkedHashMap<>();
        upstream.forEach((form, gradient) -> forms.put(form, next.of(gradient).data()));
        return forms;
    }

    private void twoLayerNet(double margin, int digits) {
        Matrix x = new Matrix(3, 2, 1, 0.5, -0.25, 1, 0.5, 0.75);
        Matrix w1 = new Matrix(2, 3, 1, -0.5, 0.5, 0.25, 1, -1), b1 = Matrix.row(0.125, 0.25, 0.625);
        Matrix w2 = new Matrix(3, 3, margin, 0, 0.5, -0.5, margin, 0, 0.25, 0, margin / 2);
        Matrix b2 = Matrix.row(0.5, 0.25, 0);
        Matrix pre = IN.add(IN.product(x, w1), b1), hidden = IN.map(pre, a -> Math.max(0, a));
        Matrix score = IN.add(IN.product(hidden, w2), b2);
        Matrix active = IN.map(pre, a -> a > 0 ? 1 : 0);
        for (double[] labels : new double[][] {{0, 1, 0}, {1, 1, 2}}) {
            Situation situation = new Situation(
                    "two-layer-net margin " + margin + " " + Arrays.toString(labels),
                    Verdicts.catalogued("two-layer-net"),
                    Map.of(
                            "X",
                            tensor(x),
                            "W1",
                            tensor(w1),
                            "b1",
                            Draw.vector(b1),
                            "W2",
                            tensor(w2),
                            "b2",
                            Draw.vector(b2),
                            "y",
                            Tensor.vector(labels)),
                    Map.of(),
                    digits);
            Matrix y = Plain.oneHot(labels, 3);
            Map<String, Matrix> scores = new LinkedHashMap<>();
            scores.put("(p - y) / N", IN.div(IN.sub(IN.softmax(score), y), 3));
            scores.put("p / N - y / N", IN.sub(IN.div(IN.softmax(score), 3), IN.div(y, 3)));
            Next toPre = d -> IN.mul(IN.product(d, w2.transposed()), active);
            double unit = 0x1p-53;
            judge(situation, "dW2", unit, forms(scores, d -> IN.product(hidden.transposed(), d)));
            judge(situation, "db2", unit, forms(scores, IN::down));
            double lower = unit * Math.max(1, margin);
            judge(situation, "dW1", lower, forms(scores, d -> IN.product(x.transposed(), toPre.of(d))));
            judge(situation, "db1", lower, forms(scores, d -> IN.down(toPre.of(d))));
            judge(situation, "dX", lower, forms(scores, d -> IN.product(toPre.of(d), w1.transposed())));
        }
    }

    private void svm(double margin) {
        Matrix x = scoresFor(margin);
        double[] labels = {0, 0, 2, 1};
        Matrix score = IN.product(x, WEIGHTS);
        Matrix d = new Matrix(4, 3, new double[12]);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 3; j++) {
                int y = (int) labels[i];
                if (j == y || score.at(i, j) - score.at(i, y) + 1 <= 0) continue;
                d.data()[i * 3 + j] += 0.25;
                d.data()[i * 3 + y] -= 0.25;
            }
        }
        Situation situation = new Situation(
                "svm margin " + margin,
                Verdicts.catalogued("svm"),
                Map.of("X", tensor(x), "W", tensor(WEIGHTS), "y", Tensor.vector(labels)),
                Map.of());
        judge(
                situation,
                "dW",
                0x1p-53 * margin,
                Map.of("counted", IN.product(x.transposed(), d).data()));
        judge(
                situation,
                "dX",
                0x1p-53,
                Map.of("counted", IN.product(d, WEIGHTS.transposed()).data()));
    }

    private static double logistic(double s) {
        return 1 / (1 + Math.exp(-s));
    }

    private void logistic(double margin, int digits) {
        Matrix x = new Matrix(4, 2, 1, 0.25, -1, 0.5, 0.5, -0.5, 0.125, 0.25), w = Matrix.column(margin, 0.5);
        double b = 0.25;
        Matrix score = IN.add(IN.product(x, w), Matrix.scalar(b));
        FunctionDefinition stable = Situation.define(
                "X N D, w D, b, y N below 2",
                "loss",
                "s = X @ w + b",
                "loss = np.mean(np.maximum(s, 0) - s * y + np.log1p(np.exp(-np.abs(s))))");
        for (double[] labels : new double[][] {{1, 0, 1, 1}, {0, 1, 1, 0}}) {
            Matrix error = IN.div(IN.sub(IN.map(score, s -> logistic(s)), Matrix.column(labels)), 4);
            for (FunctionDefinition function : List.of(Verdicts.catalogued("logistic-regression"), stable)) {
                Situation situation = new Situation(
                        (function == stable ? "stable " : "") + "logistic-regression margin " + margin + " "
                                + Arrays.toString(labels),
                        function,
                        Map.of("X", tensor(x), "w", Draw.vector(w), "b", Tensor.scalar(b), "y", Tensor.vector(labels)),
                        Map.of(),
                        digits);
                judge(
                        situation,
                        "dw",
                        0x1p-53,
                        Map.of("p - y", IN.product(x.transposed(), error).data()));
                judge(situation, "db", 0x1p-53, Map.of("p - y", IN.all(error).data()));
                judge(
                        situation,
                        "dX",
                        0x1p-53 * margin,
                        Map.of("p - y", IN.product(error, w.transposed()).data()));
            }
        }
    }

    private void sigmoidCrossEntropy(double margin, int digits) {
        Matrix s = new Matrix(2, 4, margin, -margin, margin, -margin, margin / 2, 0.3, -margin / 3, margin);
        double[] targets = {1, 0, 0, 1, 1, 0, 1, 1};
        Situation situation = new Situation(
                "sigmoid-cross-entropy margin " + margin,
                Verdicts.catalogued("sigmoid-cross-entropy"),
                Map.of("s", tensor(s), "t", new Tensor(new int[] {2, 4}, targets)),
                Map.of(),
                digits);
        Matrix t = new Matrix(2, 4, targets);
        Matrix stable = IN.map(s, a -> a >= 0 ? logistic(a) : Math.exp(a) / (1 + Math.exp(a)));
        Matrix byParts = IN.sub(
                IN.map(s, a -> {
                    double e = Math.exp(-Math.abs(a));
                    return (a > 0 ? 1 : 0) - Math.signum(a) * e / (1 + e);
                }),
                t);
        judge(
                situation,
                "ds",
                0x1p-53 / 8,
                Map.of(
                        "p - t",
                        IN.div(IN.sub(stable, t), 8).data(),
                        "p / n - t / n",
                        IN.sub(IN.div(stable, 8), IN.div(t, 8)).data(),
                        "by parts",
                        IN.div(byParts, 8).data()));
    }

    private void activations(double margin, int digits) {
        activation(
                "tanh",
                margin,
                digits,
                Map.of(
                        "1 - t * t",
                        x -> 1 - Math.tanh(x) * Math.tanh(x),
                        "(1 - t) (1 + t)",
                        x -> (1 - Math.tanh(x)) * (1 + Math.tanh(x)),
                        "by pow",
                        x -> 1 - Math.pow(Math.tanh(x), 2)));
        activation(
                "sigmoid",
                margin,
                digits,
                Map.of(
                        "p (1 - p)",
                        x -> logistic(x) * (1 - logistic(x)),
                        "p - p * p",
                        x -> logistic(x) - logistic(x) * logistic(x)));
        activation(
                "swish",
                margin,
                digits,
                Map.of(
                        "s + x s (1 - s)",
                        x -> logistic(x) + x * logistic(x) * (1 - logistic(x)),
                        "s (1 + x (1 - s))",
                        x -> logistic(x) * (1 + x * (1 - logistic(x))),
                        "out + s (1 - out)",
                        x -> x * logistic(x) + logistic(x) * (1 - x * logistic(x))));
        double c = 0.7978845608028654;
        if (margin <= 100) {
            activation("gelu", margin / 4, 630, Map.of("by the chain", x -> {
                double t = Math.tanh(c * (x + 0.044715 * x * x * x));
                return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * c * (1 + 3 * 0.044715 * x * x);
            }));
        }
    }

    private void activation(String name, double margin, int digits, Map<String, DoubleUnaryOperator> derivatives) {
        Matrix x = new Matrix(2, 3, margin, -margin, 0.5, -margin / 2, margin / 3, -0.25);
        Matrix dout = new Matrix(2, 3, 1, -0.75, 0.5, 1.25, 0.625, -1);
        Situation situation = new Situation(
                name + " margin " + margin,
                Verdicts.catalogued(name),
                Map.of("x", tensor(x)),
                Map.of("out", tensor(dout)),
                digits);
        Map<String, double[]> forms = new LinkedHashMap<>();
        derivatives.forEach((form, derivative) ->
                forms.put(form, IN.mul(dout, IN.map(x, derivative)).data()));
        judge(situation, "dx", 0x1p-53 * Math.max(1, margin), forms);
    }

    private void rnnStep(double margin, int digits) {
        Matrix x = new Matrix(3, 2, 1, 0.5, -1, 0.25, 0.125, -0.25), h = new Matrix(3, 2, 0.5, -0.5, 0.25, 1, 0, 0.125);
        Matrix wx = new Matrix(2, 2, margin, 0.5, 0.25, -margin), wh = new Matrix(2, 2, 0.5, -1, 0.25, 0.75);
        Matrix b = Matrix.row(0.125, -0.25), dout = new Matrix(3, 2, 1, -0.5, 0.75, 1.25, -1, 0.5);
        Matrix next = IN.map(IN.add(IN.add(IN.product(x, wx), IN.product(h, wh)), b), Math::tanh);
        Map<String, Matrix> pre = Map.of(
                "1 - h * h",
                IN.mul(dout, IN.map(next, t -> 1 - t * t)),
                "(1 - h) (1 + h)",
                IN.mul(dout, IN.map(next, t -> (1 - t) * (1 + t))));
        Situation situation = new Situation(
                "rnn-step margin " + margin,
                Verdicts.catalogued("rnn-step"),
                Map.of(
                        "x", tensor(x),
                        "prev_h", tensor(h),
                        "Wx", tensor(wx),
                        "Wh", tensor(wh),
                        "b", Draw.vector(b)),
                Map.of("next_h", tensor(dout)),
                digits);
        judge(situation, "dWx", 0x1p-53, forms(pre, d -> IN.product(x.transposed(), d)));
        judge(situation, "dWh", 0x1p-53, forms(pre, d -> IN.product(h.transposed(), d)));
        judge(situation, "db", 0x1p-53, forms(pre, IN::down));
        judge(situation, "dx", 0x1p-53 * margin, forms(pre, d -> IN.product(d, wx.transposed())));
        judge(situation, "dprev_h", 0x1p-53, forms(pre, d -> IN.product(d, wh.transposed())));
    }
}
