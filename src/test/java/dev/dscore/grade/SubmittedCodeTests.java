package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.calculus.Step;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.lang.Limits;
import dev.dscore.tensor.Evaluator;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Memory;
import dev.dscore.verify.Verifier;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Code as students write it: interpreted line by line, with changes in place. */
class SubmittedCodeTests {
    private static final Catalogue CATALOGUE = new Catalogue();

    private final Evaluator evaluator = new Evaluator();
    private final Verifier verifier = new Verifier(1_000_000_000);
    private final RandomInputs random = new RandomInputs(evaluator);
    private final Budget budget = new Budget(1_000_000, 1_000_000_000, new Memory(Long.MAX_VALUE));
    private final GradientService service =
            new GradientService(new Derivation(DerivativeTable.shipped()), evaluator, verifier, budget);
    private final Grader grader = new Grader(service, evaluator, verifier, random, budget, Limits.DEFAULT);

    private Report grade(String name, String code, String... points) throws Exception {
        Function function = CATALOGUE.find(name).orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, Map.of()), 5);
        Map<String, Double> worth = new LinkedHashMap<>();
        for (String point : points) worth.put(point, 1.0);
        return grader.grade(
                function,
                Binding.of(function, drawn.inputs(), drawn.upstream()),
                new Submission(Map.of(), Optional.of(code), worth, 0.5, Tolerance.DEFAULT, Map.of()),
                Coverage.EVERY_ENTRY);
    }

    private static Mark mark(Report report, String name) {
        return report.marks().stream()
                .filter(mark -> mark.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theUsualSoftmaxCodeIsRightAndItsAliasIsPointedOut() throws Exception {
        Report report = grade(
                "softmax",
                """
                import numpy as np
                scores = X.dot(W) + b
                exp_scores = np.exp(scores)
                probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
                dscores = probs
                dscores[range(N), y] -= 1
                dscores /= N
                dW = np.dot(X.T, dscores)
                db = np.sum(dscores, axis=0, keepdims=True)
                dX = dscores.dot(W.T)
                """,
                "dW",
                "db",
                "dX");
        assertThat(report.passed()).isTrue();
        assertThat(report.warnings()).hasSize(2);
        assertThat(report.warnings().get(0).line()).isEqualTo(6);
        assertThat(report.warnings().get(0).message())
                .isEqualTo(
                        "dscores[range(N), y] -= 1: changes probs, too: it is the same array as dscores; .copy() makes another");
    }

    @Test
    void aChangeThroughASecondNameIsSeenByTheFirstAsInNumpy() throws Exception {
        // the loss of probs is read after probs has been changed: dX is then wrong
        Report aliased =
                grade("softmax", "P = softmax(score, axis=1)\nQ = P\nQ[range(N), y] -= 1\ndscore = P / N", "dscore");
        assertThat(aliased.passed()).isTrue();
        Report copied = grade(
                "softmax", "P = softmax(score, axis=1)\nQ = P.copy()\nQ[range(N), y] -= 1\ndscore = P / N", "dscore");
        assertThat(mark(copied, "dscore").message()).isEqualTo("The term one_hot(y, C) is missing.");
        assertThat(copied.warnings()).isEmpty();
    }

    /** The numbers are NumPy's: a transposition and a reshape are views, a reshape of a transposition is a copy. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            a = x.copy(); t = a.T; t *= 2; dx = dout * (x > 0) * a / x / 2                          | true
            a = x.copy(); r = a.reshape(-1); r *= 2; dx = dout * (x > 0) * a / x / 2                | true
            a = x.copy(); t = np.transpose(a); a *= 2; dx = dout * (x > 0) * t.T / x / 2            | true
            a = x.copy(); r = np.reshape(a, (D, N)); a *= 2; dx = dout * (x > 0) * r.reshape(N, D) / x / 2 | true
            a = x.copy(); c = a.T.reshape(-1); c *= 2; dx = dout * (x > 0) * a / x                  | true
            a = x.copy(); c = a.T.copy(); c *= 2; dx = dout * (x > 0) * a / x                       | true
            a = x.copy(); t = a.T; t = t * 2; dx = dout * (x > 0) * a / x                           | true
            a = x.copy(); t = a.T; t *= 2; dx = dout * (x > 0) * a / x                              | false
            """)
    void viewsShareTheirEntries(String code, boolean right) throws Exception {
        assertThat(grade("relu", code.replace("; ", "\n"), "dx").passed()).isEqualTo(right);
    }

    @Test
    void labelsCountedFromOneCanBeUsedAsIndices() throws Exception {
        String code = "dscore = softmax(score, axis=1)\ndscore[range(N), y + 1 - 1] -= 1\ndscore /= N";
        assertThat(grade("softmax", code, "dscore").passed()).isTrue();
        Report off = grade("softmax", code.replace("y + 1 - 1", "y - 1"), "dscore");
        assertThat(mark(off, "dscore").message()).isEqualTo("The labels y are off by one.");
        // -1 is the last class, as in NumPy; beyond the last there is none
        Report beyond = grade("softmax", code.replace("y + 1 - 1", "y + 9"), "dscore");
        assertThat(mark(beyond, "dscore").status()).isEqualTo(Status.FAILED);
        assertThat(mark(beyond, "dscore").message()).contains("y + 9 holds").contains("an axis of length C = 3");
    }

    @Test
    void whatOnlyTheseLengthsAllowRunsAndIsNamed() throws Exception {
        // C = 3 here: a length may be meant that the number is
        assertThat(grade("softmax", "dscore = (softmax(score, axis=1) - one_hot(y, 3)) / 5", "dscore")
                        .passed())
                .isTrue();
    }

    @Test
    void aLineThatFailsStopsItAndWhatCameBeforeIsGraded() throws Exception {
        Report report = grade(
                "softmax-steps",
                """
                rowsum = np.sum(np.exp(score), axis=1, keepdims=True)
                drowsum = 1 / (N * rowsum)
                dscore = drowsum.dot(np.exp(score))
                dscore[range(N), y] -= 1 / N
                dW = X.T @ dscore
                """,
                "dscore",
                "dW");
        assertThat(mark(report, "dscore").status()).isEqualTo(Status.FAILED);
        assertThat(mark(report, "dscore").message())
                .isEqualTo(
                        "The code stopped in line 3, before dscore: drowsum.dot(np.exp(score)): (N 1) @ (N C) does not fit: "
                                + "1 ≠ N; drowsum * np.exp(score) would be (N C).");
        assertThat(mark(report, "drowsum").status()).isEqualTo(Status.WRONG_SHAPE);
        assertThat(report.firstError()).isNotNull();
    }

    @Test
    void theTwoPartsOfTheTutorialAddUp() throws Exception {
        Report report = grade(
                "softmax-steps",
                """
                drowsum = 1 / (N * rowsum)
                dscore = np.zeros_like(score)
                dscore[range(N), y] = -1 / N
                dscore += drowsum.reshape(-1, 1) * np.exp(score)
                dW = X.T.dot(dscore)
                """,
                "drowsum",
                "dscore",
                "dW");
        assertThat(report.passed()).as(report.marks().toString()).isTrue();
    }

    @Test
    void masksAndLiteralSizesWorkAsInNumpy() throws Exception {
        // N = 5 and D = 4 here: code may count on the numbers that it was given
        assertThat(grade("relu", "dx = dout.copy()\ndx[x <= 0] = 0", "dx").passed())
                .isTrue();
        assertThat(grade("relu", "mask = np.zeros((5, 4))\nmask[x > 0] = 1\ndx = dout * mask", "dx")
                        .passed())
                .isTrue();
    }

    @Test
    void codeThatCannotBeReadFailsEverythingAndIsNoFaultOfTheCaller() throws Exception {
        Report report = grade("softmax", "dW = (X.T @", "dW", "db");
        assertThat(report.marks()).allMatch(mark -> mark.status() == Status.FAILED);
        assertThat(mark(report, "dW").message()).contains("the code ends too early");
    }

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyDerivationSentBackAsCodeGetsFullMarks(String name) throws Exception {
        Function function = CATALOGUE.find(name).orElseThrow().function();
        String code = service.derivation(function).stream().map(Step::numpy).collect(Collectors.joining("\n"));
        String[] points =
                function.differentiable().stream().map(input -> "d" + input).toArray(String[]::new);
        Report report = grade(name, code, points);
        assertThat(report.passed()).as(report.marks().toString()).isTrue();
        assertThat(report.marks()).allMatch(mark -> mark.status() == Status.CORRECT);
    }
}
