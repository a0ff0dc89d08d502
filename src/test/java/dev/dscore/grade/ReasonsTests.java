package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.verify.Coverage;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reasons that other mistakes give as well are told beside them, or are not told. */
class ReasonsTests {
    /** As {@code ds[range(N), y] -= 1}, which a softmax has: no sum along another axis, and no half of anything. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 20, 21, 22, 23, 24, 25})
    void countsThatCoincideShowNothing(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int rows = 2 + seed % 3, features = 3, classes = 3 + seed % 2;
        double[] labels = random.ints(rows, 0, classes).asDoubleStream().toArray();
        double[] x = drawn(random, rows * features), w = drawn(random, features * classes);
        Mark mark = graded(
                catalogue("svm"),
                Map.of(
                        "X",
                        new Tensor(new int[] {rows, features}, x),
                        "W",
                        new Tensor(new int[] {features, classes}, w),
                        "y",
                        Tensor.vector(labels)),
                """
                s = X @ W
                ds = ((s - s[range(N), y][:, None] + 1) > 0) * 1.0
                ds[range(N), y] = -1
                dW = X.T @ ds / N
                """,
                "dW");
        // where no example has more than one margin, it is right
        if (mark.status() != Status.CORRECT)
            assertThat(mark.mistake()).as(mark.message()).isNull();
    }

    /** The numbers of each are those of a factor that is missing, too. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dU[negative] += np.outer(expit(bad), v); dU[outside] = (expit(good) - 1) * v | outside",
                "dU[outside] += (expit(good) - 1) * v; dU[negative] = np.outer(expit(bad), v) | negative"
            })
    void aRowThatIsAssignedInsteadOfAddedToIsAmongTheReasons(String lines, String indices) {
        SplittableRandom random = new SplittableRandom(7);
        Mark mark = graded(
                catalogue("negative-sampling"),
                Map.of(
                        "v", Tensor.vector(drawn(random, 3)),
                        "U", new Tensor(new int[] {5, 3}, drawn(random, 15)),
                        "outside", Tensor.vector(2),
                        "negative", Tensor.vector(4, 2)),
                "dU = np.zeros((V, D))\n" + lines.replace("; ", "\n"),
                "dU");
        assertThat(mark.message())
                .containsIgnoringCase(
                        "what is assigned at " + indices + " replaces what was there instead of adding to it");
    }

    /** A mean over the entries that a mask lets through, whose number is the length of an axis, or of none. */
    @ParameterizedTest
    @CsvSource({"1 1 1 0 1 1, 5", "1 1 0 0 0 0, 2", "1 0 1 0 1 1, 4"})
    void theNumberOfEntriesThatCountIsAmongTheReasons(String mask, int count) {
        double[] entries =
                Arrays.stream(mask.split(" ")).mapToDouble(Double::parseDouble).toArray();
        assertThat(Arrays.stream(entries).sum()).isEqualTo(count);
        SplittableRandom random = new SplittableRandom(9);
        Mark mark = graded(
                catalogue("temporal-softmax"),
                Map.of(
                        "x", new Tensor(new int[] {3, 2, 4}, drawn(random, 24)),
                        "y", new Tensor(new int[] {3, 2}, new double[] {0, 1, 2, 3, 0, 1}),
                        "mask", new Tensor(new int[] {3, 2}, entries)),
                """
                p = softmax(x, axis=2)
                for n in range(N):
                    for t in range(T):
                        p[n, t, y[n, t]] -= 1
                dx = p * mask[:, :, None] / mask.sum()
                """,
                "dx");
        assertThat(mark.message()).containsIgnoringCase("it is divided by np.sum(mask) where it must be by N");
    }

    /** A slip in a value that a condition is made of, too: the condition may be right. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void aSlipInTheBackwardPassNeedsNoSecondOneInItsCondition(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FunctionDefinition triplet = Situation.define(
                "a N D, p N D, n N D, alpha",
                "loss",
                "near = np.sum((a - p) ** 2, axis=1)",
                "far = np.sum((a - n) ** 2, axis=1)",
                "loss = np.sum(np.maximum(near - far + alpha, 0))");
        Mark mark = graded(
                triplet,
                Map.of(
                        "a", new Tensor(new int[] {5, 3}, drawn(random, 15)),
                        "p", new Tensor(new int[] {5, 3}, drawn(random, 15)),
                        "n", new Tensor(new int[] {5, 3}, drawn(random, 15)),
                        "alpha", Tensor.scalar(0.25)),
                "dp = -2 * (near - far + alpha > 0)[:, None] * (a + p)",
                "dp");
        assertThat(mark.message()).isEqualTo("The term p has the wrong sign.");
    }

    /** Of two slips none goes untold that the numbers take. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void oneOfTwoSlipsIsNotToldAlone(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Mark mark = graded(
                Situation.define(
                        "a N D, b N D, y N",
                        "loss",
                        "d = np.sqrt(np.sum((a - b) ** 2, axis=1))",
                        "loss = np.mean(y * d ** 2 + (1 - y) * np.maximum(0, 2 - d) ** 2) / 2"),
                Map.of(
                        "a",
                        new Tensor(
                                new int[] {5, 3},
                                Arrays.stream(drawn(random, 15))
                                        .map(one -> 4 * one)
                                        .toArray()),
                        "b",
                        new Tensor(new int[] {5, 3}, drawn(random, 15)),
                        "y",
                        Tensor.vector(1, 0, 0, 1, 0)),
                "da = ((y * d - (1 - y) * (2 - d)) / d / N)[:, None] * (a - b)",
                "da");
        assertThat(mark.status()).isEqualTo(Status.WRONG);
        // y d - (1 - y) (2 - d) is d - 2 (1 - y)
        if (mark.mistake() != null) assertThat(mark.message()).contains("factor y is missing", ", and ");
    }

    /** Where two operations have their kink at one place, and the rule takes the mean of their slopes. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "s < 0 | the condition s > 0 is inverted",
                "1.0 | the condition s > 0 is taken as true everywhere",
            })
    void aConditionAtASharedKinkIsOneCondition(String mask, String sentence) {
        SplittableRandom random = new SplittableRandom(4);
        double[] s = drawn(random, 12), t = new double[12];
        for (int i = 0; i < t.length; i++) t[i] = random.nextInt(2);
        Mark mark = graded(
                catalogue("sigmoid-cross-entropy"),
                Map.of("s", new Tensor(new int[] {3, 4}, s), "t", new Tensor(new int[] {3, 4}, t)),
                "e = np.exp(-np.abs(s))\nds = ((" + mask + ") - t - e / (1 + e) * np.sign(s)) / (N * C)",
                "ds");
        assertThat(mark.message()).containsIgnoringCase(sentence);
    }

    /** Whatever the formulas are that it is true of. */
    @Test
    void aSentenceIsToldOnce() {
        SplittableRandom random = new SplittableRandom(3);
        Mark halved = graded(
                Situation.define(
                        "x N D, gamma D",
                        "loss",
                        "ms = np.mean(x ** 2, axis=1, keepdims=True)",
                        "r = 1 / np.sqrt(ms + 1e-6)",
                        "loss = np.sum(x * r * gamma * np.cos(x))"),
                Map.of("x", new Tensor(new int[] {3, 4}, drawn(random, 12)), "gamma", Tensor.vector(drawn(random, 4))),
                """
                g = np.cos(x)
                dx = r * (g - x * np.mean(g * x, axis=1, keepdims=True) * r ** 2) - x * r * gamma * np.sin(x)
                """,
                "dx");
        assertThat(halved.message()).isEqualTo("The factor gamma is missing.");
    }

    /** Where more reasons fit than are told, two mistakes at once are none. */
    @Test
    void tooManyReasonsAreNotTakenForTwoMistakesAtOnce() {
        SplittableRandom random = new SplittableRandom(9);
        Mark mark = graded(
                catalogue("temporal-softmax"),
                Map.of(
                        "x", new Tensor(new int[] {2, 3, 4}, drawn(random, 24)),
                        "y", new Tensor(new int[] {2, 3}, new double[] {0, 1, 2, 3, 0, 1}),
                        "mask", new Tensor(new int[] {2, 3}, new double[] {1, 1, 0, 0, 1, 1})),
                """
                p = softmax(x, axis=2)
                for n in range(N):
                    for t in range(T):
                        p[n, t, y[n, t]] -= 1
                dx = p * mask[:, :, None] / mask.sum()
                """,
                "dx");
        assertThat(mark.message()).isEqualTo("Exactly 1/N of the gradient.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            out = np.sum(1 / (1 + np.exp(-x)))  | -800 0.5 | 0 | dx[0] is NaN: -x goes beyond 709, where exp overflows.
            out = np.sum(1 / (1 + np.exp(-x)))  | -800 0.5 | 1 | dx[1] is NaN.
            out = np.sum(np.where(x == 0, 2, x / np.where(x == 0, 1, x))) | 0 0.5 | 1 | dx[1] is NaN.
            out = np.sum(np.sqrt(x * x + 0 * x) + 1 / (3 - x)) | 1 2 | 0 | dx[0] is NaN.
            """)
    void aCauseOfNaNIsToldWhereItReachesTheEntry(String code, String x, int position, String message) {
        double[] entries =
                Arrays.stream(x.split(" ")).mapToDouble(Double::parseDouble).toArray();
        double[] submitted = {0, 0};
        submitted[position] = Double.NaN;
        Situation situation = new Situation(
                code, Situation.define("x N", "out", code), Map.of("x", Tensor.vector(entries)), Map.of());
        Submission submission = Verdicts.arrays(Map.of("dx", Tensor.vector(submitted)), Tolerance.DEFAULT);
        assertThat(mark(situation.function, situation.binding(), submission, "dx")
                        .message())
                .isEqualTo(message);
    }

    /** With {@code s = a + b}, the three gradients are one number; db follows from ds, and not from da. */
    @Test
    void whatFollowsFollowsFromAGradientOnTheWay() {
        FunctionDefinition sum = Situation.define("a N, b N", "loss", "s = a + b", "loss = np.sum(s ** 3)");
        Map<String, Tensor> inputs = Map.of("a", Tensor.vector(1, 2), "b", Tensor.vector(0.5, -1));
        Tensor right = Tensor.vector(6.75, 3), doubled = Tensor.vector(13.5, 6);
        assertThat(statuses(sum, inputs, Map.of("da", doubled, "db", doubled)))
                .containsEntry("da", Status.WRONG)
                .containsEntry("db", Status.WRONG);
        assertThat(statuses(sum, inputs, Map.of("ds", doubled, "da", doubled, "db", right)))
                .containsEntry("ds", Status.WRONG)
                .containsEntry("da", Status.FOLLOWS)
                .containsEntry("db", Status.CORRECT);
    }

    /** The gradient of an output that is an input, too, is handed down as it is: no formula gives it. */
    @Test
    void aGradientThatIsHandedDownIsExplainedBesideAWrongOne() {
        FunctionDefinition two = Functions.of(
                List.of(new Declaration("a", Shape.of(Size.of("N"))), new Declaration("b", Shape.of(Size.of("N")))),
                "p = a * 2\nq = b + 0",
                "p q");
        Situation situation = new Situation(
                "two outputs",
                two,
                Map.of("a", Tensor.vector(1, 2), "b", Tensor.vector(3, 4)),
                Map.of("p", Tensor.vector(0.5, 0.25), "q", Tensor.vector(0.75, -1)));
        Submission submission = Verdicts.arrays(
                Map.of("da", Tensor.vector(0.5, 0.25), "db", Tensor.vector(1.5, -2)), Tolerance.DEFAULT);
        assertThat(mark(two, situation.binding(), submission, "db").status()).isEqualTo(Status.WRONG);
    }

    /** With -x for x, p (1 - p) of the logistic function differs by rounding only, so no minus is reported as missing. */
    @Test
    void anotherWayToComputeTheSameIsNoSlip() {
        Mark mark = graded(
                Situation.define("x N", "out", "out = np.sum(1 / (1 + np.exp(-x)))"),
                Map.of("x", Tensor.vector(-50, -40, 3)),
                "y = np.tanh(x * 0.5) * 0.5 + 0.5\ndx = y * (1 - y)",
                "dx");
        assertThat(mark.mistake()).as(mark.message()).isNull();
    }

    /** Labels are 0 and 1, so slips in the derived formula give the same numbers; reported is the slip in p - y. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dw = X.T @ p / N           | The term y is missing.",
                "dw = X.T @ (p + y) / N     | The term y has the wrong sign.",
                "dw = X.T @ (p - 2 * y) / N | The term y is counted twice.",
                "dw = X.T @ (p - y)         | the division by N is missing."
            })
    void aSlipInACrossEntropyIsToldOfItsUsualForm(String code, String reason) {
        SplittableRandom random = new SplittableRandom(11);
        Map<String, Tensor> inputs = Map.of(
                "X", new Tensor(new int[] {5, 3}, drawn(random, 15)),
                "w", Tensor.vector(drawn(random, 3)),
                "b", Tensor.scalar(0.3),
                "y", Tensor.vector(0, 1, 1, 0, 1));
        Mark mark = graded(catalogue("logistic-regression"), inputs, code, "dw");
        assertThat(mark.message()).endsWith(reason);
        FunctionDefinition byHand = Situation.define(
                "X N D, w D, b, y N",
                "loss",
                "p = 1 / (1 + np.exp(-(X @ w + b)))",
                "loss = -np.sum(y * np.log(p) + (1 - y) * np.log(1 - p)) / N");
        assertThat(graded(byHand, inputs, code, "dw").message()).endsWith(reason);
    }

    /** A slip inside of a divisor is reported by its effect on the gradient, which is the opposite of that on the divisor. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "np.sqrt(np.mean((p - t) ** 2))    | (p - t) / N * out                      | is multiplied by out where it must be divided.",
                "np.sqrt(np.mean((p - t) ** 2))    | (p - t) / N                            | the division by out is missing.",
                "np.mean(np.log(1 + p * p))        | 2 * p / (1 + p * p) * N                | is multiplied by N where it must be divided.",
                "np.mean(np.log(1 + p * p))        | 2 * p / (1 + p * p)                    | the division by N is missing.",
                "np.sum(np.log(1 + np.exp(p / t))) | 1 / (1 + np.exp(-p / t)) * t           | is multiplied by t where it must be divided."
            })
    void aSlipInADivisorIsToldAsItActs(String function, String gradient, String reason) {
        SplittableRandom random = new SplittableRandom(13);
        Mark mark = graded(
                Situation.define("p N, t N", "out", "out = " + function),
                Map.of("p", Tensor.vector(drawn(random, 7)), "t", Tensor.vector(drawn(random, 7))),
                "dp = " + gradient,
                "dp");
        assertThat(mark.message()).endsWith(reason);
    }

    /** For p - t, a gradient dp with the wrong sign equals dt; reported is the sign. */
    @Test
    void theOtherSignIsNotTheGradientOfAnotherInput() {
        SplittableRandom random = new SplittableRandom(17);
        FunctionDefinition squares = Situation.define("p N, t N", "out", "out = np.mean((p - t) ** 2)");
        Map<String, Tensor> inputs = Map.of("p", Tensor.vector(drawn(random, 7)), "t", Tensor.vector(drawn(random, 7)));
        assertThat(graded(squares, inputs, "dp = 2 * (t - p) / N", "dp").message())
                .isEqualTo("Exactly the gradient with the other sign: the sign is wrong.");
        FunctionDefinition absolute = Situation.define("p N, t N", "out", "out = np.mean(np.abs(p - t))");
        Mark one = graded(
                absolute, Map.of("p", Tensor.vector(0.5), "t", Tensor.vector(1.7)), "dp = np.sign(p + t) / N", "dp");
        assertThat(one.message()).doesNotContain("this is dt");
    }

    private static Map<String, Status> statuses(
            FunctionDefinition function, Map<String, Tensor> inputs, Map<String, Tensor> gradients) {
        Situation situation = new Situation("gradients", function, inputs, Map.of());
        Submission submission = Verdicts.arrays(new TreeMap<>(gradients).descendingMap(), Tolerance.DEFAULT);
        Map<String, Status> statuses = new TreeMap<>();
        for (String name : gradients.keySet()) {
            statuses.put(
                    name, mark(function, situation.binding(), submission, name).status());
        }
        return statuses;
    }

    private static double[] drawn(SplittableRandom random, int count) {
        return random.doubles(count, -1, 1).toArray();
    }

    private static FunctionDefinition catalogue(String name) {
        return new Catalogue().find(name).orElseThrow().function();
    }

    private static Mark graded(FunctionDefinition function, Map<String, Tensor> inputs, String code, String gradient) {
        Situation situation = new Situation(gradient, function, inputs, Map.of());
        Submission submission =
                new Submission(Map.of(), Optional.of(code), Map.of(gradient, 1.0), 0.5, Tolerance.DEFAULT, Map.of());
        return mark(function, situation.binding(), submission, gradient);
    }

    private static Mark mark(
            FunctionDefinition function, dev.dscore.functions.Binding binding, Submission submission, String gradient) {
        try {
            return Verdicts.GRADER
                    .grade(function, binding, submission, Coverage.EVERY_ENTRY, Allowance.UNLIMITED)
                    .marks()
                    .stream()
                    .filter(mark -> mark.name().equals(gradient))
                    .findFirst()
                    .orElseThrow();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
