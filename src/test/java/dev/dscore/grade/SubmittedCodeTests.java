package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engines;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.Step;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.lang.Limits;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code as students write it: interpreted line by line, with changes in place. */
class SubmittedCodeTests {
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final RandomInputs random = Engines.SHARED.random();
    private final Budget budget = Engines.SHARED.budget();
    private final GradientService service = Engines.SHARED.gradients();
    private final Grader grader = Engines.SHARED.grader();

    private Report grade(String name, String code, String... points) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, Map.of()), 5);
        Map<String, Double> worth = new LinkedHashMap<>();
        for (String point : points) worth.put(point, 1.0);
        return grader.grade(
                function,
                Binding.of(function, drawn.inputs(), drawn.upstream()),
                new Submission(Map.of(), Optional.of(code), worth, 0.5, Tolerance.DEFAULT, Map.of()),
                Coverage.EVERY_ENTRY,
                Allowance.UNLIMITED);
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
        assertThat(mark(beyond, "dscore").message())
                .isEqualTo(
                        "The code stopped in line 2, before dscore: dscore[range(N), y + 9] -= 1: y + 9 has an entry outside an axis of length C = 3.");
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
    void codeThatCannotBeReadFailsWhatItNamesAndIsNoFaultOfTheCaller() throws Exception {
        Report report = grade("softmax", "dW = (X.T @\ndX = 1", "dW", "dX", "db");
        assertThat(mark(report, "dW").status()).isEqualTo(Status.FAILED);
        assertThat(mark(report, "dW").message()).contains("the code ends too early");
        assertThat(mark(report, "dX").status()).isEqualTo(Status.FAILED);
        assertThat(mark(report, "db").status()).isEqualTo(Status.MISSING);
    }

    private static final String SOFTMAX = "dscore = (softmax(score, axis=1) - one_hot(y, C)) / N\n";

    @Test
    void aLineThatDoesNotParseKeepsTheLinesBeforeIt() throws Exception {
        SubmittedCode run =
                run("softmax", SOFTMAX + "dW = X.T @ dscore\nasync for i in range(N):\n    db += dscore[i]\n");
        assertThat(run.gradients()).containsOnlyKeys("dscore", "dW");
        assertThat(run.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.line()).isEqualTo(3);
            assertThat(failure.text()).isEqualTo("async for i in range(N):");
            assertThat(failure.sentence()).startsWith("`async for` is not taken");
        });
        assertThat(run.pending()).containsOnlyKeys("db");
        assertThat(run.lines()).containsEntry("dscore", 1).containsEntry("dW", 2);
    }

    @Test
    void linesWithoutEffectStopNothing() throws Exception {
        String code = "\"\"\"The backward pass,\nin two lines.\"\"\"\nimport numpy as xp\n'note'\npass\n" + SOFTMAX
                + "dW = xp.dot(X.T, dscore); pass\ndW\n";
        assertThat(grade("softmax", code, "dW", "dscore").passed()).isTrue();
    }

    /** {@code dW} is right, or on its way, in line 3; what follows may still change it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            ~v = dW\nstop\nfor i in range(D): v[i] = 0~
            ~v = dW.T\nstop\nv[v > 0] = 0~
            ~stop\nv = dW\nv *= 2~
            ~stop\nv = np.reshape(dW, -1)\nw = v\nw[0] = 1~
            ~stop\nv, w = dW, db\nv += 1~
            ~stop\ndW = dW / N~
            ~stop\ndX, dW = f(dscore)~
            ~stop\n(dX, dW) = f(dscore)~
            ~stop\ndW += reg * W~
            ~stop\ndW **= 2~
            ~stop\nfor c in range(C):\n  dW[:, c] -= X[0]~
            ~stop\nnp.add.at(dW, y, 1)~
            ~stop\nnp.subtract(dW, W, out=dW)~
            ~stop\ndW.fill(0)~
            ~stop\nupdate(dW, 0.1)~
            ~stop\ngrads['dW'] = dW + W~
            ~stop\ngrads = {'W': 2 * dW}~
            ~stop\ndel dW~
            ~if stop: dW = 0~
            ~stop\nprint((dW~
            ~stop\ndW[0] = 1~
            ~dW = dW @ dW~
            ~stop\nv = dW if reg else 0\nv[:] = 0~
            ~stop\ndef scaled(): dW[:] = 2~
            ~stop\n(dW := 3)~
            ~t = dW, db\nstop\nt[0][0] = 4~
            ~stop\nfor dW in steps: pass~
            ~stop\ndW: int = 4~
            ~grads = [dW, db]\nstop\nfor g in grads: g *= 2~
            ~stop\nfor g, p in zip([dW], [W]):\n    g += p~
            ~stop\ngrads['dW'][0] = 3~
            ~stop\ndW[0].fill(0)~
            ~stop\ngrads['dW'] += W~
            """)
    void aGradientThatALaterLineCouldStillChangeIsPending(String rest) throws Exception {
        String code = SOFTMAX + "db = np.sum(dscore, axis=0, keepdims=True)\ndW = X.T @ dscore\n";
        Report report = grade("softmax", code + rest.replace("\\n", "\n"), "dW");
        assertThat(mark(report, "dW").status()).isEqualTo(Status.FAILED);
        assertThat(mark(report, "dW").submitted()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
            ~stop\nv = dW.copy()\nv[0] = 1~
            ~stop\nv = 2 * dW\nv *= 2~
            ~stop\nprint(dW, dW.shape)~
            ~stop\nn = dW.shape[0]\nn += 1~
            ~stop\nW -= 0.1 * dW~
            ~stop\nnorm = np.sqrt(np.sum(dW ** 2))\nnorm /= 2~
            ~stop\ngrads['dW'] = dW~
            ~grads = {'W': dW, 'dW': dW}~
            ~return dW~
            ~stop\ndX[dW > 0] = 1~
            ~stop\nassert dW.shape == W.shape, 'shapes'~
            """)
    void aGradientThatLaterLinesOnlyReadIsFinal(String rest) throws Exception {
        Report report = grade("softmax", SOFTMAX + "dW = X.T @ dscore\n" + rest.replace("\\n", "\n"), "dW");
        assertThat(mark(report, "dW").status()).isEqualTo(Status.CORRECT);
    }

    @Test
    void aGradientThatTheCodeNeverNamesIsMissingAndNotFailed() throws Exception {
        Report report = grade("softmax", SOFTMAX + "stop\ndX = dscore @ W.T", "dscore", "dX", "db");
        assertThat(mark(report, "dscore").status()).isEqualTo(Status.CORRECT);
        assertThat(mark(report, "dX").status()).isEqualTo(Status.FAILED);
        assertThat(mark(report, "dX").message()).startsWith("The code stopped in line 2, before dX: stop");
        assertThat(mark(report, "db").status()).isEqualTo(Status.MISSING);
    }

    @Test
    void anIndexBeyondItsAxisStopsTheCodeInItsLine() throws Exception {
        SubmittedCode run = run("softmax", SOFTMAX + "dX = dscore @ W.T\nlast = score[range(N), y + 7]\ndW = last");
        assertThat(run.gradients()).containsOnlyKeys("dscore", "dX");
        assertThat(run.failure()).hasValueSatisfying(failure -> {
            assertThat(failure.line()).isEqualTo(3);
            assertThat(failure.text()).isEqualTo("last = score[range(N), y + 7]");
            assertThat(failure.sentence()).contains("y + 7 has an entry outside");
        });
        assertThat(run.pending()).containsOnlyKeys("dW");
    }

    @Test
    void aLineThatCostsTooMuchStopsTheCodeThere() throws Exception {
        SubmittedCode run = run("softmax", SOFTMAX + "huge = np.zeros((5000, 5000))\ndW = X.T @ dscore");
        assertThat(run.gradients()).containsOnlyKeys("dscore");
        assertThat(run.failure())
                .hasValueSatisfying(failure -> assertThat(failure.line()).isEqualTo(2));
        assertThat(run.pending()).containsOnlyKeys("dW");
    }

    /** Names times what each of them holds is more than may be looked at: then no name has a final value. */
    @Test
    void whereTooMuchIsKeptUnderTooManyNamesEveryNameIsPending() throws Exception {
        String names = IntStream.range(0, 100).mapToObj(i -> "a" + i + " = ").collect(Collectors.joining());
        String code =
                SOFTMAX + "d = {}\nfor i in range(100000):\n    d[i] = []\n" + names + "d\ndW = X.T @ dscore\nstop()";
        assertThat(run("softmax", code).pending()).containsKeys("dscore", "dW");
        String fewer =
                SOFTMAX + "d = {}\nfor i in range(1000):\n    d[i] = []\n" + names + "d\ndW = X.T @ dscore\nstop()";
        assertThat(run("softmax", fewer).pending()).isEmpty();
    }

    /** What is assigned and is no array was handed in, and is not missing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            'abc'           | UNREADABLE | dW is a string, and no array of numbers.
            {'W': 1}        | UNREADABLE | dW is a dictionary, and no array of numbers.
            [[1, 2], [3]]   | UNREADABLE | dW is a list that is no array of numbers: its rows are of different lengths, or hold something else.
            (X, 'x')        | UNREADABLE | dW is a tuple that is no array of numbers: its rows are of different lengths, or hold something else.
            range           | UNREADABLE | dW is the function range, and no array of numbers.
            None            | MISSING    | dW was not submitted.
            """)
    void aGradientThatIsNoArrayIsUnreadable(String value, Status status, String message) throws Exception {
        Mark mark = mark(grade("softmax", SOFTMAX + "dW = " + value, "dW"), "dW");
        assertThat(mark.message()).isEqualTo(message);
        assertThat(mark.status()).isEqualTo(status);
    }

    /** What a function of the program would still have changed has no final value, however the call spells it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "def fix(d):\n    d /= N\nstop()\nfix(dW)",
                "def fix():\n    dW[:] = dW / N\nstop()\nfix()",
                "def fix():\n    global dW\n    dW = dW / N\nstop()\nfix()",
                "def fix(d): d /= N\nstop()\nfix(dW)",
                "h = lambda: dW.fill(0)\nstop()\nh()",
                "stop()\ndef later():\n    dW[0] = 1\nlater()",
                "stop()\nexec('dW = 1')",
                "def g():\n    dW[:] = 0\ndef f():\n    g()\nstop()\nf()",
                "def fix(d):\n    d /= N\nstop()\nlist(map(fix, [dW]))",
            })
    void whatAnOwnFunctionWouldHaveChangedIsPending(String rest) throws Exception {
        SubmittedCode run = run("softmax", SOFTMAX + "db = np.sum(dscore, axis=0)\ndW = X.T @ dscore\n" + rest);
        assertThat(run.pending()).containsKey("dW");
        assertThat(run.gradients()).containsOnlyKeys("dscore", "db");
    }

    @Test
    void functionsWithinFunctionsAreReadOnceEach() throws Exception {
        StringBuilder nested = new StringBuilder("dW = X.T @ dscore\n");
        for (int depth = 0; depth < 60; depth++)
            nested.append(" ".repeat(depth)).append("def f():\n");
        nested.append(" ".repeat(60)).append("pass\n");
        assertThat(run("softmax", SOFTMAX + nested).gradients()).containsKey("dscore");
    }

    @Test
    void whatAnOwnFunctionOnlyReadsIsFinal() throws Exception {
        String reads = "def show(a):\n    return a.shape, np.max(dW)\nstop()\nprint(show(X))";
        SubmittedCode run = run("softmax", SOFTMAX + "dW = X.T @ dscore\n" + reads);
        assertThat(run.gradients()).containsOnlyKeys("dscore", "dW");
    }

    @Test
    void theNameOfAnUpstreamGradientIsAVariableWhereTheCodeAssignsIt() throws Exception {
        Report report = grade("relu", "dout = dout * (x > 0)\ndx = dout", "dx");
        assertThat(report.passed()).isTrue();
        assertThat(report.firstError()).isNull();
        assertThat(report.marks()).extracting(Mark::name).containsExactly("dx");
    }

    @Test
    void wholeArraysAreStoredAsInNumpy() throws Exception {
        assertThat(grade("relu", "dx = np.zeros_like(x)\nv = dx.T\nv[:] = dout.T\ndx[x <= 0] = 0", "dx")
                        .passed())
                .isTrue();
        assertThat(grade("relu", "dx = np.ones((N, D))\ndx[:, :] *= dout\ndx[...] = dx * (x > 0)", "dx")
                        .passed())
                .isTrue();
        // a copy: what is stored from is not the same array
        assertThat(grade("relu", "dx = x * 0\ndx[:] = dout\ndout *= 3\ndx *= x > 0", "dx")
                        .passed())
                .isTrue();
    }

    @Test
    void pythonsOwnSumAddsRows() throws Exception {
        assertThat(grade("affine", "db = sum(dH).reshape(1, -1)", "db").passed())
                .isTrue();
        assertThat(grade("affine", "db = sum(dH, 0)[None, :]", "db").passed()).isTrue();
        Report report = grade("affine", "db = sum(dH, axis=0)", "db");
        assertThat(mark(report, "db").message()).contains("Python's own sum has no argument axis");
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
            dw,       dW
            DW,       dW
            grad_W,   dW
            W_grad,   dW
            d_W,      dW
            dL_dW,    dW
            dLdW,     dW
            dscores,  dscore
            dsocre,   dscore
            """)
    void aNearSpellingOfAGradientIsPointedAt(String name, String gradient) throws Exception {
        SubmittedCode run = run("softmax", name + " = X.T @ softmax(score, axis=1)");
        assertThat(run.ignored())
                .containsExactlyEntriesOf(Map.of(
                        name,
                        "the code assigns " + name + ", and " + gradient + " is never assigned: did you mean "
                                + gradient + "?"));
    }

    @Test
    void anOrdinaryVariableIsNoMisspeltGradient() throws Exception {
        String right =
                SOFTMAX + "dw = X.T @ dscore\ndW = dw\nd = 3\nscores = score\nloss = 4\nprob = 2\ndB1 = 3\nW = 2";
        assertThat(run("softmax", right).ignored()).isEmpty();
        assertThat(run("two-layer-net", "dW3 = W1\ndW11 = W1").ignored()).isEmpty();
        // assigned where the code did not get to
        assertThat(run("softmax", "dw = 2\nstop\ndW = dw").ignored()).isEmpty();
    }

    private SubmittedCode run(String name, String code) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, Map.of()), 5);
        return SubmittedCode.run(
                code,
                List.of(),
                Limits.DEFAULT,
                function,
                Binding.of(function, drawn.inputs(), drawn.upstream()),
                function.named().keySet().stream().map(Derivation::gradientOf).toList(),
                evaluator,
                budget,
                Allowance.UNLIMITED);
    }

    static Stream<String> names() {
        return CATALOGUE.entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyDerivationSentBackAsCodeGetsFullMarks(String name) throws Exception {
        FunctionDefinition function = CATALOGUE.find(name).orElseThrow().function();
        String code = service.derivation(function, Allowance.UNLIMITED).stream()
                .map(Step::numpy)
                .collect(Collectors.joining("\n"));
        String[] points =
                function.differentiable().stream().map(input -> "d" + input).toArray(String[]::new);
        Report report = grade(name, code, points);
        assertThat(report.passed()).as(report.marks().toString()).isTrue();
        assertThat(report.marks()).allMatch(mark -> mark.status() == Status.CORRECT);
    }
}
