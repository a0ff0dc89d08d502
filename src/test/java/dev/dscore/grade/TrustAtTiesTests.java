package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.grade.Verdicts.Planted;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Ties that are reached through broadcasts, products, sums, selections and other ties. The gradients are written by hand in
 * the shares of what ties: shares that sum to 1 are right, a gradient that is dropped, doubled or passed to everybody is not.
 */
class TrustAtTiesTests {
    private final Verdicts verdicts = new Verdicts("ties");

    /** The gradients that the chain rule gives with these shares. */
    private interface Rule extends Function<double[], Map<String, double[]>> {}

    private void shares(int tied, String inputs, Map<String, Tensor> values, Rule rule, String... code) {
        Situation situation = situation(inputs, values, code);
        for (double[] shares : right(tied)) judge(situation, rule, shares, true);
        for (double[] shares : wrong(tied)) judge(situation, rule, shares, false);
    }

    /** Where a tie stands on another kink as well, so that no gradient at all is right too. */
    private void sharesAtMost(int tied, String inputs, Map<String, Tensor> values, Rule rule, String... code) {
        Situation situation = situation(inputs, values, code);
        for (double[] shares : right(tied)) judge(situation, rule, shares, true);
        judge(situation, rule, new double[tied], true);
    }

    private static Situation situation(String inputs, Map<String, Tensor> values, String... code) {
        return new Situation(String.join("; ", code), Situation.define(inputs, "out", code), values, Map.of());
    }

    private void judge(Situation situation, Rule rule, double[] shares, boolean right) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Map<String, Double> points = new LinkedHashMap<>();
        rule.apply(shares).forEach((gradient, data) -> {
            gradients.put(gradient, situation.tensor(gradient, data));
            points.put(gradient, 1.0);
        });
        Submission submission = new Submission(gradients, Optional.empty(), points, 0.5, Tolerance.DEFAULT, Map.of());
        verdicts.judge(situation, "shares " + Arrays.toString(shares), submission, right, Planted.A_SLIP);
    }

    private static List<double[]> right(int tied) {
        List<double[]> shares = new ArrayList<>();
        double[] equal = new double[tied], falling = new double[tied];
        Arrays.fill(equal, 1.0 / tied);
        for (int i = 0; i < tied; i++) {
            double[] one = new double[tied];
            one[i] = 1;
            shares.add(one);
            falling[i] = Math.pow(0.5, Math.min(i + 1, tied - 1));
        }
        shares.add(equal);
        shares.add(falling);
        return shares;
    }

    private static List<double[]> wrong(int tied) {
        double[] none = new double[tied], all = new double[tied], double_ = new double[tied], half = new double[tied];
        Arrays.fill(all, 1);
        double_[0] = 2;
        half[tied - 1] = 0.5;
        return List.of(none, all, double_, half);
    }

    private static double[] times(double factor, double... data) {
        return Arrays.stream(data).map(one -> factor * one).toArray();
    }

    private static Tensor rows(double[]... rows) {
        return Tensor.matrix(rows);
    }

    @Test
    void aTieSharesOneGradientHoweverItIsReached() {
        broadcast();
        products();
        withinANameByAllOfIt();
        nested();
        selections();
        behindOtherKinks();
        for (int seed = 0; seed < 60; seed++) layers(new Random(seed));
        for (int seed = 0; seed < 40; seed++) overlappingWindows(new Random(seed));
        for (int seed = 0; seed < 40; seed++) besideALinearMap(new Random(seed));
        verdicts.conclude(1000);
    }

    private void broadcast() {
        // 3 3 0 and 4 4 1: the same two tie in each row
        Tensor a = rows(new double[] {1, 3, 0}, new double[] {2, 4, 1}), b = Tensor.vector(2, 0, 0);
        Map<String, Tensor> values = Map.of("A", a, "b", b);
        Rule ofB = s -> Map.of("db", new double[] {2 * s[0], 2 * s[1], 0});
        shares(2, "A N D, b D", values, ofB, "out = np.sum(np.max(A + b, axis=1))");
        shares(2, "A N D, b D", values, ofB, "out = np.sum(-np.min(-A - b, axis=1))");
        Rule ofA = s -> Map.of("dA", new double[] {s[0], s[1], 0, s[0], s[1], 0});
        shares(2, "A N D, b D", values, ofA, "out = np.sum(np.max(A + b, axis=1))");
        Rule scaled = s -> Map.of("dc", times(2, 3 * s[0], 6 * s[1], 0));
        Map<String, Tensor> factors =
                Map.of("A", rows(new double[] {3, 6, 1}, new double[] {3, 6, 2}), "c", Tensor.vector(2, 1, 1));
        shares(2, "A N D, c D", factors, scaled, "out = np.sum(np.max(A * c, axis=1))");
        // one number that moves all: what is dropped is dropped for everybody
        Rule ofAll = s -> Map.of("dt", new double[] {s[0] + s[1]});
        shares(2, "A N, t 1", Map.of("A", Tensor.vector(1, 1, 0), "t", Tensor.vector(3)), ofAll, "out = np.max(A + t)");
    }

    private void products() {
        Tensor x = rows(new double[] {1, 2}, new double[] {0, 0}, new double[] {3, 1}),
                w = rows(new double[] {1}, new double[] {2});
        Map<String, Tensor> values = Map.of("X", x, "w", w);
        Rule ofW = s -> Map.of("dw", new double[] {s[0] + 3 * s[1], 2 * s[0] + s[1]});
        shares(2, "X N D, w D K", values, ofW, "out = np.max(X @ w)");
        Rule ofX = s -> Map.of("dX", new double[] {s[0], 2 * s[0], 0, 0, s[1], 2 * s[1]});
        shares(2, "X N D, w D K", values, ofX, "out = np.max(X @ w)");
        // maxout with equal weights: each row ties, and both weights share
        Map<String, Tensor> equal = Map.of("X", x, "W", w, "V", w);
        Rule maxout = s -> Map.of("dW", times(s[0], 4, 3), "dV", times(s[1], 4, 3));
        shares(2, "X N D, W D K, V D K", equal, maxout, "out = np.sum(np.maximum(X @ W, X @ V))");
    }

    private void withinANameByAllOfIt() {
        double[] x = {1, 3, 3, -1};
        Map<String, Tensor> values = Map.of("x", Tensor.vector(x));
        shares(
                2,
                "x N",
                values,
                s -> Map.of("dx", new double[] {-0.25, s[0] - 0.25, s[1] - 0.25, -0.25}),
                "out = np.max(x - np.mean(x))");
        double sum = 6, square = 20;
        shares(
                2,
                "x N",
                values,
                s -> {
                    double[] dx = new double[4];
                    Arrays.fill(dx, -(s[0] + s[1]) * 3 / (sum * sum));
                    dx[1] += s[0] / sum;
                    dx[2] += s[1] / sum;
                    return Map.of("dx", dx);
                },
                "out = np.max(x / np.sum(x))");
        shares(
                2,
                "x N",
                values,
                s -> {
                    double[] dx = new double[4];
                    for (int i = 0; i < 4; i++) dx[i] = -(s[0] + s[1]) * 3 * x[i] / Math.pow(square, 1.5);
                    dx[1] += s[0] / Math.sqrt(square);
                    dx[2] += s[1] / Math.sqrt(square);
                    return Map.of("dx", dx);
                },
                "out = np.max(x / np.sqrt(np.sum(x ** 2)))");
    }

    private void nested() {
        Map<String, Tensor> three =
                Map.of("a", Tensor.vector(1, 2), "b", Tensor.vector(1, 0), "c", Tensor.vector(1, -1));
        Rule rule =
                s -> Map.of("da", new double[] {s[0], 1}, "db", new double[] {s[1], 0}, "dc", new double[] {s[2], 0});
        shares(3, "a N, b N, c N", three, rule, "out = np.sum(np.maximum(np.maximum(a, b), c))");
        shares(3, "a N, b N, c N", three, rule, "out = np.sum(np.maximum(c, np.maximum(b, a)))");
        Tensor a = rows(new double[] {1, 5, 0}, new double[] {5, 2, 5});
        Rule all = s -> Map.of("dA", new double[] {0, s[0], 0, s[1], 0, s[2]});
        shares(3, "A N D", Map.of("A", a), all, "out = np.max(np.max(A, axis=1))");
        shares(3, "A N D", Map.of("A", a), all, "out = np.max(np.max(A, axis=0))");
        shares(3, "A N D", Map.of("A", a), all, "out = np.max(np.maximum(A, 0))");
        shares(3, "A N D", Map.of("A", a), all, "out = np.max(np.abs(A))");
        // three tie in the inner maximum, and all of them with the outer one
        Map<String, Tensor> inner = Map.of("x", Tensor.vector(2, 2, 2), "y", Tensor.vector(2));
        shares(
                4,
                "x N, y 1",
                inner,
                s -> Map.of("dx", new double[] {s[0], s[1], s[2]}, "dy", new double[] {s[3]}),
                "out = np.sum(np.maximum(np.max(x), y))");
    }

    private void selections() {
        Map<String, Tensor> two = Map.of("u", Tensor.vector(1, 2, -1), "v", Tensor.vector(1, 0.5, 3));
        for (String code : List.of(
                "out = np.sum(np.where(u > v, u, v))",
                "out = np.sum(np.where(v >= u, v, u))",
                "out = np.sum((u > v) * u + (u <= v) * v)",
                "m = u >= v; out = np.sum(m * u + (1 - m) * v)")) {
            shares(
                    2,
                    "u N, v N",
                    two,
                    s -> Map.of("du", new double[] {s[0], 1, 0}, "dv", new double[] {s[1], 0, 1}),
                    code.split("; "));
        }
    }

    /** What ties stands on another kink too: each convention there, with any shares, is right; what is passed to everybody is not. */
    private void behindOtherKinks() {
        Map<String, Tensor> blank = Map.of("x", rows(new double[] {0, 0, 0}, new double[] {2, 1, -1}));
        String[] pools = {
            "r = np.maximum(x, 0); out = np.sum(3 * np.max(r, axis=1))",
            "r = np.where(x > 0, x, 0); out = np.sum(3 * np.max(r, axis=1))",
            "r = x * (x > 0); out = np.sum(3 * np.max(r, axis=1))",
            "out = np.sum(3 * np.maximum(np.max(x, axis=1), 0))",
            "r = -np.minimum(-x, 0); out = np.sum(-3 * np.min(-r, axis=1))"
        };
        for (String code : pools) {
            for (double convention : new double[] {0, 0.5, 1}) {
                Rule rule =
                        s -> Map.of("dx", times(3, convention * s[0], convention * s[1], convention * s[2], 1, 0, 0));
                sharesAtMost(3, "x N D", blank, rule, code.split("; "));
            }
            Rule rule = s -> Map.of("dx", times(3, s[0], s[1], s[2], 1, 0, 0));
            for (double[] wrong : new double[][] {{1, 1, 1}, {0.5, 0.5, 0.5}, {2, 0, 0}, {1, 0, 0.25}}) {
                judge(situation("x N D", blank, code.split("; ")), rule, wrong, false);
            }
        }
        // beside padding, to which a share may go
        Map<String, Tensor> values = Map.of(
                "x", rows(new double[] {0, 0, 0}, new double[] {2, 1, -1}),
                "P", rows(new double[] {1, 0, 0, 0}, new double[] {0, 1, 0, 0}, new double[] {0, 0, 1, 0}));
        Rule beside = s -> Map.of("dx", new double[] {s[0], s[1], s[2], 1, 0, 0});
        sharesAtMost(4, "x N D, P D K", values, beside, "out = np.sum(np.max(x @ P, axis=1))");
        for (double[] everybody : new double[][] {{1, 1, 1, 0}, {0.5, 0.5, 0.5, 0}, {1, 0.25, 0, 0}}) {
            judge(situation("x N D, P D K", values, "out = np.sum(np.max(x @ P, axis=1))"), beside, everybody, false);
        }
        // a slope of 1 / 8 below 0, before the maximum or after it
        for (String code : List.of(
                "out = np.sum(np.max(np.maximum(0.125 * x, x), axis=1))",
                "h = np.max(x, axis=1); out = np.sum(np.maximum(0.125 * h, h))")) {
            Map<String, Tensor> flat = Map.of("x", rows(new double[] {0, 0, 0}));
            Rule leaky = s -> Map.of("dx", s);
            for (double slope : new double[] {0.125, 1}) {
                for (double[] shares : right(3)) {
                    judge(situation("x N D", flat, code.split("; ")), leaky, times(slope, shares), true);
                }
            }
            for (double[] wrong : new double[][] {{1, 1, 1}, {0, 0, 0}, {0.5, 0.5, 0.5}}) {
                judge(situation("x N D", flat, code.split("; ")), leaky, wrong, false);
            }
        }
        judge(
                situation(
                        "x N D",
                        Map.of("x", rows(new double[] {0, 0})),
                        "out = np.sum(np.max(np.maximum(x, -x), axis=1))"),
                s -> Map.of("dx", s),
                new double[] {1, 1},
                false);
        // of absolute values each may have its own sign
        Map<String, Tensor> zeros = Map.of("x", Tensor.vector(0, 0, 0));
        Rule signed = s -> Map.of("dx", new double[] {s[0], s[1], s[2]});
        sharesAtMost(3, "x N", zeros, signed, "out = np.max(np.abs(x))");
        sharesAtMost(3, "x N", zeros, s -> Map.of("dx", times(-1, s)), "out = np.max(np.abs(x))");
        judge(situation("x N", zeros, "out = np.max(np.abs(x))"), signed, new double[] {0.5, -0.5, 0}, true);
        judge(situation("x N", zeros, "out = np.max(np.abs(x))"), signed, new double[] {1, 1, 1}, false);
        judge(situation("x N", zeros, "out = np.max(np.abs(x))"), signed, new double[] {-1, -1, -1}, false);
    }

    /** A maxout layer of small whole numbers, in which most rows tie: every choice of each row's shares. */
    private void layers(Random random) {
        int n = 4, d = 3, c = 3 + random.nextInt(2);
        double[][] x = whole(random, n, d), w = whole(random, d, c), b = whole(random, 1, c);
        Situation situation = new Situation(
                "maxout layer with ties",
                Situation.define(
                        "X N D, W D C, b C", "out", "score = X @ W + b", "out = np.sum(np.max(score, axis=1))"),
                Map.of("X", Tensor.matrix(x), "W", Tensor.matrix(w), "b", Tensor.vector(b[0])),
                Map.of());
        int[][] tied =
                IntStream.range(0, n).mapToObj(i -> largest(x[i], w, b[0])).toArray(int[][]::new);
        for (int form = 0; form < 4; form++) {
            double[][] shares = new double[n][c];
            for (int i = 0; i < n; i++) {
                double[] own = right(tied[i].length).get(form % (tied[i].length + 2));
                for (int k = 0; k < own.length; k++) shares[i][tied[i][k]] = own[k];
            }
            verdicts.right(situation, "dW", "form " + form, flat(product(transposed(x), shares)));
            verdicts.right(situation, "dX", "form " + form, flat(product(shares, transposed(w))));
            verdicts.right(situation, "db", "form " + form, sums(shares));
            verdicts.right(situation, "dscore", "form " + form, flat(shares));
            for (int i = 0; i < n; i++) {
                if (tied[i].length == 1) continue;
                for (double[] own : wrong(tied[i].length)) {
                    double[][] off = Arrays.stream(shares).map(double[]::clone).toArray(double[][]::new);
                    for (int k = 0; k < own.length; k++) off[i][tied[i][k]] = own[k];
                    String name = "row " + i + " " + Arrays.toString(own);
                    verdicts.wrong(situation, "db", name, Planted.A_SLIP, sums(off));
                    verdicts.wrong(situation, "dscore", name, Planted.A_SLIP, flat(off));
                }
            }
        }
    }

    /** Windows that share entries on a constant patch, with upstreams of both signs: argmax first, argmax last, equal shares. */
    private void overlappingWindows(Random random) {
        int d = 4, width = 2 + random.nextInt(2), windows = d - width + 1;
        double[] patch = new double[d], g = random.doubles(windows, -2, 2).toArray();
        Arrays.fill(patch, 1 + random.nextInt(3));
        double[][] select = new double[d][windows * width];
        for (int k = 0; k < windows; k++) for (int i = 0; i < width; i++) select[k + i][k * width + i] = 1;
        String code = "w = np.reshape(x @ S, (N, " + windows + ", " + width + ")); out = np.sum(g * np.max(w, axis=2))";
        Situation situation = situation(
                "x N D, S D " + windows * width + ", g N " + windows,
                Map.of("x", rows(patch), "S", Tensor.matrix(select), "g", rows(g)),
                code.split("; "));
        for (int form = 0; form < 3; form++) {
            double[] dx = new double[d];
            for (int k = 0; k < windows; k++) {
                if (form == 2) for (int i = 0; i < width; i++) dx[k + i] += g[k] / width;
                else dx[form == 0 ? k : k + width - 1] += g[k];
            }
            verdicts.right(situation, "dx", "form " + form, dx);
            double[] dropped = dx.clone(), doubled = dx.clone();
            dropped[0] -= form == 2 ? g[0] / width : form == 0 ? g[0] : 0;
            if (form != 1) verdicts.wrong(situation, "dx", "dropped " + form, Planted.A_SLIP, dropped);
            doubled[d - 1] += form == 2 ? g[windows - 1] : form == 1 ? g[windows - 1] : 0;
            if (form != 0) verdicts.wrong(situation, "dx", "doubled " + form, Planted.A_SLIP, doubled);
        }
    }

    /** Several ties that one input moves by a linear map, each with another value: the shares are anything from 0 to 1. */
    private void besideALinearMap(Random random) {
        int d = 2, c = 3;
        double[][] w = whole(random, d, c);
        double[] g = random.doubles(c, -2, 2).toArray();
        Situation situation = situation(
                "x N D, W D C, z N C, g N C",
                Map.of("x", rows(new double[d]), "W", Tensor.matrix(w), "z", rows(new double[c]), "g", rows(g)),
                "out = np.sum(g * np.maximum(x @ W, z))");
        for (double share : new double[] {0, 0.5, 1}) {
            double[] dh = times(share, g), dz = times(1 - share, g);
            double[] dx = product(row(dh), transposed(w))[0];
            Map<String, Tensor> right = Map.of("dx", situation.tensor("dx", dx), "dz", situation.tensor("dz", dz));
            judge(situation, right, "share " + share, true);
            Map<String, Tensor> twice =
                    Map.of("dx", situation.tensor("dx", dx), "dz", situation.tensor("dz", times(2 - share, g)));
            if (share > 0) judge(situation, twice, "twice " + share, false);
        }
    }

    private void judge(Situation situation, Map<String, Tensor> gradients, String form, boolean right) {
        Map<String, Double> points = new LinkedHashMap<>();
        gradients.keySet().stream().sorted().forEach(gradient -> points.put(gradient, 1.0));
        Submission submission = new Submission(gradients, Optional.empty(), points, 0.5, Tolerance.DEFAULT, Map.of());
        verdicts.judge(situation, form, submission, right, Planted.A_SLIP);
    }

    private static double[][] row(double[] row) {
        return new double[][] {row};
    }

    private static double[][] whole(Random random, int rows, int columns) {
        double[][] whole = new double[rows][columns];
        for (double[] row : whole) Arrays.setAll(row, i -> random.nextInt(3) - 1);
        return whole;
    }

    private static int[] largest(double[] x, double[][] w, double[] b) {
        double[] score = product(new double[][] {x}, w)[0];
        for (int k = 0; k < b.length; k++) score[k] += b[k];
        double largest = Arrays.stream(score).max().orElseThrow();
        return IntStream.range(0, b.length).filter(k -> score[k] == largest).toArray();
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++)
            for (int k = 0; k < b.length; k++) for (int j = 0; j < b[0].length; j++) product[i][j] += a[i][k] * b[k][j];
        return product;
    }

    private static double[][] transposed(double[][] a) {
        double[][] transposed = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) for (int j = 0; j < a[0].length; j++) transposed[j][i] = a[i][j];
        return transposed;
    }

    private static double[] sums(double[][] rows) {
        double[] sums = new double[rows[0].length];
        for (double[] row : rows) for (int j = 0; j < sums.length; j++) sums[j] += row[j];
        return sums;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }
}
