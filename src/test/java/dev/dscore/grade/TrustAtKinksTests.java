package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Step;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Verdicts.Planted;
import dev.dscore.truth.Slope;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Every kink hit exactly, alone and in sums. Where both one-sided derivatives agree only their value is right; where they
 * differ, all between them and what the chain rule gives with one convention at every kink.
 */
@Tag("long")
class TrustAtKinksTests {
    private static final double[] CONVENTIONS = {0, 0.5, 1};
    private static final double[][] NONE_TAKEN = {};
    private static final double[] BETWEEN = {0, 0.25, 0.5, 1};
    private static final double[] POINTS = {0, 0.75, -0.75, 0, 1.5};
    private static final double[] UPSTREAM = {1, 2, -1, -0.5, 3};

    private final Verdicts verdicts = new Verdicts("kinks");

    /** The chain rule's derivative at x, with c for the step function at 0. */
    private interface Rule {
        double at(double x, double c);
    }

    /** @param code in x */
    private record Piece(String name, String code, Rule rule) {}

    private static double step(double x, double c) {
        return x > 0 ? 1 : x < 0 ? 0 : c;
    }

    private static double sign(double x, double c) {
        return 2 * step(x, c) - 1;
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    private static final List<Piece> PIECES = List.of(
            new Piece("relu", "np.maximum(x, 0)", (x, c) -> step(x, c)),
            new Piece("relu of minus", "np.maximum(0, -x)", (x, c) -> -step(-x, c)),
            new Piece("abs", "np.abs(x)", (x, c) -> sign(x, c)),
            new Piece("minimum", "np.minimum(x, 0)", (x, c) -> step(-x, c)),
            new Piece("leaky", "np.where(x > 0, x, 0.125 * x)", (x, c) -> x > 0 ? 1 : 0.125),
            new Piece("leaky by max", "np.maximum(x, 0.125 * x)", (x, c) -> 0.125 + 0.875 * step(x, c)),
            new Piece(
                    "selu",
                    "np.where(x > 0, 1.5 * x, 2.5 * (np.exp(x) - 1))",
                    (x, c) -> x > 0 ? 1.5 : 2.5 * Math.exp(x)),
            new Piece("elu", "np.where(x > 0, x, np.exp(x) - 1)", (x, c) -> x > 0 ? 1 : Math.exp(x)),
            new Piece("softplus", "np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))", (x, c) -> logistic(x)),
            new Piece("log sigmoid", "np.minimum(x, 0) - np.log1p(np.exp(-np.abs(x)))", (x, c) -> logistic(-x)),
            new Piece("x abs x", "x * np.abs(x)", (x, c) -> 2 * Math.abs(x)),
            new Piece("squared relu", "np.maximum(x, 0) ** 2", (x, c) -> 2 * Math.max(x, 0)),
            new Piece("abs to the 1.5", "np.abs(x) ** 1.5", (x, c) -> 1.5 * Math.signum(x) * Math.sqrt(Math.abs(x))),
            new Piece("gate", "x * (x > 0)", (x, c) -> step(x, c)),
            new Piece("root of the square", "np.sqrt(x ** 2)", (x, c) -> sign(x, c)),
            new Piece("sign times x", "np.sign(x) * x", (x, c) -> sign(x, c)),
            new Piece("relu of x and of minus x", "np.maximum(x, 0) * np.maximum(-x, 0)", (x, c) -> 0),
            new Piece(
                    "where with a root",
                    "np.where(x < 1, x, np.sqrt(np.abs(x)))",
                    (x, c) -> x < 1 ? 1 : 0.5 / Math.sqrt(x)),
            new Piece(
                    "huber",
                    "np.where(np.abs(x) <= 0.75, 0.5 * x ** 2, 0.75 * (np.abs(x) - 0.375))",
                    (x, c) -> Math.max(-0.75, Math.min(0.75, x))),
            new Piece("hinge", "np.maximum(0, 0.75 - x)", (x, c) -> -step(0.75 - x, c)),
            new Piece("squared hinge", "np.maximum(0, 0.75 - x) ** 2", (x, c) -> -2 * Math.max(0, 0.75 - x)),
            new Piece(
                    "clip", "np.maximum(-0.75, np.minimum(0.75, x))", (x, c) -> step(x + 0.75, c) * step(0.75 - x, c)));

    private static Situation situation(String name, String... code) {
        return new Situation(
                name,
                Situation.define("x N", "out", code),
                Map.of("x", Tensor.vector(POINTS)),
                Map.of("out", Tensor.vector(UPSTREAM)));
    }

    @Test
    void theFunctionDecidesAtAKink() {
        alone();
        sums();
        catalogued();
        ties();
        tiesAcrossNames();
        singular();
        verdicts.conclude(2000);
    }

    /** Where kinks cancel, so does what the derivation prints; a condition has one side only and its branches are added. */
    @Test
    void aPrintedDerivationIsRightWhereKinksCancel() throws Exception {
        List<String> pairs = new ArrayList<>();
        for (Piece first : PIECES) {
            for (Piece second : PIECES) {
                if ((first.code + second.code).matches(".*(where|sign|x > 0|sqrt).*")) continue;
                for (double factor : new double[] {1, -1, 2, -2}) {
                    String code = "out = " + first.code + " + " + factor + " * (" + second.code + ")";
                    Situation situation = situation(first.name + " + " + factor + " " + second.name, code);
                    if (!situation.slopes("dx").stream().allMatch(Slope::exists)) continue;
                    Report report = Verdicts.GRADER
                            .session(situation.function, situation.binding(), Coverage.EVERY_ENTRY)
                            .grade(Verdicts.code(printed(situation.function), "dx"), Allowance.UNLIMITED);
                    assertThat(report.passed())
                            .as(code + "\n" + printed(situation.function) + "\n" + report.marks())
                            .isTrue();
                    pairs.add(situation.name);
                }
            }
        }
        assertThat(pairs)
                .contains(
                        "relu + 1.0 minimum",
                        "abs + -2.0 relu",
                        "softplus + 1.0 log sigmoid",
                        "relu + -1.0 relu of minus");
    }

    private static String printed(FunctionDefinition function) {
        return Verdicts.SERVICE.derivation(function, Allowance.UNLIMITED).stream()
                .map(Step::numpy)
                .collect(Collectors.joining("\n"));
    }

    /** Each kink alone, and in a sum with each other. */
    static List<Situation> situations() {
        List<Situation> situations = new ArrayList<>();
        for (Piece first : PIECES) {
            situations.add(situation(first.name, "out = " + first.code));
            for (Piece second : PIECES) {
                String name = first.name + " and " + second.name;
                situations.add(
                        situation(name, "h = " + first.code, "out = 3 * h + np.tanh(x) - (" + second.code + ")"));
            }
        }
        return situations;
    }

    private void alone() {
        for (Piece piece : PIECES) {
            for (String around : List.of("%s", "%s + np.tanh(x) * 3", "1e-6 * (%s) + 1000 * x")) {
                String code = "out = " + String.format(around, piece.code);
                Situation situation = situation(piece.name + " in " + around, code);
                forms(situation, "dx", NONE_TAKEN);
                if (around.equals("%s")) conventions(situation, piece.rule, true);
            }
        }
    }

    private void sums() {
        for (int i = 0; i < PIECES.size(); i++) {
            for (int j = i; j < PIECES.size(); j++) {
                for (double factor : new double[] {1, -2}) {
                    Piece first = PIECES.get(i), second = PIECES.get(j);
                    Situation situation = situation(
                            first.name + " + " + factor + " " + second.name,
                            "h = " + first.code,
                            "out = h + " + factor + " * (" + second.code + ")");
                    Rule sum = (x, c) -> first.rule.at(x, c) + factor * second.rule.at(x, c);
                    double[][] taken = new double[POINTS.length][];
                    for (int k = 0; k < POINTS.length; k++) {
                        int entry = k;
                        // each piece by any convention, or flat: frameworks have no slope on either side
                        taken[k] = slopes(first, POINTS[entry])
                                .flatMap(one -> slopes(second, POINTS[entry])
                                        .map(other -> UPSTREAM[entry] * (one + factor * other)))
                                .toArray();
                    }
                    forms(situation, "dx", taken);
                    boolean relus = i <= 1 && j <= 1;
                    conventions(situation, sum, relus);
                }
            }
        }
    }

    private static DoubleStream slopes(Piece piece, double x) {
        return DoubleStream.concat(Arrays.stream(CONVENTIONS).map(c -> piece.rule.at(x, c)), DoubleStream.of(0));
    }

    /** @param taken by entry, values that are right or wrong for another reason than lying between the ends */
    private void forms(Situation situation, String gradient, double[][] taken) {
        List<Slope> slopes = situation.slopes(gradient);
        if (slopes.stream().anyMatch(slope -> slope.kind() == Slope.Kind.UNDETERMINED)) return;
        for (double part : BETWEEN) {
            verdicts.right(situation, gradient, part + " of the way", at(slopes, part));
            if (slopes.stream().allMatch(Slope::exists)) break;
        }
        double[] middle = at(slopes, 0.5);
        for (int i = 0; i < slopes.size(); i++) {
            Slope slope = slopes.get(i);
            List<Double> wrong = new ArrayList<>();
            if (slope.exists()) {
                double apart = Math.max(0.5, Math.abs(slope.value()) / 2);
                if (Math.abs(slope.value()) < 10) wrong.addAll(List.of(slope.value() + apart, slope.value() - apart));
                else wrong.add(slope.value() * 1.001);
            } else {
                wrong.addAll(List.of(slope.between(1.5), slope.between(-0.5)));
            }
            for (double value : wrong) {
                if (i < taken.length && Arrays.stream(taken[i]).anyMatch(other -> Math.abs(other - value) < 1e-3))
                    continue;
                double[] data = middle.clone();
                data[i] = value;
                // a difference within a relative 1e-5 is right whatever the kink says
                if (Math.abs(value - slope.between(value > slope.most() ? 1 : 0)) < 2e-5 * Math.abs(value)) continue;
                verdicts.wrong(situation, gradient, "entry " + i + " is " + value, Planted.A_SLIP, data);
            }
        }
    }

    private static double[] at(List<Slope> slopes, double part) {
        return slopes.stream()
                .mapToDouble(slope -> slope.exists() ? slope.value() : slope.between(part))
                .toArray();
    }

    /** @param all whether the convention is right beyond the ends, too */
    private void conventions(Situation situation, Rule rule, boolean all) {
        List<Slope> slopes = situation.slopes("dx");
        if (slopes.stream().anyMatch(slope -> slope.kind() == Slope.Kind.UNDETERMINED)) return;
        for (double c : CONVENTIONS) {
            double[] data = IntStream.range(0, POINTS.length)
                    .mapToDouble(i -> UPSTREAM[i] * rule.at(POINTS[i], c))
                    .toArray();
            boolean smooth = true, inside = true;
            for (int i = 0; i < data.length; i++) {
                Slope slope = slopes.get(i);
                if (slope.exists())
                    smooth &= Math.abs(data[i] - slope.value()) <= 1e-9 * Math.max(1, Math.abs(data[i]));
                else inside &= data[i] >= slope.least() - 1e-12 && data[i] <= slope.most() + 1e-12;
            }
            String form = "convention " + c;
            if (!smooth) verdicts.wrong(situation, "dx", form, Planted.A_SLIP, data);
            else if (inside || all) verdicts.right(situation, "dx", form, data);
        }
    }

    private void catalogued() {
        Tensor x = new Tensor(new int[] {2, 3}, new double[] {0, 0.5, -0.5, 1, 0, -0.25});
        Tensor dout = new Tensor(new int[] {2, 3}, new double[] {1, -2, 0.5, 0.75, -1.5, 3});
        all("relu", Map.of("x", x), Map.of("out", dout));
        // residuals 1/2 and -1/2 are on the threshold, 0 is where abs has its kink
        all(
                "huber",
                Map.of(
                        "pred", Tensor.vector(1, 0.25, 0.5, 0.75, 2),
                        "target", Tensor.vector(0.5, 0.75, 0.5, 0.5, 0.5)),
                Map.of());
        all(
                "sigmoid-cross-entropy",
                Map.of(
                        "s", new Tensor(new int[] {2, 3}, new double[] {0, 0, 1.5, -0.75, 0, 0.25}),
                        "t", new Tensor(new int[] {2, 3}, new double[] {0, 1, 1, 0, 1, 0})),
                Map.of());
        // the margin of class 1 in row 0, of classes 0 and 2 in row 1 and of class 0 in row 2 are exactly 0
        all(
                "svm",
                Map.of(
                        "X", Tensor.matrix(new double[] {1, 0}, new double[] {0, 1}, new double[] {0.5, 1}),
                        "W", Tensor.matrix(new double[] {2, 1, 0.5}, new double[] {0, 1, 0}),
                        "y", Tensor.vector(0, 1, 0)),
                Map.of());
        // two blank images and no bias in the first layer
        double[] zeros = {0, 0};
        all(
                "two-layer-net",
                Map.of(
                        "X", Tensor.matrix(zeros, new double[] {0.5, -1}, zeros, new double[] {1, 0.25}),
                        "W1", Tensor.matrix(new double[] {0.5, -1, 0.25}, new double[] {0.75, 0.5, -0.5}),
                        "b1", Tensor.vector(0, 0, 0),
                        "W2",
                                Tensor.matrix(
                                        new double[] {0.5, -0.25}, new double[] {1, 0.5}, new double[] {-0.75, 0.25}),
                        "b2", Tensor.vector(0.25, -0.5),
                        "y", Tensor.vector(0, 1, 1, 0)),
                Map.of());
        // one unit of one row at 0, among others that are not
        all(
                "two-layer-net",
                Map.of(
                        "X", Tensor.matrix(new double[] {1, 0.5}, new double[] {0.5, -1}),
                        "W1", Tensor.matrix(new double[] {0.5, -1, 0.25}, new double[] {-1.5, 0.5, -0.5}),
                        "b1", Tensor.vector(0.25, 0.125, 0.75),
                        "W2",
                                Tensor.matrix(
                                        new double[] {0.5, -0.25}, new double[] {1, 0.5}, new double[] {-0.75, 0.25}),
                        "b2", Tensor.vector(0.25, -0.5),
                        "y", Tensor.vector(0, 1)),
                Map.of());
    }

    private void all(String name, Map<String, Tensor> inputs, Map<String, Tensor> upstream) {
        Situation situation = new Situation(name + " at its kinks", Verdicts.catalogued(name), inputs, upstream);
        for (String gradient : situation.gradients()) forms(situation, gradient, NONE_TAKEN);
    }

    /** Of a tie shares that sum to one are right, and others are not. */
    private void ties() {
        double[] x = {0.5, 2, -1, 2, 2, 0.25};
        for (String code : List.of("out = np.max(x)", "out = -np.min(-x)", "out = np.max(x) + np.sum(x ** 2)")) {
            Situation situation = new Situation(
                    "tie in " + code, Situation.define("x N", "out", code), Map.of("x", Tensor.vector(x)), Map.of());
            double[] other = new double[x.length];
            if (code.contains("sum")) for (int i = 0; i < x.length; i++) other[i] = 2 * x[i];
            double[][] right = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1 / 3.0, 1 / 3.0, 1 / 3.0}, {0.5, 0.25, 0.25}};
            double[][] wrong = {{0, 0, 0}, {1, 1, 1}, {1, 1, 0}, {0.5, 0.5, 0.5}, {0.25, 0.25, 0}, {2, -0.5, -0.5}};
            for (double[] shares : right)
                verdicts.right(situation, "dx", "shares " + Arrays.toString(shares), shared(other, shares, 1));
            for (double[] shares : wrong)
                verdicts.wrong(
                        situation, "dx", "shares " + Arrays.toString(shares), Planted.A_SLIP, shared(other, shares, 1));
        }
        // a row with a tie of two, a row without, a tie of all
        Tensor rows = new Tensor(new int[] {3, 3}, new double[] {1, 3, 3, 0.5, 0.25, -1, 2, 2, 2});
        Situation byRow = new Situation(
                "ties by row",
                Situation.define("x N D", "out", "out = np.max(x, axis=1)"),
                Map.of("x", rows),
                Map.of("out", Tensor.vector(2, 1, -3)));
        verdicts.right(byRow, "dx", "the first of each", 0, 2, 0, 1, 0, 0, -3, 0, 0);
        verdicts.right(byRow, "dx", "equal shares", 0, 1, 1, 1, 0, 0, -1, -1, -1);
        verdicts.right(byRow, "dx", "the last of each", 0, 0, 2, 1, 0, 0, 0, 0, -3);
        verdicts.wrong(byRow, "dx", "all of a tie", Planted.A_SLIP, 0, 2, 2, 1, 0, 0, -3, -3, -3);
        verdicts.wrong(byRow, "dx", "none of a tie", Planted.A_SLIP, 0, 0, 0, 1, 0, 0, 0, 0, 0);
        verdicts.wrong(byRow, "dx", "a share of what is no tie", Planted.A_SLIP, 1, 0.5, 0.5, 1, 0, 0, -1, -1, -1);
        // the maximum taken out and put back: a tie in it moves nothing
        Situation stable = new Situation(
                "stable logsumexp with ties",
                Situation.define(
                        "x N D",
                        "out",
                        "m = np.max(x, axis=1, keepdims=True)",
                        "out = np.log(np.sum(np.exp(x - m), axis=1, keepdims=True)) + m"),
                Map.of("x", rows),
                Map.of("out", new Tensor(new int[] {3, 1}, new double[] {2, 1, -3})));
        forms(stable, "dx", NONE_TAKEN);
    }

    private static double[] shared(double[] other, double[] shares, double upstream) {
        double[] data = other.clone();
        int[] tied = {1, 3, 4};
        for (int i = 0; i < tied.length; i++) data[tied[i]] += shares[i] * upstream;
        return data;
    }

    private void tiesAcrossNames() {
        for (String code : List.of("out = np.maximum(u, v)", "out = np.minimum(u, v)")) {
            boolean most = code.contains("max");
            Situation situation = new Situation(
                    "tie across names in " + code,
                    Situation.define("u N, v N", "out", code),
                    Map.of("u", Tensor.vector(1, 2, -1), "v", Tensor.vector(1, 0.5, 3)),
                    Map.of("out", Tensor.vector(2, 1, -4)));
            for (double[] shares : new double[][] {{1, 0}, {0, 1}, {0.5, 0.5}, {0.25, 0.75}})
                verdicts.judge(
                        situation, "du and dv " + Arrays.toString(shares), both(shares, most), true, Planted.A_SLIP);
            for (double[] shares : new double[][] {{0, 0}, {1, 1}, {0.5, 0}, {0.5, 1}, {1.5, -0.5}})
                verdicts.judge(
                        situation, "du and dv " + Arrays.toString(shares), both(shares, most), false, Planted.A_SLIP);
        }
        Situation logaddexp = new Situation(
                "logaddexp by hand with a tie",
                Situation.define("u N, v N", "out", "out = np.maximum(u, v) + np.log1p(np.exp(-np.abs(u - v)))"),
                Map.of("u", Tensor.vector(1, 2, -1), "v", Tensor.vector(1, 0.5, 3)),
                Map.of("out", Tensor.vector(2, 1, -4)));
        for (String gradient : logaddexp.gradients()) forms(logaddexp, gradient, NONE_TAKEN);
    }

    /** A factor 0 times an infinite one, an infinity that nothing selects, a function that ends. */
    private void singular() {
        singular("np.where(x < 1, x, np.sqrt(x))", 0, 0.75, 0.25, 2.25, 4);
        singular("(x - np.mean(x)) / (np.std(x) + 1e-5)", 2, 2, 2, 2, 2);
        singular("x ** 0 + x", 0, 1, -2, 0.5, 0);
        singular("np.where(x > 20, x, np.log1p(np.exp(x)))", 800, -800, 0, 30, -3);
        singular("x * np.sqrt(x)", 0, 1, 0.25, 4, 0);
        singular("np.sqrt(np.sum(x ** 2)) + 0 * x", 0, 0, 0, 0, 0);
        singular("1 / (1 + np.exp(-x))", 800, -800, 0, 750, -750);
        Situation guarded = new Situation(
                "cross entropy with a guarded logarithm of 0",
                Situation.define(
                        "p N C, t N C below 2", "loss", "loss = -np.sum(np.where(t > 0, t * np.log(p), 0)) / N"),
                Map.of(
                        "p", Tensor.matrix(new double[] {0.5, 0.5, 0}, new double[] {0, 0.25, 0.75}),
                        "t", Tensor.matrix(new double[] {0, 1, 0}, new double[] {0, 0, 1})),
                Map.of());
        forms(guarded, "dp", NONE_TAKEN);
    }

    private void singular(String expression, double... x) {
        Situation situation = new Situation(
                expression + " at " + Arrays.toString(x),
                Situation.define("x N", "out", "out = " + expression),
                Map.of("x", Tensor.vector(x)),
                Map.of("out", Tensor.vector(UPSTREAM)));
        assertThat(situation.slopes("dx"))
                .as(situation.name)
                .noneMatch(slope -> slope.kind() == Slope.Kind.UNDETERMINED);
        forms(situation, "dx", NONE_TAKEN);
    }

    private static Submission both(double[] shares, boolean most) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        gradients.put("du", Tensor.vector(2 * shares[0], most ? 1 : 0, most ? 0 : -4));
        gradients.put("dv", Tensor.vector(2 * shares[1], most ? 0 : 1, most ? -4 : 0));
        Map<String, Double> points = new LinkedHashMap<>();
        points.put("du", 1.0);
        points.put("dv", 1.0);
        return new Submission(gradients, Optional.empty(), points, 0.5, Tolerance.DEFAULT, Map.of());
    }
}
