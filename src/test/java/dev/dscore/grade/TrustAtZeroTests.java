package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Plain.Matrix;
import dev.dscore.grade.Plain.Order;
import dev.dscore.grade.Plain.Precision;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Gradients that are zero by symmetry: a shift before softmax, a bias before a normalization, a perfect fit. Honest arithmetic
 * gives 0, or what its roundings leave; a dropped term or a millionth is wrong.
 */
class TrustAtZeroTests {
    private static final int[][] SIZES = {{5, 4, 3}, {7, 3, 4}, {2, 2, 2}, {40, 4, 3}};

    private final Verdicts verdicts = new Verdicts("zero by symmetry");

    /** A student's formula for one gradient. */
    private interface Formula {
        Matrix in(Plain plain);
    }

    /**
     * @param terms the size of what cancels
     * @param formulas mathematically equal
     * @param slips formulas with a term dropped
     */
    private record Zero(
            Situation situation, String gradient, double terms, List<Formula> formulas, List<Formula> slips) {}

    @Test
    void whatHonestArithmeticLeavesOfZeroIsRight() {
        for (int seed = 0; seed < SIZES.length; seed++) {
            int[] size = SIZES[seed];
            for (Zero zero : cases(size[0], size[1], size[2], seed)) judge(zero, new Draw(seed));
        }
        verdicts.conclude(1000);
    }

    /** The situations alone. */
    static Set<Situation> situations() {
        Set<Situation> situations = new LinkedHashSet<>();
        for (int seed = 0; seed < SIZES.length - 1; seed++) {
            int[] size = SIZES[seed];
            for (Zero zero : cases(size[0], size[1], size[2], seed)) situations.add(zero.situation);
        }
        return situations;
    }

    private void judge(Zero zero, Draw draw) {
        Situation situation = zero.situation;
        double[] right = situation.right(zero.gradient);
        verdicts.right(situation, zero.gradient, "the truth", right);
        verdicts.right(situation, zero.gradient, "exactly 0", new double[right.length]);
        for (Precision precision : List.of(Precision.FLOAT64, Precision.FLOAT32)) {
            double[] honest = new double[right.length];
            for (Order order : Order.values()) {
                Plain plain = new Plain(precision, order);
                int number = 0;
                for (Formula formula : zero.formulas) {
                    String form = "by formula " + number++ + " in " + precision + ", sums " + order;
                    double[] computed = formula.in(plain).data();
                    for (int i = 0; i < honest.length; i++)
                        honest[i] = Math.max(honest[i], Math.abs(computed[i] - right[i]));
                    verdicts.right(situation, zero.gradient, form, precision.dtype(), computed);
                }
            }
            double[] noise = right.clone();
            for (int i = 0; i < noise.length; i++) noise[i] += draw.part() * 2 * honest[i];
            verdicts.right(situation, zero.gradient, "noise of the last bit, " + precision, precision.dtype(), noise);
        }
        double[] rounded = new Plain(Precision.FLOAT16, Order.FORWARD)
                .rounded(zero.formulas.get(0).in(Plain.SINGLE))
                .data();
        verdicts.right(situation, zero.gradient, "rounded to float16", "float16", rounded);

        for (double size : new double[] {1e-3, 1e-6}) {
            double[] all = right.clone(), one = right.clone();
            for (int i = 0; i < all.length; i++) all[i] += zero.terms * size * (i % 3 == 1 ? -0.77 : 1);
            one[draw.below(one.length)] += zero.terms * size;
            verdicts.wrong(situation, zero.gradient, size + " everywhere", Planted.NOTHING, all);
            verdicts.wrong(situation, zero.gradient, size + " in one entry", Planted.NOTHING, one);
            if (size > 1e-4)
                verdicts.wrong(situation, zero.gradient, size + " in float32", "float32", Planted.NOTHING, all);
        }
        double[] tenth = right.clone();
        for (int i = 0; i < tenth.length; i++) tenth[i] += zero.terms * 0.31;
        verdicts.wrong(situation, zero.gradient, "a third in float16", "float16", Planted.NOTHING, tenth);
        int number = 0;
        for (Formula slip : zero.slips) {
            double[] dropped = slip.in(Plain.DOUBLE).data();
            verdicts.wrong(situation, zero.gradient, "dropped term " + number++, Planted.A_SLIP, dropped);
        }
    }

    private static List<Zero> cases(int n, int d, int c, int seed) {
        List<Zero> cases = new ArrayList<>();
        cases.addAll(shiftBeforeSoftmax(n, d, c, new Draw(seed)));
        cases.add(shiftOfProbabilities(n, c, new Draw(seed + 10)));
        cases.add(rowMaximum(n, c, new Draw(seed + 20)));
        cases.addAll(biasBeforeBatchNormalization(n, d, c, new Draw(seed + 30)));
        cases.add(shiftBeforeLayerNormalization(n, Math.max(3, d), new Draw(seed + 40)));
        cases.add(shiftBeforeStandardization(n, d, new Draw(seed + 50)));
        cases.add(biasOfKeys(Math.min(n, 7), d, c, new Draw(seed + 60)));
        cases.add(scaleBeforeNormalization(n, d, new Draw(seed + 70)));
        cases.addAll(perfectFits(n, d, new Draw(seed + 80)));
        return cases;
    }

    // every way to write (p - y) / N
    private static List<Formula> scoreGradients(Formula score, Matrix y, int n) {
        return List.of(
                in -> in.div(in.sub(in.softmax(score.in(in)), y), n),
                in -> in.sub(in.div(in.softmax(score.in(in)), n), in.div(y, n)),
                in -> in.mul(in.sub(in.softmaxByLog(score.in(in)), y), 1.0 / n),
                in -> {
                    Matrix e = in.exp(score.in(in));
                    return in.div(in.sub(in.div(e, in.along(e)), y), n);
                });
    }

    private static List<Zero> shiftBeforeSoftmax(int n, int d, int c, Draw draw) {
        Matrix x = draw.matrix(n, d), w = draw.matrix(d, c), r = draw.matrix(n, 1);
        double shift = draw.number();
        double[] labels = draw.labels(n, c);
        Matrix y = Plain.oneHot(labels, c);
        FunctionDefinition function = Situation.define(
                "X N D, W D C, c, r N 1, y N below C",
                "loss",
                "score = X @ W + c + r",
                "loss = np.mean(logsumexp(score, axis=1) - score[range(N), y])");
        Situation situation = new Situation(
                "shift before softmax " + n,
                function,
                Map.of(
                        "X",
                        Draw.tensor(x),
                        "W",
                        Draw.tensor(w),
                        "c",
                        Tensor.scalar(shift),
                        "r",
                        Draw.tensor(r),
                        "y",
                        Tensor.vector(labels)),
                Map.of());
        Formula score = in -> in.add(
                in.add(
                        in.product(in.rounded(x), in.rounded(w)),
                        Matrix.scalar(in.precision().round(shift))),
                in.rounded(r));
        List<Formula> ofAll = new ArrayList<>(), ofRows = new ArrayList<>();
        for (Formula gradient : scoreGradients(score, y, n)) {
            ofAll.add(in -> in.all(gradient.in(in)));
            ofAll.add(in -> in.all(in.down(gradient.in(in))));
            ofAll.add(in -> in.all(in.along(gradient.in(in))));
            ofRows.add(in -> in.along(gradient.in(in)));
        }
        Formula withoutLabels = in -> in.div(in.softmax(score.in(in)), n);
        return List.of(
                new Zero(situation, "dc", 1, ofAll, List.of(in -> in.all(withoutLabels.in(in)))),
                new Zero(situation, "dr", 1.0 / n, ofRows, List.of(in -> in.along(withoutLabels.in(in)))));
    }

    private static Zero shiftOfProbabilities(int n, int c, Draw draw) {
        Matrix s = draw.matrix(n, c), g = draw.matrix(n, c);
        double shift = draw.number();
        Situation situation = new Situation(
                "shift before probabilities " + n,
                Situation.define("s N C, c", "p", "p = softmax(s + c, axis=1)"),
                Map.of("s", Draw.tensor(s), "c", Tensor.scalar(shift)),
                Map.of("p", Draw.tensor(g)));
        Formula p = in ->
                in.softmax(in.add(in.rounded(s), Matrix.scalar(in.precision().round(shift))));
        Formula compact = in -> {
            Matrix q = p.in(in), dout = in.rounded(g);
            return in.mul(q, in.sub(dout, in.along(in.mul(q, dout))));
        };
        Formula spread = in -> {
            Matrix q = p.in(in), dout = in.rounded(g);
            return in.sub(in.mul(q, dout), in.mul(q, in.along(in.mul(q, dout))));
        };
        return new Zero(
                situation,
                "dc",
                Math.sqrt(n),
                List.of(
                        in -> in.all(compact.in(in)),
                        in -> in.all(in.along(compact.in(in))),
                        in -> in.all(spread.in(in)),
                        in -> in.all(in.down(spread.in(in)))),
                List.of(in -> in.all(in.mul(p.in(in), g))));
    }

    private static Zero rowMaximum(int n, int c, Draw draw) {
        Matrix s = draw.matrix(n, c);
        double[] labels = draw.labels(n, c);
        Situation situation = new Situation(
                "row maximum " + n,
                Situation.define(
                        "s N C, y N below C",
                        "loss",
                        "m = np.max(s, axis=1, keepdims=True)",
                        "e = np.exp(s - m)",
                        "Z = np.sum(e, axis=1, keepdims=True)",
                        "losses = np.log(Z) + m - np.reshape(s[range(N), y], (N, 1))",
                        "loss = np.mean(losses)"),
                Map.of("s", Draw.tensor(s), "y", Tensor.vector(labels)),
                Map.of());
        Formula e = in -> in.exp(in.sub(in.rounded(s), in.largest(in.rounded(s))));
        return new Zero(
                situation,
                "dm",
                1.0 / n,
                List.of(
                        in -> {
                            Matrix exp = e.in(in);
                            return in.sub(in.div(Matrix.scalar(1), n), in.along(in.div(in.div(exp, in.along(exp)), n)));
                        },
                        in -> {
                            Matrix exp = e.in(in);
                            Matrix dz = in.div(in.div(Matrix.scalar(1), n), in.along(exp));
                            return in.sub(in.div(Matrix.scalar(1), n), in.along(in.mul(exp, dz)));
                        }),
                List.of(in -> in.add(in.div(Matrix.scalar(1), n), Matrix.column(new double[n]))));
    }

    /** The gradient of h where out = (h - mean) / sqrt(var + eps), by columns, for the gradient g of out. */
    private static List<Formula> normalized(Formula h, Formula g, double eps) {
        Formula paper = in -> {
            Matrix x = h.in(in), dxhat = g.in(in);
            int n = x.rows();
            Matrix mu = in.div(in.down(x), n), xc = in.sub(x, mu);
            Matrix var = in.div(in.down(in.mul(xc, xc)), n);
            Matrix std = in.sqrt(in.add(var, Matrix.scalar(eps)));
            Matrix cubed = in.mul(in.mul(std, std), std);
            Matrix dvar = in.mul(in.div(in.down(in.mul(dxhat, xc)), cubed), -0.5);
            Matrix dmu =
                    in.add(in.down(in.mul(in.div(dxhat, std), -1)), in.mul(dvar, in.div(in.mul(in.down(xc), -2), n)));
            return in.add(in.add(in.div(dxhat, std), in.div(in.mul(in.mul(xc, 2), dvar), n)), in.div(dmu, n));
        };
        Formula compact = in -> {
            Matrix x = h.in(in), dxhat = g.in(in);
            int n = x.rows();
            Matrix xc = in.sub(x, in.div(in.down(x), n));
            Matrix std = in.sqrt(in.add(in.div(in.down(in.mul(xc, xc)), n), Matrix.scalar(eps)));
            Matrix xhat = in.div(xc, std);
            Matrix inner = in.sub(in.sub(in.mul(dxhat, n), in.down(dxhat)), in.mul(xhat, in.down(in.mul(dxhat, xhat))));
            return in.div(in.div(inner, n), std);
        };
        Formula means = in -> {
            Matrix x = h.in(in), dxhat = g.in(in);
            int n = x.rows();
            Matrix xc = in.sub(x, in.div(in.down(x), n));
            Matrix inv =
                    in.div(Matrix.scalar(1), in.sqrt(in.add(in.div(in.down(in.mul(xc, xc)), n), Matrix.scalar(eps))));
            Matrix xhat = in.mul(xc, inv);
            Matrix alongXhat = in.div(in.down(in.mul(dxhat, xhat)), n);
            return in.mul(inv, in.sub(in.sub(dxhat, in.div(in.down(dxhat), n)), in.mul(xhat, alongXhat)));
        };
        return List.of(paper, compact, means);
    }

    private static Formula withoutMean(Formula h, Formula g, double eps) {
        return in -> {
            Matrix x = h.in(in);
            Matrix xc = in.sub(x, in.div(in.down(x), x.rows()));
            return in.div(g.in(in), in.sqrt(in.add(in.div(in.down(in.mul(xc, xc)), x.rows()), Matrix.scalar(eps))));
        };
    }

    // what cancels: the root of the sum of squares of g / std
    private static double size(Matrix terms) {
        double sum = 0;
        for (double term : terms.data()) sum += term * term;
        return Math.sqrt(sum);
    }

    private static List<Zero> biasBeforeBatchNormalization(int n, int d, int c, Draw draw) {
        Matrix x = draw.matrix(n, d), w = draw.matrix(d, c), b = draw.matrix(1, c), gamma = draw.matrix(1, c);
        Matrix beta = draw.matrix(1, c), g = draw.matrix(n, c);
        Map<String, Tensor> inputs = Map.of(
                "X",
                Draw.tensor(x),
                "W",
                Draw.tensor(w),
                "b",
                Draw.vector(b),
                "gamma",
                Draw.vector(gamma),
                "beta",
                Draw.vector(beta));
        Map<String, Tensor> upstream = Map.of("out", Draw.tensor(g));
        Situation steps = new Situation(
                "bias before batch normalization " + n,
                Situation.define(
                        "X N D, W D C, b C, gamma C, beta C",
                        "out",
                        "H = X @ W + b",
                        "mu = np.mean(H, axis=0)",
                        "xc = H - mu",
                        "var = np.mean(xc ** 2, axis=0)",
                        "std = np.sqrt(var + 1e-5)",
                        "xhat = xc / std",
                        "out = gamma * xhat + beta"),
                inputs,
                upstream);
        Situation inOne = new Situation(
                "bias before batch normalization in one go " + n,
                Situation.define(
                        "X N D, W D C, b C, gamma C, beta C",
                        "out",
                        "H = X @ W + b",
                        "out = gamma * (H - H.mean(axis=0)) / np.sqrt(H.var(axis=0) + 1e-5) + beta"),
                inputs,
                upstream);
        Formula h = in -> in.add(in.product(in.rounded(x), in.rounded(w)), in.rounded(b));
        Formula dxhat = in -> in.mul(in.rounded(g), in.rounded(gamma));
        List<Formula> formulas = new ArrayList<>();
        for (Formula dh : normalized(h, dxhat, 1e-5)) formulas.add(in -> in.down(dh.in(in)));
        List<Formula> slips = List.of(in -> in.down(withoutMean(h, dxhat, 1e-5).in(in)));
        double terms = size(withoutMean(h, dxhat, 1e-5).in(Plain.DOUBLE)) / Math.sqrt(c);
        return List.of(new Zero(steps, "db", terms, formulas, slips), new Zero(inOne, "db", terms, formulas, slips));
    }

    private static Zero shiftBeforeLayerNormalization(int n, int d, Draw draw) {
        Matrix x = draw.matrix(n, d), r = draw.matrix(n, 1), gamma = draw.matrix(1, d), g = draw.matrix(n, d);
        Situation situation = new Situation(
                "shift before layer normalization " + n,
                Situation.define(
                        "X N D, r N 1, gamma D",
                        "out",
                        "H = X + r",
                        "mu = np.mean(H, axis=1, keepdims=True)",
                        "xc = H - mu",
                        "var = np.mean(xc ** 2, axis=1, keepdims=True)",
                        "xhat = xc / np.sqrt(var + 1e-5)",
                        "out = gamma * xhat"),
                Map.of("X", Draw.tensor(x), "r", Draw.tensor(r), "gamma", Draw.vector(gamma)),
                Map.of("out", Draw.tensor(g)));
        Formula h = in -> in.add(in.rounded(x), in.rounded(r)).transposed();
        Formula dxhat = in -> in.mul(in.rounded(g), in.rounded(gamma)).transposed();
        List<Formula> formulas = new ArrayList<>();
        for (Formula dh : normalized(h, dxhat, 1e-5))
            formulas.add(in -> in.down(dh.in(in)).transposed());
        double terms = size(withoutMean(h, dxhat, 1e-5).in(Plain.DOUBLE)) / Math.sqrt(n);
        return new Zero(situation, "dr", terms, formulas, List.of(in -> in.down(
                        withoutMean(h, dxhat, 1e-5).in(in))
                .transposed()));
    }

    private static Zero shiftBeforeStandardization(int n, int d, Draw draw) {
        Matrix x = draw.matrix(n, d), g = draw.matrix(n, d);
        double shift = draw.number();
        Situation situation = new Situation(
                "shift before standardization " + n,
                Situation.define("X N D, c", "out", "H = X + c", "out = (H - np.mean(H)) / np.sqrt(np.var(H) + 1e-8)"),
                Map.of("X", Draw.tensor(x), "c", Tensor.scalar(shift)),
                Map.of("out", Draw.tensor(g)));
        Formula h = in ->
                Matrix.column(in.add(in.rounded(x), Matrix.scalar(in.precision().round(shift)))
                        .data());
        Formula dxhat = in -> Matrix.column(in.rounded(g).data());
        List<Formula> formulas = new ArrayList<>();
        for (Formula dh : normalized(h, dxhat, 1e-8)) formulas.add(in -> in.down(dh.in(in)));
        return new Zero(
                situation,
                "dc",
                size(withoutMean(h, dxhat, 1e-8).in(Plain.DOUBLE)),
                formulas,
                List.of(in -> in.down(withoutMean(h, dxhat, 1e-8).in(in))));
    }

    // a bias of all keys shifts every row of scores
    private static Zero biasOfKeys(int t, int d, int s, Draw draw) {
        Matrix q = draw.matrix(t, d), k = draw.matrix(s + 1, d), bias = draw.matrix(1, d);
        Matrix v = draw.matrix(s + 1, 2), g = draw.matrix(t, 2);
        Situation situation = new Situation(
                "bias of keys " + t,
                Situation.define(
                        "Q T D, K S D, k 1 D, V S E",
                        "out",
                        "score = Q @ (K + k).T / np.sqrt(D)",
                        "weights = softmax(score, axis=1)",
                        "out = weights @ V"),
                Map.of("Q", Draw.tensor(q), "K", Draw.tensor(k), "k", Draw.tensor(bias), "V", Draw.tensor(v)),
                Map.of("out", Draw.tensor(g)));
        Formula weights = in -> in.softmax(in.div(
                in.product(
                        in.rounded(q), in.add(in.rounded(k), in.rounded(bias)).transposed()),
                in.precision().round(Math.sqrt(d))));
        Formula dscore = in -> {
            Matrix p = weights.in(in),
                    dp = in.product(in.rounded(g), in.rounded(v).transposed());
            return in.div(
                    in.mul(p, in.sub(dp, in.along(in.mul(p, dp)))),
                    in.precision().round(Math.sqrt(d)));
        };
        Formula slip = in -> {
            Matrix p = weights.in(in),
                    dp = in.product(in.rounded(g), in.rounded(v).transposed());
            return in.div(in.mul(p, dp), in.precision().round(Math.sqrt(d)));
        };
        return new Zero(
                situation,
                "dk",
                Math.sqrt(t),
                List.of(
                        in -> in.down(in.product(dscore.in(in).transposed(), in.rounded(q))),
                        in -> in.product(in.along(dscore.in(in)).transposed(), in.rounded(q))),
                List.of(in -> in.down(in.product(slip.in(in).transposed(), q))));
    }

    private static Zero scaleBeforeNormalization(int n, int d, Draw draw) {
        Matrix h = draw.matrix(n, d), g = draw.matrix(n, d);
        double scale = 1.75;
        Situation situation = new Situation(
                "scale before normalization " + n,
                Situation.define("H N D, s", "out", "u = s * H", "out = u / np.sqrt(np.sum(u ** 2))"),
                Map.of("H", Draw.tensor(h), "s", Tensor.scalar(scale)),
                Map.of("out", Draw.tensor(g)));
        Formula du = in -> {
            Matrix u = in.mul(in.rounded(h), scale), dout = in.rounded(g);
            Matrix norm = in.sqrt(in.all(in.mul(u, u)));
            Matrix cubed = in.mul(in.mul(norm, norm), norm);
            return in.sub(in.div(dout, norm), in.div(in.mul(u, in.all(in.mul(u, dout))), cubed));
        };
        Formula byUnit = in -> {
            Matrix u = in.mul(in.rounded(h), scale), dout = in.rounded(g);
            Matrix norm = in.sqrt(in.all(in.mul(u, u))), unit = in.div(u, norm);
            return in.div(in.sub(dout, in.mul(unit, in.all(in.mul(unit, dout)))), norm);
        };
        return new Zero(
                situation,
                "ds",
                1,
                List.of(
                        in -> in.all(in.mul(du.in(in), in.rounded(h))),
                        in -> in.all(in.mul(byUnit.in(in), in.rounded(h)))),
                List.of(in -> {
                    Matrix u = in.mul(h, scale);
                    return in.all(in.mul(in.div(g, in.sqrt(in.all(in.mul(u, u)))), h));
                }));
    }

    private static List<Zero> perfectFits(int n, int d, Draw draw) {
        Matrix x = draw.matrix(n, d), w = draw.matrix(d, 1);
        double b = draw.number();
        Matrix fit = Plain.DOUBLE.add(Plain.DOUBLE.product(x, w), Matrix.scalar(b));
        List<Zero> cases = new ArrayList<>();
        Situation linear = new Situation(
                "perfect linear fit " + n,
                Verdicts.catalogued("linear-regression"),
                Map.of("X", Draw.tensor(x), "w", Draw.vector(w), "b", Tensor.scalar(b), "y", Draw.vector(fit)),
                Map.of());
        Formula diff = in -> in.sub(
                in.add(
                        in.product(in.rounded(x), in.rounded(w)),
                        Matrix.scalar(in.precision().round(b))),
                in.rounded(fit));
        Formula twice = in -> in.div(in.mul(diff.in(in), 2), n);
        Formula later = in -> in.mul(diff.in(in), 2.0 / n);
        Formula withoutTarget = in -> in.div(in.mul(in.product(x, w), 2), n);
        double size = size(fit) * 2 / n;
        cases.add(new Zero(
                linear,
                "dw",
                size,
                List.of(
                        in -> in.product(in.rounded(x).transposed(), twice.in(in)),
                        in -> in.mul(in.product(in.rounded(x).transposed(), diff.in(in)), 2.0 / n),
                        in -> in.product(in.rounded(x).transposed(), later.in(in))),
                List.of(in -> in.product(x.transposed(), withoutTarget.in(in)))));
        cases.add(new Zero(
                linear,
                "db",
                size,
                List.of(in -> in.all(twice.in(in)), in -> in.mul(in.all(diff.in(in)), 2.0 / n)),
                List.of(in -> in.all(withoutTarget.in(in)))));
        cases.add(new Zero(
                linear,
                "dX",
                2.0 / n,
                List.of(in -> in.product(twice.in(in), in.rounded(w).transposed())),
                List.of(in -> in.product(withoutTarget.in(in), w.transposed()))));
        cases.add(new Zero(
                linear,
                "dy",
                2.0 / n,
                List.of(in -> in.mul(twice.in(in), -1)),
                List.of(in -> in.mul(withoutTarget.in(in), -1))));

        Matrix unshifted = Plain.DOUBLE.product(x, w);
        Situation ridge = new Situation(
                "perfect ridge fit " + n,
                Verdicts.catalogued("ridge"),
                Map.of("X", Draw.tensor(x), "w", Draw.vector(w), "y", Draw.vector(unshifted), "reg", Tensor.scalar(0)),
                Map.of());
        Formula residual = in -> in.sub(in.product(in.rounded(x), in.rounded(w)), in.rounded(unshifted));
        cases.add(new Zero(
                ridge,
                "dw",
                size(unshifted),
                List.of(
                        in -> in.product(in.rounded(x).transposed(), residual.in(in)),
                        in -> in.add(
                                in.product(in.rounded(x).transposed(), residual.in(in)), in.mul(in.rounded(w), 0))),
                List.of(in -> in.product(x.transposed(), in.product(x, w)))));

        Matrix targets = Plain.DOUBLE.map(fit, s -> 1 / (1 + Math.exp(-s)));
        Situation logistic = new Situation(
                "perfect logistic fit " + n,
                Situation.define(
                        "X N D, w D, b, t N", "loss", "s = X @ w + b", "loss = np.mean(np.log1p(np.exp(s)) - t * s)"),
                Map.of("X", Draw.tensor(x), "w", Draw.vector(w), "b", Tensor.scalar(b), "t", Draw.vector(targets)),
                Map.of());
        Formula score = in -> in.add(
                in.product(in.rounded(x), in.rounded(w)),
                Matrix.scalar(in.precision().round(b)));
        Formula error = in -> in.div(
                in.sub(in.map(score.in(in), s -> 1 / (1 + in.precision().round(Math.exp(-s)))), in.rounded(targets)),
                n);
        Formula other = in -> {
            Matrix e = in.exp(score.in(in));
            return in.div(in.sub(in.div(e, in.add(Matrix.scalar(1), e)), in.rounded(targets)), n);
        };
        cases.add(new Zero(
                logistic,
                "dw",
                1.0 / Math.sqrt(n),
                List.of(
                        in -> in.product(in.rounded(x).transposed(), error.in(in)),
                        in -> in.product(in.rounded(x).transposed(), other.in(in))),
                List.of(in -> in.product(x.transposed(), in.div(targets, n)))));
        cases.add(new Zero(
                logistic,
                "db",
                1.0 / Math.sqrt(n),
                List.of(in -> in.all(error.in(in)), in -> in.all(other.in(in))),
                List.of(in -> in.all(in.div(targets, n)))));

        Matrix s = draw.matrix(n, d), p = Plain.DOUBLE.softmax(s);
        Situation divergence = new Situation(
                "perfect distillation " + n,
                Verdicts.catalogued("kl-divergence"),
                Map.of("p", Draw.tensor(p), "s", Draw.tensor(s)),
                Map.of());
        cases.add(new Zero(
                divergence,
                "ds",
                1.0 / n,
                List.of(
                        in -> in.div(in.sub(in.softmax(in.rounded(s)), in.rounded(p)), n),
                        in -> in.div(in.sub(in.softmaxByLog(in.rounded(s)), in.rounded(p)), n),
                        in -> in.sub(
                                in.mul(in.softmax(in.rounded(s)), in.along(in.div(in.rounded(p), n))),
                                in.div(in.rounded(p), n))),
                List.of(in -> in.div(in.softmax(s), n))));
        return cases;
    }
}
