package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Gradients computed in float32 from beginning to end, and gradients rounded to float16, at ordinary values and in saturation:
 * what those types can do is right, an error that they show is wrong.
 */
@Tag("long")
class TrustInPrecisionTests {
    private static final double[] MARGINS = {1, 10, 20, 36, 100};

    private final Verdicts verdicts = new Verdicts("float32 and float16");

    /** A gradient as it is computed. */
    private interface Formula {
        Matrix in(Plain plain);
    }

    @Test
    void whatFewBitsGiveIsRightAndWhatTheyShowIsHeld() {
        for (int seed = 0; seed < 4; seed++) {
            for (double margin : MARGINS) {
                softmax(margin, seed);
                twoLayerNet(margin, seed);
            }
            batchnorm(seed);
            activations(seed);
        }
        for (Situation situation : Situations.catalogue(2)) {
            for (String gradient : situation.gradients()) {
                if (situation.isDifferentiable(gradient)) rounded(situation, gradient);
            }
        }
        masks();
        overflow();
        verdicts.conclude(1500);
    }

    // -1e9 and its like is no number that rounding spreads from: what is masked is gone
    private void masks() {
        record Masking(String code, double value, Precision precision) {}
        List<Masking> maskings = List.of(
                new Masking("score + (1 - M) * -1e20", -1e20, Precision.FLOAT64),
                new Masking("score + (1 - M) * -1e9", -1e9, Precision.FLOAT64),
                new Masking("score + (1 - M) * -1e9", -1e9, Precision.FLOAT32),
                new Masking("np.where(M > 0, score, -1e9)", -1e9, Precision.FLOAT32),
                new Masking("score + (1 - M) * -1e4", -1e4, Precision.FLOAT16),
                new Masking("np.where(M > 0, score, -1e4)", -1e4, Precision.FLOAT16));
        double[][] masks = {{1, 0, 0, 1, 1, 0, 1, 1, 1}, {1, 1, 0, 1, 1, 0, 1, 1, 0}, {1, 1, 1, 1, 1, 1, 1, 1, 1}};
        int seed = 200;
        for (Masking masking : maskings) {
            for (double[] mask : masks) {
                for (String declared : List.of("M T S below 2", "M T S")) {
                    Draw draw = new Draw(seed++);
                    Matrix q = draw.matrix(3, 4), k = draw.matrix(3, 4), v = draw.matrix(3, 2), g = draw.matrix(3, 2);
                    Situation situation = new Situation(
                            masking + " " + declared + " " + Arrays.toString(mask),
                            Situation.define(
                                    "Q T D, K S D, V S E, " + declared,
                                    "out",
                                    "score = Q @ K.T / np.sqrt(D)",
                                    "s = " + masking.code,
                                    "p = softmax(s, axis=1)",
                                    "out = p @ V"),
                            Map.of(
                                    "Q",
                                    Draw.tensor(q),
                                    "K",
                                    Draw.tensor(k),
                                    "V",
                                    Draw.tensor(v),
                                    "M",
                                    new Tensor(new int[] {3, 3}, mask)),
                            Map.of("out", Draw.tensor(g)),
                            120);
                    masked(situation, masking.precision, mask, masking.value, q, k, v, g);
                }
            }
        }
    }

    private void masked(
            Situation situation,
            Precision precision,
            double[] mask,
            double value,
            Matrix q,
            Matrix k,
            Matrix v,
            Matrix g) {
        Plain in = new Plain(precision, Order.FORWARD);
        Matrix score = in.div(in.product(in.rounded(q), in.rounded(k).transposed()), 2);
        for (int i = 0; i < mask.length; i++)
            if (mask[i] == 0) score.data()[i] = in.precision().round(value);
        Matrix p = in.softmax(score),
                dp = in.product(in.rounded(g), in.rounded(v).transposed());
        Matrix dscore = in.mul(p, in.sub(dp, in.along(in.mul(p, dp))));
        Map<String, Matrix> forms = Map.of(
                "dV", in.product(p.transposed(), in.rounded(g)),
                "dQ", in.div(in.product(dscore, in.rounded(k)), 2),
                "dK", in.div(in.product(dscore.transposed(), in.rounded(q)), 2));
        String dtype = precision.dtype();
        forms.forEach((gradient, form) -> {
            double[] right = situation.right(gradient);
            verdicts.right(situation, gradient, "step by step, " + dtype, dtype, form.data());
            verdicts.wrong(
                    situation,
                    gradient,
                    "the other sign, " + dtype,
                    dtype,
                    Planted.A_SLIP,
                    Arrays.stream(right).map(entry -> -entry).toArray());
            verdicts.wrong(situation, gradient, "zeros, " + dtype, dtype, Planted.A_SLIP, new double[right.length]);
        });
    }

    // functions whose own formulas overflow in few bits: what they give then is right, and what another gives that does
    // not overflow; nothing else is
    private void overflow() {
        String[] alone = {"p = e / total"}, inverted = {"r = total ** -1", "p = e * r"};
        overflow("softmax by exp alone", Precision.FLOAT32, new Matrix(2, 3, 95, 94, 3, 94, 92, 93), alone);
        overflow("softmax by exp alone", Precision.FLOAT16, new Matrix(2, 3, 25, 20, 3, 14, 12, 13), alone);
        overflow("softmax by a power of -1", Precision.FLOAT32, new Matrix(2, 3, 60, 59, 3, 59, 57, 58), inverted);
        overflow("softmax by a power of -1", Precision.FLOAT16, new Matrix(2, 3, 8, 7, 1, 8, 6, 7), inverted);
    }

    /** What is infinite in the type is near no number, and a label or a length is no number of the type. */
    @Test
    void whatLeavesTheRangeMakesNoNumberRight() {
        Verdicts verdicts = new Verdicts("beyond the range");
        Situation product = new Situation(
                "a product that overflows",
                Situation.define("a N, b N, c N", "loss", "loss = np.sum(a * b / c)"),
                Map.of(
                        "a", Tensor.vector(300, 300),
                        "b", Tensor.vector(300, 300),
                        "c", Tensor.vector(300, 300)),
                Map.of());
        verdicts.right(product, "dc", "right", "float16", -1, -1);
        verdicts.wrong(product, "dc", "any number", "float16", Planted.NOTHING, 5, -70);
        Situation norm = new Situation(
                "a sum times a number that overflows",
                Situation.define("x N, k", "loss", "loss = k * np.sum(x * x)"),
                Map.of("x", Tensor.vector(0.5, 2), "k", Tensor.scalar(35000)),
                Map.of());
        verdicts.wrong(norm, "dx", "any number", "float16", Planted.NOTHING, 900, -2000);
        double[] scores = new double[66_000];
        scores[65_990] = 1.5;
        Situation labels = new Situation(
                "labels beyond half precision",
                Situation.define("s V, y N below V", "loss", "loss = np.sum(s[y] ** 2)"),
                Map.of("s", Tensor.vector(scores), "y", Tensor.vector(65_990)),
                Map.of());
        verdicts.wrong(labels, "ds", "zeros", "float16", Planted.NOTHING, new double[scores.length]);
        verdicts.conclude(4);
    }

    private void overflow(String name, Precision precision, Matrix s, String... normalization) {
        double[] labels = {1, 0};
        List<String> code = new ArrayList<>(
                List.of("s N C, y N below C", "loss", "e = np.exp(s)", "total = np.sum(e, axis=1, keepdims=True)"));
        code.addAll(List.of(normalization));
        code.add("loss = -np.mean(np.log(p[range(N), y]))");
        Situation situation = new Situation(
                name + " that overflows, " + precision.dtype(),
                Situation.define(
                        code.get(0), code.get(1), code.subList(2, code.size()).toArray(String[]::new)),
                Map.of("s", Draw.tensor(s), "y", Tensor.vector(labels)),
                Map.of(),
                200);
        String dtype = precision.dtype();
        Plain in = new Plain(precision, Order.FORWARD);
        Matrix oneHot = Plain.oneHot(labels, 3);
        Matrix stable = in.div(in.sub(in.softmax(s), oneHot), 2);
        verdicts.right(situation, "ds", "with the largest score taken out, " + dtype, dtype, stable.data());
        Matrix e = in.exp(s), total = in.along(e);
        Matrix dp = in.div(in.mul(oneHot, -0.5), in.div(e, total));
        Matrix dtotal = in.div(in.along(in.mul(dp, e)), in.mul(total, total));
        Matrix ds = in.mul(in.sub(in.div(dp, total), dtotal), e);
        if (Arrays.stream(ds.data()).allMatch(Double::isFinite)) {
            verdicts.right(situation, "ds", "step by step, " + dtype, dtype, ds.data());
        }
        double[] right = situation.right("ds");
        for (double factor : new double[] {-1, 2, 3}) {
            verdicts.wrong(
                    situation,
                    "ds",
                    factor + " times, " + dtype,
                    dtype,
                    Planted.A_SLIP,
                    Arrays.stream(right).map(entry -> factor * entry).toArray());
        }
    }

    private void judge(Situation situation, String gradient, Formula... formulas) {
        int number = 0;
        for (Formula formula : formulas) {
            for (Order order : List.of(Order.FORWARD, Order.BACKWARD, Order.PAIRWISE)) {
                double[] singles =
                        formula.in(new Plain(Precision.FLOAT32, order)).data();
                verdicts.right(situation, gradient, "formula " + number + " sums " + order, "float32", singles);
            }
            number++;
        }
        rounded(situation, gradient);
    }

    // the truth rounded, and with its largest entry off
    private void rounded(Situation situation, String gradient) {
        double[] right = situation.right(gradient);
        for (Precision precision : List.of(Precision.FLOAT32, Precision.FLOAT16)) {
            String dtype = precision.dtype();
            double[] rounded = Arrays.stream(right).map(precision::round).toArray();
            if (!Arrays.stream(rounded).allMatch(Double::isFinite)) continue;
            verdicts.right(situation, gradient, "the truth in " + dtype, dtype, rounded);
            int largest = 0;
            for (int i = 0; i < right.length; i++) if (Math.abs(right[i]) > Math.abs(right[largest])) largest = i;
            if (Math.abs(right[largest]) < 1e-2) continue; // in saturation the type itself may be off by as much
            double[] off = rounded.clone();
            // scores of ten and more are off by whole percents of a probability in half precision
            if (precision == Precision.FLOAT16 && situation.name.contains("margin")) continue;
            // in half precision a unit of the net may be on either side of its kink, and a variance of three numbers is
            // off
            // by as much
            boolean unknown =
                    situation.name.startsWith("l-layer-net ") || situation.name.startsWith("makemore-batchnorm ");
            if (precision == Precision.FLOAT16 && unknown) continue;
            double part = precision == Precision.FLOAT32 ? 1e-3 : 0.1;
            off[largest] = right[largest] * (1 + part);
            Planted planted = right.length <= 2 ? Planted.A_SLIP : Planted.NOTHING;
            verdicts.wrong(situation, gradient, "off in the largest entry, " + dtype, dtype, planted, off);
            double[] dropped = rounded.clone();
            dropped[largest] = 0;
            verdicts.wrong(situation, gradient, "without the largest entry, " + dtype, dtype, Planted.A_SLIP, dropped);
        }
    }

    private void softmax(double margin, int seed) {
        Draw draw = new Draw(seed);
        Matrix x = draw.matrix(5, 4), w = draw.matrix(4, 3), b = draw.matrix(1, 3);
        for (int i = 0; i < w.data().length; i++) w.data()[i] = (float) (w.data()[i] * margin);
        double[] labels = draw.labels(5, 3);
        Matrix y = Plain.oneHot(labels, 3);
        Situation situation = new Situation(
                "softmax in few bits, margin " + margin + " " + seed,
                Verdicts.catalogued("softmax"),
                Map.of("X", Draw.tensor(x), "W", Draw.tensor(w), "b", Draw.tensor(b), "y", Tensor.vector(labels)),
                Map.of(),
                80 + (int) (2 * margin));
        Formula score = in -> in.add(in.product(in.rounded(x), in.rounded(w)), in.rounded(b));
        Formula dscore = in -> in.div(in.sub(in.softmax(score.in(in)), y), 5);
        Formula other = in -> in.sub(in.div(in.softmaxByLog(score.in(in)), 5), in.div(y, 5));
        judge(situation, "dscore", dscore, other);
        judge(
                situation,
                "dW",
                in -> in.product(in.rounded(x).transposed(), dscore.in(in)),
                in -> in.product(in.rounded(x).transposed(), other.in(in)));
        judge(situation, "db", in -> in.down(dscore.in(in)), in -> in.down(other.in(in)));
        judge(situation, "dX", in -> in.product(dscore.in(in), in.rounded(w).transposed()));
    }

    private void twoLayerNet(double margin, int seed) {
        Draw draw = new Draw(50 + seed);
        Matrix x = draw.matrix(5, 4), w1 = draw.matrix(4, 6), b1 = draw.matrix(1, 6);
        Matrix w2 = draw.matrix(6, 3), b2 = draw.matrix(1, 3);
        for (int i = 0; i < w2.data().length; i++) w2.data()[i] = (float) (w2.data()[i] * margin);
        double[] labels = draw.labels(5, 3);
        Matrix y = Plain.oneHot(labels, 3);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        inputs.put("X", Draw.tensor(x));
        inputs.put("W1", Draw.tensor(w1));
        inputs.put("b1", Draw.vector(b1));
        inputs.put("W2", Draw.tensor(w2));
        inputs.put("b2", Draw.vector(b2));
        inputs.put("y", Tensor.vector(labels));
        Situation situation = new Situation(
                "two-layer-net in few bits, margin " + margin + " " + seed,
                Verdicts.catalogued("two-layer-net"),
                inputs,
                Map.of(),
                80 + (int) (2 * margin));
        Formula pre = in -> in.add(in.product(in.rounded(x), in.rounded(w1)), in.rounded(b1));
        Formula hidden = in -> in.map(pre.in(in), a -> Math.max(0, a));
        Formula dscore = in ->
                in.div(in.sub(in.softmax(in.add(in.product(hidden.in(in), in.rounded(w2)), in.rounded(b2))), y), 5);
        Formula dpre = in ->
                in.mul(in.product(dscore.in(in), in.rounded(w2).transposed()), in.map(pre.in(in), a -> a > 0 ? 1 : 0));
        judge(situation, "dW2", in -> in.product(hidden.in(in).transposed(), dscore.in(in)));
        judge(situation, "db2", in -> in.down(dscore.in(in)));
        judge(situation, "dW1", in -> in.product(in.rounded(x).transposed(), dpre.in(in)));
        judge(situation, "db1", in -> in.down(dpre.in(in)));
        judge(situation, "dX", in -> in.product(dpre.in(in), in.rounded(w1).transposed()));
    }

    private void batchnorm(int seed) {
        Draw draw = new Draw(100 + seed);
        int n = seed == 3 ? 3 : 6;
        Matrix x = draw.matrix(n, 4), gamma = draw.matrix(1, 4), beta = draw.matrix(1, 4), g = draw.matrix(n, 4);
        Situation situation = new Situation(
                "batchnorm in few bits " + seed,
                Verdicts.catalogued("batchnorm"),
                Map.of("X", Draw.tensor(x), "gamma", Draw.vector(gamma), "beta", Draw.vector(beta)),
                Map.of("out", Draw.tensor(g)));
        Formula xc = in -> in.sub(in.rounded(x), in.div(in.down(in.rounded(x)), n));
        Formula std = in -> in.sqrt(in.add(
                in.div(in.down(in.mul(xc.in(in), xc.in(in))), n),
                Matrix.scalar(in.precision().round(1e-5))));
        Formula xhat = in -> in.div(xc.in(in), std.in(in));
        Formula dxhat = in -> in.mul(in.rounded(g), in.rounded(gamma));
        judge(
                situation,
                "dX",
                in -> {
                    Matrix d = dxhat.in(in), hat = xhat.in(in);
                    Matrix inner = in.sub(in.sub(in.mul(d, n), in.down(d)), in.mul(hat, in.down(in.mul(d, hat))));
                    return in.div(in.div(inner, n), std.in(in));
                },
                in -> {
                    Matrix d = dxhat.in(in), centred = xc.in(in), s = std.in(in);
                    Matrix dvar = in.mul(in.div(in.down(in.mul(d, centred)), in.mul(in.mul(s, s), s)), -0.5);
                    Matrix dxc = in.add(in.div(d, s), in.div(in.mul(in.mul(centred, 2), dvar), n));
                    return in.sub(dxc, in.div(in.down(dxc), n));
                });
        judge(situation, "dgamma", in -> in.down(in.mul(in.rounded(g), xhat.in(in))));
        judge(situation, "dbeta", in -> in.down(in.rounded(g)));
    }

    private void activations(int seed) {
        Draw draw = new Draw(150 + seed);
        Matrix x = new Matrix(2, 6, 0.25, -0.5, 3, -3, 8, -8, 10, -10, 12, -12, 20, -20), g = draw.matrix(2, 6);
        for (String name : List.of("tanh", "sigmoid")) {
            Situation situation = new Situation(
                    name + " in few bits " + seed,
                    Verdicts.catalogued(name),
                    Map.of("x", Draw.tensor(x)),
                    Map.of("out", Draw.tensor(g)),
                    120);
            boolean tanh = name.equals("tanh");
            Formula out = in -> in.map(in.rounded(x), a -> tanh ? Math.tanh(a) : 1 / (1 + Math.exp(-a)));
            judge(situation, "dx", in -> {
                Matrix t = out.in(in), one = Matrix.scalar(1);
                Matrix slope = tanh ? in.sub(one, in.mul(t, t)) : in.mul(t, in.sub(one, t));
                return in.mul(in.rounded(g), slope);
            });
        }
    }
}
