package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.app.Engines;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.verify.Coverage;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intermediate gradients that are m times the derivative by a course's convention; dW and db divide by m. */
class ScalesTests {
    private static final Map<String, Integer> LENGTHS = Map.of("M", 7, "D", 4, "H", 5, "N", 6, "C", 3);

    /** A program as a course writes it. */
    private enum Course {
        /** deeplearning.ai, planar data classification with one hidden layer. */
        TWO_LAYERS(
                Situation.define(
                        "X D M, W1 H D, b1 H 1, W2 1 H, b2 1 1, Y 1 M below 2",
                        "cost",
                        "Z1 = W1 @ X + b1",
                        "A1 = np.tanh(Z1)",
                        "Z2 = W2 @ A1 + b2",
                        "A2 = 1 / (1 + np.exp(-Z2))",
                        "cost = -np.sum(Y * np.log(A2) + (1 - Y) * np.log(1 - A2)) / M"),
                "dW1 db1 dW2 db2",
                """
                m = X.shape[1]
                dZ2 = A2 - Y
                dW2 = np.dot(dZ2, A1.T) / m
                db2 = np.sum(dZ2, axis=1, keepdims=True) / m
                dZ1 = np.dot(W2.T, dZ2) * (1 - np.power(A1, 2))
                dW1 = np.dot(dZ1, X.T) / m
                db1 = np.sum(dZ1, axis=1, keepdims=True) / m
                """),
        /** CS231n's softmax loss with the division of the sum at the end. */
        SOFTMAX(
                Situation.define(
                        "X N D, W D C, reg, y N below C",
                        "loss",
                        "s = X @ W",
                        "loss = np.mean(logsumexp(s, axis=1) - s[range(N), y]) + reg * np.sum(W * W)"),
                "dW dX",
                """
                ds = np.exp(s) / np.sum(np.exp(s), axis=1, keepdims=True)
                ds[range(N), y] -= 1
                dW = X.T @ ds / N
                dW += 2 * reg * W
                dX = ds @ W.T / N
                """),
        /** Linear regression by hand, the 2/N at the end. */
        SQUARES(
                Situation.define("X N D, w D, b, t N", "loss", "e = X @ w + b - t", "loss = np.mean(e ** 2)"),
                "dw db",
                """
                de = e
                dw = 2 / N * X.T @ de
                db = 2 / N * np.sum(de)
                """);

        private final FunctionDefinition function;
        private final Set<String> pointed;
        private final String code;

        Course(FunctionDefinition function, String pointed, String code) {
            this.function = function;
            this.pointed = Set.of(pointed.split(" "));
            this.code = code;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TWO_LAYERS M dZ1 dZ2", "SOFTMAX N ds", "SQUARES N / 2 de"})
    void aMultipleIsRight(String expected) throws Exception {
        Course course = Course.valueOf(expected.split(" ")[0]);
        Report report = graded(course, course.code);
        assertThat(report.passed()).isTrue();
        assertThat(report.firstError()).isNull();
        assertThat(report.ignored()).isEmpty();
        Set<String> scaled = new HashSet<>();
        for (Mark mark : report.marks()) {
            assertThat(mark.status()).isEqualTo(Status.CORRECT);
            if (course.pointed.contains(mark.name())) continue;
            scaled.add(mark.name());
            String factor = expected.replaceFirst("\\w+ ", "").replaceAll(" d[\\w ]+$", "");
            assertThat(mark.message())
                    .isEqualTo("Compared with " + factor
                            + " times the gradient, as the gradients derived from it use it. Right.");
        }
        assertThat(expected).endsWith(scaled.stream().sorted().collect(Collectors.joining(" ", " ", "")));
    }

    /** With one wrong line: the first error, its message, and the gradients that follow from it; all others are right. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TWO_LAYERS | dZ2 = A2 - Y                | dZ2 = Y - A2                   | dZ2 | dZ1 dW1 db1 dW2 db2 | the sign is wrong.",
                "TWO_LAYERS | dZ2 = A2 - Y                | dZ2 = A2                       | dZ2 | dZ1 dW1 db1 dW2 db2 | The term Y is missing.",
                "TWO_LAYERS | * (1 - np.power(A1, 2))     | * (1 - A1)                     | dZ1 | dW1 db1             | entries are wrong",
                "TWO_LAYERS | * (1 - np.power(A1, 2))     | * 1                            | dZ1 | dW1 db1             | This is dA1.",
                "TWO_LAYERS | np.dot(W2.T, dZ2)           | -np.dot(W2.T, dZ2)             | dZ1 | dW1 db1             | the sign is wrong.",
                "TWO_LAYERS | dW1 = np.dot(dZ1, X.T) / m  | dW1 = np.dot(dZ1, X.T)         | dW1 |                     | the division by M is missing.",
                "TWO_LAYERS | db2 = np.sum(dZ2, axis=1, keepdims=True) / m | db2 = np.sum(dZ2, axis=1, keepdims=True) | db2 | | the division by M is missing.",
                "SOFTMAX    | -= 1                        | += 1                           | ds  | dW dX               | has the wrong sign.",
                "SOFTMAX    | dX = ds @ W.T / N           | dX = ds @ W.T                  | dX  |                     | the division by N is missing.",
                "SOFTMAX    | 2 * reg * W                 | reg * W                        | dW  |                     | The factor 2 is missing.",
                "SQUARES    | de = e                      | de = -e                        | de  | dw db               | the sign is wrong.",
                "SQUARES    | db = 2 / N * np.sum(de)     | db = np.sum(de) / N            | db  |                     | There is a factor 1/2 too much."
            })
    void aSlipIsFoundInTheMultiple(
            Course course, String right, String wrong, String first, String following, String sentence)
            throws Exception {
        assertThat(course.code).contains(right);
        Report report = graded(course, course.code.replace(right, wrong));
        assertThat(report.firstError()).isEqualTo(first);
        Set<String> follow = following == null ? Set.of() : Set.of(following.split(" "));
        for (Mark mark : report.marks()) {
            if (mark.name().equals(first)) {
                assertThat(mark.status()).isEqualTo(Status.WRONG);
                assertThat(mark.message()).containsIgnoringCase(sentence);
            } else if (follow.contains(mark.name())) {
                assertThat(mark.status()).as(mark.name()).isEqualTo(Status.FOLLOWS);
                assertThat(mark.message()).contains(": the error is in " + first + ", not here.");
            } else {
                assertThat(mark.status())
                        .as(mark.name() + ": " + mark.message())
                        .isEqualTo(Status.CORRECT);
            }
        }
        assertThat(report.marks()).extracting(Mark::name).containsAll(follow);
    }

    /** A scale that some lines show applies to all intermediates, so that two slips are each reported where they are. */
    @Test
    void theConventionHoldsForAllNames() throws Exception {
        String code = Course.TWO_LAYERS
                .code
                .replace("* (1 - np.power(A1, 2))", "* (1 - A1)")
                .replace("dW1 = np.dot(dZ1, X.T) / m", "dW1 = np.dot(dZ1, X.T)");
        Map<String, Mark> marks = marks(graded(Course.TWO_LAYERS, code));
        assertThat(marks.get("dZ1").status()).isEqualTo(Status.WRONG);
        assertThat(marks.get("db1").status()).isEqualTo(Status.FOLLOWS);
        assertThat(marks.get("dW1").status()).isEqualTo(Status.WRONG);
        // nothing is derived from dZ1
        String partial = Course.TWO_LAYERS.code.substring(0, Course.TWO_LAYERS.code.indexOf("dW1"));
        Report report = graded(Course.TWO_LAYERS, partial);
        assertThat(report.firstError()).isNull();
        assertThat(marks(report).get("dZ1").status()).isEqualTo(Status.CORRECT);
    }

    /** There is no scale if later gradients follow from the numbers as they are: then ds lacks the 1/N. */
    @ParameterizedTest
    @ValueSource(strings = {"ds / N", "ds"})
    void withoutADivisionNothingIsAMultiple(String dX) throws Exception {
        String code = Course.SOFTMAX
                .code
                .replace("dW = X.T @ ds / N", "dW = X.T @ ds")
                .replace("dX = ds @ W.T / N", "dX = " + dX + " @ W.T");
        Report report = graded(Course.SOFTMAX, code);
        boolean both = dX.equals("ds");
        assertThat(report.firstError()).isEqualTo(both ? "ds" : "dW");
        Map<String, Mark> marks = marks(report);
        assertThat(marks.get("dW").status()).isEqualTo(both ? Status.FOLLOWS : Status.WRONG);
        assertThat(marks.get("ds").status()).isEqualTo(both ? Status.WRONG : Status.CORRECT);
    }

    /** A factor that no later line undoes is an error, and the later gradients follow from it. */
    @Test
    void aFactorThatNothingTakesBackIsAnError() throws Exception {
        String code = Course.TWO_LAYERS.code.replace("dZ2 = A2 - Y", "dZ2 = (A2 - Y) / 2");
        Report report = graded(Course.TWO_LAYERS, code);
        assertThat(report.firstError()).isEqualTo("dZ2");
        Map<String, Mark> marks = marks(report);
        assertThat(marks.get("dZ2").message())
                .isEqualTo(
                        "Compared with M times the gradient, as the gradients derived from it use it. Exactly 0.5 times that: there is a factor 1/2 too much.");
        for (String name : Course.TWO_LAYERS.pointed)
            assertThat(marks.get(name).status()).isEqualTo(Status.FOLLOWS);
        // with 1 / N in dw and db, de has to be 2 * e
        Report squares = graded(Course.SQUARES, Course.SQUARES.code.replace("2 / N", "1 / N"));
        assertThat(squares.firstError()).isEqualTo("de");
        assertThat(marks(squares).get("de").message())
                .isEqualTo(
                        "Compared with N times the gradient, as the gradients derived from it use it. Exactly 0.5 times that: the factor 2 is missing.");
        for (String name : Course.SQUARES.pointed)
            assertThat(marks(squares).get(name).status()).isEqualTo(Status.FOLLOWS);
    }

    /** A mark with a scale shows the submitted numbers and the same multiple of the gradient. */
    @Test
    void theNumbersAreThoseThatWereSubmitted() throws Exception {
        String code = Course.SOFTMAX.code.replace("-= 1", "-= 2");
        Mark mark = marks(graded(Course.SOFTMAX, code)).get("ds");
        Mark exact = marks(graded(Course.SOFTMAX, code, "ds")).get("ds");
        assertThat(mark.submitted().data()).isEqualTo(exact.submitted().data());
        for (int i = 0; i < mark.reference().size(); i++)
            assertThat(mark.reference().data()[i])
                    .isCloseTo(6 * exact.reference().data()[i], within(1e-12));
        assertThat(mark.distance().maxAbsoluteError()).isCloseTo(1, within(1e-12));
        assertThat(mark.mistake().submittedFormula()).startsWith("N * (");
    }

    /** A gradient with points is compared with the derivative, without a scale. */
    @Test
    void aGradientWithPointsIsComparedWithTheDerivative() throws Exception {
        Report report = graded(Course.SOFTMAX, Course.SOFTMAX.code, "ds", "loss");
        assertThat(report.firstError()).isEqualTo("ds");
        assertThat(marks(report).get("ds").message())
                .isEqualTo("Exactly 6 = N times the gradient: the division by N is missing.");
    }

    /** A value of the forward pass with points is no gradient that could contradict another one. */
    @Test
    void aRightValueContradictsNothing() throws Exception {
        String code = Course.SOFTMAX.code.replace("ds[range(N), y] -= 1", "ds = np.tanh(ds) + 3");
        Report report = graded(Course.SOFTMAX, "loss = loss + 0\n" + code, "loss");
        assertThat(report.firstError()).isEqualTo("ds");
        assertThat(marks(report).get("loss").status()).isEqualTo(Status.CORRECT);
    }

    private static Map<String, Mark> marks(Report report) {
        return report.marks().stream().collect(Collectors.toMap(Mark::name, mark -> mark));
    }

    private static Report graded(Course course, String code, String... more) throws Exception {
        Map<String, Integer> sizes = new HashMap<>(LENGTHS);
        sizes.keySet().retainAll(course.function.axes());
        RandomInputs.Drawn drawn = Engines.SHARED.random().draw(course.function, sizes, 3);
        Binding binding = new Situation(course.name(), course.function, drawn.inputs(), drawn.upstream()).binding();
        Map<String, Double> points = Stream.concat(course.pointed.stream(), Stream.of(more))
                .collect(Collectors.toMap(name -> name, name -> 1.0));
        Submission submission = new Submission(Map.of(), Optional.of(code), points, 0.5, Tolerance.DEFAULT, Map.of());
        return Verdicts.GRADER.grade(course.function, binding, submission, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
    }
}
