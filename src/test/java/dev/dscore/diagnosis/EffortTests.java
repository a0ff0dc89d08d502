package dev.dscore.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Grader;
import dev.dscore.grade.Mark;
import dev.dscore.grade.Report;
import dev.dscore.grade.Situation;
import dev.dscore.grade.Status;
import dev.dscore.grade.Submission;
import dev.dscore.grade.Verdicts;
import dev.dscore.graph.Graph;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What explaining may cost: the marks stand, and one and the same submission gets one and the same answer. */
@Tag("long")
class EffortTests {
    private static final int STEPS = 60;

    private final FunctionDefinition steps = steps(STEPS);
    private final String[] gradients = gradients(steps);

    static FunctionDefinition steps(int count) {
        List<String> lines = new ArrayList<>(List.of("h0 = X * W"));
        for (int i = 1; i < count - 1; i++) {
            lines.add("h" + i + " = h" + (i - 1) + " * h" + Math.max(0, i - 3) + " / N + b");
        }
        lines.add("loss = np.mean(h" + (count - 2) + ")");
        return Situation.define("X N D, W N D, b D", "loss", lines.toArray(String[]::new));
    }

    private static String[] gradients(FunctionDefinition function) {
        return function.named().keySet().stream().map(name -> "d" + name).toArray(String[]::new);
    }

    private Binding binding() throws Exception {
        return binding(steps);
    }

    private static Binding binding(FunctionDefinition function) throws Exception {
        RandomInputs.Drawn drawn = Verdicts.RANDOM.draw(function, Map.of("N", 3, "D", 2), 3);
        return Binding.of(function, drawn.inputs(), Map.of());
    }

    // every gradient wrong, and from no formula
    private Submission wrong(double by) {
        return wrong(steps, by);
    }

    private static Submission wrong(FunctionDefinition steps, double by) {
        StringBuilder code = new StringBuilder();
        for (String name : steps.named().keySet()) {
            code.append(String.format("d%s = %s * %s - 0.3 * %s * %s\n", name, name, by, name, name));
        }
        return Verdicts.code(code.toString(), gradients(steps));
    }

    private static List<String> told(Report report) {
        return report.marks().stream()
                .map(mark -> mark.name() + " " + mark.status() + " " + mark.score() + " " + mark.message() + " "
                        + mark.mistake())
                .toList();
    }

    @Test
    void aLongDefinitionWithEveryGradientWrongIsMarkedAloneAsInABatch() throws Exception {
        Grader.Session batch = Verdicts.GRADER.session(steps, binding(), Coverage.EVERY_ENTRY);
        batch.grade(wrong(0.9), Allowance.UNLIMITED);
        batch.grade(Verdicts.code("dW = W", "dW"), Allowance.UNLIMITED);
        Report last = batch.grade(wrong(0.7), Allowance.UNLIMITED);
        assertThat(last.marks()).hasSameSizeAs(gradients).allSatisfy(mark -> assertThat(mark.status())
                .isEqualTo(Status.WRONG));
        Report alone = Verdicts.GRADER.grade(steps, binding(), wrong(0.7), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        assertThat(told(alone)).isEqualTo(told(last));
    }

    /** Without a budget for the whole report, the plain slip in the last gradient would be explained beside any others. */
    @Test
    void whereTheOthersUseUpTheBudgetTheLastGradientIsMarkedWithoutAnExplanation() throws Exception {
        FunctionDefinition shorter = steps(15);
        Binding binding = binding(shorter);
        Tensor right = Verdicts.service(DerivativeTable.shipped())
                .gradients(shorter, binding, List.of("W"), Coverage.EVERY_ENTRY, Allowance.UNLIMITED)
                .gradients()
                .get("dW");
        double[] negated = Arrays.stream(right.data()).map(entry -> -entry).toArray();
        Map<String, Tensor> wrongSign = Map.of("dW", new Tensor(right.shape(), negated));
        Submission only = Verdicts.arrays(wrongSign, Tolerance.DEFAULT);
        Report alone = Verdicts.GRADER.grade(shorter, binding, only, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        Submission all = wrong(shorter, 0.9).withGradients(wrongSign);
        Report beside = Verdicts.GRADER.grade(shorter, binding, all, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        assertThat(mark(alone, "dW").mistake()).isNotNull();
        assertThat(mark(beside, "dW").mistake()).isNull();
        assertThat(mark(beside, "dW").status()).isEqualTo(Status.WRONG);
    }

    /** Whatever has been kept of other lines, at each limit that some part of the work meets. */
    @Test
    void underAnyAllowanceALineIsAnsweredAsIfItStoodAlone() throws Exception {
        FunctionDefinition function = steps(15);
        Binding binding = binding(function);
        Submission line = Verdicts.code(wrong(function, 0.7).code().orElseThrow() + "dW = b\n", "dW");
        Grader.Session batch = Verdicts.GRADER.session(function, binding, Coverage.EVERY_ENTRY);
        Set<String> answers = new HashSet<>();
        for (long steps = 300; steps < 50_000; steps *= 2) {
            String alone = answer(Verdicts.GRADER.session(function, binding, Coverage.EVERY_ENTRY), line, steps);
            assertThat(answer(batch, line, steps)).as(steps + " steps").isEqualTo(alone);
            answer(batch, line, 4 * steps);
            assertThat(answer(batch, line, steps)).as(steps + " steps again").isEqualTo(alone);
            answers.add(alone);
        }
        assertThat(answers).hasSizeGreaterThan(5).anyMatch(answer -> answer.contains("this takes too much work"));
    }

    private static String answer(Grader.Session session, Submission submission, long steps) throws Exception {
        try {
            Report report = session.grade(submission, Allowance.of(steps));
            return told(report) + " " + report.unproven();
        } catch (SpentException e) {
            return e.getMessage();
        }
    }

    private static Mark mark(Report report, String name) {
        return report.marks().stream()
                .filter(mark -> mark.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Counted by hand, and not timed: of 200 × 100 numbers, in each graph ten times. */
    @Test
    void thePriceOfPlainNumbersFollowsWhatIsComputed() {
        double numbers = 10 * 200 * 100;
        assertThat(price("h = h + 1")).isBetween(numbers, 1.5 * numbers);
        assertThat(price("h = h - np.sum(h, axis=0)")).isBetween(2 * numbers, 3 * numbers);
        assertThat(price("h = np.tanh(h)")).isBetween(5 * numbers, 15 * numbers);
        assertThat(price("h = h @ W")).isBetween(100 / 5 * numbers, 100 / 2.0 * numbers);
    }

    private static double price(String line) {
        FunctionDefinition function = Situation.define(
                "X N D, W D D", "loss", "h = X\n" + (line + "\n").repeat(10) + "loss = np.sum(h) + np.sum(W)");
        Graph graph = function.graph();
        return Effort.ofPlain(graph, graph.needed(List.of(function.objective())), Map.of("N", 200, "D", 100));
    }

    /** Steps are counted: a copy of a graph takes one for each term in a shape, as often as it is made, and its price follows. */
    @Test
    void thePriceOfACopyFollowsTheStepsThatItTakes() {
        for (int lines : new int[] {5, 15, STEPS}) {
            Graph graph = steps(lines).graph();
            long taken = stepsOf(graph);
            assertThat(stepsOf(graph)).isEqualTo(taken);
            assertThat((double) Effort.ofCopy(graph) / Effort.OF_A_STEP).isBetween(taken / 6.0, (double) taken);
        }
    }

    private static long stepsOf(Graph graph) {
        Allowance allowance = Allowance.of(Long.MAX_VALUE);
        long before = allowance.left();
        graph.with(Map.of(), allowance);
        return before - allowance.left();
    }
}
