package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.app.Engines;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.calculus.Steps;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Program;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Coverage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Marks that a teaching assistant would sign. */
class GraderTests {
    private static final Catalogue CATALOGUE = Engines.SHARED.catalogue();

    private final Evaluator evaluator = Engines.SHARED.evaluator();
    private final RandomInputs random = Engines.SHARED.random();
    private final Grader grader = grader(DerivativeTable.shipped());

    private Grader grader(DerivativeTable table) {
        return Engines.with(table).grader();
    }

    /** What a student's formulas, over the values of the right forward pass, would have submitted. */
    private Report grade(String function, String formulas) throws Exception {
        FunctionDefinition graded = CATALOGUE.find(function).orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(graded, RandomInputs.sizes(graded, Map.of()), 5);
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> tensors.put("d" + output, tensor));
        Graph graph = Program.parse(formulas, Limits.DEFAULT)
                .extend(graded.graph(), Allowance.UNLIMITED)
                .graph();
        Inputs inputs = new Inputs(tensors, drawn.sizes());
        Map<String, Tensor> submitted = new LinkedHashMap<>();
        Map<String, Double> points = new LinkedHashMap<>();
        for (String line : formulas.split("\n")) {
            String name = line.substring(0, line.indexOf(' '));
            Node node = graph.named(name);
            submitted.put(name, evaluator.evaluate(graph, inputs, List.of(node)).get(node));
            points.put(name, 4.0);
        }
        Binding binding = Binding.of(graded, drawn.inputs(), drawn.upstream());
        return grader.grade(
                graded,
                binding,
                new Submission(submitted, Optional.empty(), points, 0.5, Tolerance.DEFAULT, Map.of()),
                Coverage.EVERY_ENTRY,
                Allowance.UNLIMITED);
    }

    private Report gradeSoftmax(java.util.function.UnaryOperator<double[]> change, Tolerance tolerance)
            throws Exception {
        FunctionDefinition softmax = CATALOGUE.find("softmax").orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(softmax, RandomInputs.sizes(softmax, Map.of()), 5);
        Binding binding = Binding.of(softmax, drawn.inputs(), Map.of());
        Tensor right = Engines.SHARED
                .gradients()
                .gradients(softmax, binding, List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED)
                .gradients()
                .get("dW");
        Tensor changed = new Tensor(right.shape(), change.apply(right.data().clone()));
        Submission submission =
                new Submission(Map.of("dW", changed), Optional.empty(), Map.of("dW", 1.0), 0.5, tolerance, Map.of());
        return grader.grade(softmax, binding, submission, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            softmax     | dscore = softmax(score, axis=1) - one_hot(y, C)                        | missing-factor  | 1/N           | Exactly 5 = N times the gradient: the division by N is missing.
            softmax     | dW = X.T @ (softmax(score, axis=1) / N)                                | missing-term    | one_hot(y, C) | The term one_hot(y, C) is missing.
            softmax     | dW = X.T @ ((softmax(score, axis=1) + one_hot(y, C)) / N)              | wrong-sign      | one_hot(y, C) | The term one_hot(y, C) has the wrong sign.
            softmax     | dW = X.T @ ((np.exp(score) - one_hot(y, C)) / N)                       | not-normalized  |               | The softmax of score is not normalized: the exponentials are not divided by their sum.
            softmax     | dW = X.T @ ((softmax(score, axis=0) - one_hot(y, C)) / N)              | wrong-axis      | axis=0        | The softmax goes along axis 0 of score instead of axis 1.
            softmax     | dW = X.T @ ((softmax(X @ W, axis=1) - one_hot(y, C)) / N)              | missing-term    | b             | The term b is missing.
            softmax     | dW = -X.T @ ((softmax(score, axis=1) - one_hot(y, C)) / N)             | wrong-sign      | -1            | Exactly the gradient with the other sign: the sign is wrong.
            softmax     | dW = X.T @ ((softmax(score, axis=1) - one_hot(y, C)) / N) / N          | doubled-factor  | N             | Exactly 1/N of the gradient: it is divided by N twice.
            softmax     | dX = 2 * ((softmax(score, axis=1) - one_hot(y, C)) / N) @ W.T          | extra-factor    | 2             | Exactly 2 times the gradient: there is a factor 2 too much.
            softmax-steps | drowsum = 1 / rowsum                                                 | missing-factor  | 1/N           | Exactly 5 = N times the gradient: the division by N is missing.
            softmax-regularized | dW = reg * W + X.T @ ((softmax(score, axis=1) - one_hot(y, C)) / N)     | missing-factor | 2         | The factor 2 is missing.
            softmax-regularized | dW = X.T @ ((softmax(score, axis=1) - one_hot(y, C)) / N)               | missing-term   | 2 * reg * W | The term 2 * reg * W is missing.
            softmax-regularized | dW = 2 * W + X.T @ ((softmax(score, axis=1) - one_hot(y, C)) / N)       | missing-factor | reg       | The factor reg is missing.
            two-layer-net | dpre = ((softmax(score, axis=1) - one_hot(y, C)) / N) @ W2.T           | other-gradient  |               | This is dhidden.
            tanh        | dx = dout                                                              | missing-factor  | 1 - out ** 2  | The factor 1 - out ** 2 is missing.
            tanh        | dx = 1 - out ** 2                                                      | upstream-ignored | dout         | The upstream gradient dout is ignored.
            rnn-step    | dWx = x.T @ dnext_h                                                    | missing-factor  | 1 - next_h ** 2 | The factor 1 - next_h ** 2 is missing.
            rnn-step    | db = np.mean(dnext_h * (1 - next_h ** 2), axis=0)                      | mean-for-sum    |               | Exactly 1/N of the gradient
            batchnorm   | dX = dout * gamma / std                                                | missing-path+missing-path |    | The path through mu is missing, and the path through var is missing.
            linear-regression | dw = X.T @ (diff / N)                                            | missing-factor  | 2             | the factor 2 is missing.
            dropout     | dx = dout * mask                                                       | missing-factor  | 1/p           | the division by p is missing.
            dropout     | dx = dout / p                                                          | missing-factor  | mask          | The factor mask is missing.
            attention   | dscore = weights * (dout @ V.T)                                        | missing-term    | -             | is missing.
            """)
    void aSlipIsNamedAndItsFormulaGivesWhatWasSubmitted(
            String function, String formula, String id, String factor, String message) throws Exception {
        Mark mark = grade(function, formula).marks().get(0);
        assertThat(mark.status()).isEqualTo(Status.WRONG);
        assertThat(mark.mistake()).as(mark.message()).isNotNull();
        assertThat(mark.mistake().id()).isEqualTo(id);
        if (factor != null && !factor.equals("-"))
            assertThat(mark.mistake().factor()).isEqualTo(factor);
        assertThat(mark.message()).contains(message);
        // the formula, sent back as the submission, gets the same verdict: it is what was submitted
        if (!id.equals("other-gradient")) {
            String name = formula.substring(0, formula.indexOf(' '));
            String right = reference(function, mark.mistake().submittedFormula());
            Mark again = grade(function, right + name + " = " + mark.mistake().submittedFormula()).marks().stream()
                    .filter(each -> each.name().equals(name))
                    .findFirst()
                    .orElseThrow();
            assertThat(again.submitted().data())
                    .containsExactly(mark.submitted().data(), org.assertj.core.data.Offset.offset(1e-12));
        }
    }

    // the right gradients that a formula mentions, as lines before it
    private static String reference(String function, String formula) {
        FunctionDefinition graded = CATALOGUE.find(function).orElseThrow().function();
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(graded.graph(), graded.objective(), graded.differentiable(), Allowance.UNLIMITED);
        StringBuilder lines = new StringBuilder();
        Steps.of(graded.graph(), graded.objective(), backward, graded.named().keySet())
                .forEach(step -> {
                    if (formula.matches(".*\\b" + step.name() + "\\b.*")
                            && !graded.outputs().contains(step.name().substring(1))) {
                        lines.append(step.numpy()).append("\n");
                    }
                });
        return lines.toString();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noiseGetsNoExplanation(long seed) throws Exception {
        Random noise = new Random(seed);
        Mark mark = gradeSoftmax(data -> noise.doubles(data.length, -1, 1).toArray(), Tolerance.DEFAULT)
                .marks()
                .get(0);
        assertThat(mark.status()).isEqualTo(Status.WRONG);
        assertThat(mark.mistake()).isNull();
        assertThat(mark.message()).startsWith("12 of 12 entries are wrong; the worst is dW[");
    }

    @Test
    void oneEntryOffByATenthOfAPercentIsFoundAndNotExplained() throws Exception {
        Mark mark = gradeSoftmax(
                        data -> {
                            data[7] *= 1.001;
                            return data;
                        },
                        Tolerance.DEFAULT)
                .marks()
                .get(0);
        assertThat(mark.status()).isEqualTo(Status.WRONG);
        assertThat(mark.distance().entriesWrong()).isEqualTo(1);
        assertThat(mark.mistake()).isNull();
        assertThat(mark.message()).isEqualTo("1 of 12 entries is wrong; the worst is dW[2, 1].");
    }

    @Test
    void honestRoundingPasses() throws Exception {
        Report singles = gradeSoftmax(
                data -> Arrays.stream(data).map(entry -> (float) entry).toArray(), Tolerance.DEFAULT);
        assertThat(singles.passed()).isTrue();
        Report sixDigits = gradeSoftmax(
                data -> Arrays.stream(data)
                        .map(entry -> Double.parseDouble(String.format("%.5e", entry)))
                        .toArray(),
                Tolerance.DEFAULT);
        assertThat(sixDigits.passed()).isTrue();
    }

    @Test
    void aRightStepFromAWrongOneKeepsAPartOfItsPoints() throws Exception {
        Report report = grade(
                "softmax", "dscore = softmax(score, axis=1) - one_hot(y, C)\ndW = X.T @ dscore\ndX = dscore @ W.T");
        Map<String, Mark> marks = new HashMap<>();
        report.marks().forEach(mark -> marks.put(mark.name(), mark));
        assertThat(marks.get("dscore").status()).isEqualTo(Status.WRONG);
        assertThat(marks.get("dW").status()).isEqualTo(Status.FOLLOWS);
        assertThat(marks.get("dW").score()).isEqualTo(2);
        assertThat(marks.get("dW").message()).isEqualTo("Right given your dscore: the error is in dscore, not here.");
        assertThat(report.firstError()).isEqualTo("dscore");
        assertThat(report.maxScore()).isEqualTo(12);
        assertThat(report.passed()).isFalse();
    }

    @Test
    void aWrongNumberForAGradientStandsForNoOtherNumberOfAFormula() throws Exception {
        FunctionDefinition tanh = Situation.define("x N, w", "loss", "h = np.tanh(x * w)", "loss = np.sum(h * h)");
        RandomInputs.Drawn drawn = random.draw(tanh, Map.of("N", 3), 5);
        Report report = grader.grade(
                tanh,
                Binding.of(tanh, drawn.inputs(), Map.of()),
                Verdicts.code("dloss = 3\ndh = 5 * h\ndw = np.sum(dh * (1 - h ** 2) * x)", "dw", "dh", "dloss"),
                Coverage.EVERY_ENTRY,
                Allowance.UNLIMITED);
        assertThat(report.marks()).extracting(Mark::status).containsExactly(Status.FOLLOWS, Status.WRONG, Status.WRONG);
    }

    @Test
    void aWrongReferenceMarksNobody() {
        Grader misled = grader(DerivativeTable.parse(WRONG));
        FunctionDefinition softmax = CATALOGUE.find("softmax").orElseThrow().function();
        RandomInputs.Drawn drawn = random.draw(softmax, RandomInputs.sizes(softmax, Map.of()), 5);
        assertThatThrownBy(() -> misled.grade(
                        softmax,
                        Binding.of(softmax, drawn.inputs(), Map.of()),
                        new Submission(Map.of(), Optional.empty(), Map.of("dW", 1.0), 0.5, Tolerance.DEFAULT, Map.of()),
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED))
                .isInstanceOfSatisfying(
                        UnverifiedException.class, e -> assertThat(e.check().byGradient())
                                .isNotEmpty()
                                .allSatisfy((name, of) -> assertThat(of.worst()).isNull()));
    }

    private static final String WRONG = wrongTable();

    private static String wrongTable() {
        try (var table = DerivativeTable.class.getResourceAsStream("derivatives.txt")) {
            return new String(table.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
                    .replace("dout * softmax(a, axis)", "dout * exp(a)");
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
