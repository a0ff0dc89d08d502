package dev.dscore.grade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.compute.Allowance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.verify.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What explaining may cost: the marks stand, and one and the same submission gets one and the same answer. */
class EffortTests {
    private static final int STEPS = 60;

    private final Function steps = steps();
    private final RandomInputs.Drawn drawn = Verdicts.RANDOM.draw(steps, Map.of("N", 3, "D", 2), 3);
    private final String[] gradients =
            steps.named().keySet().stream().map(name -> "d" + name).toArray(String[]::new);

    private static Function steps() {
        List<String> lines = new ArrayList<>(List.of("h0 = X * W"));
        for (int i = 1; i < STEPS - 1; i++) {
            lines.add("h" + i + " = h" + (i - 1) + " * h" + Math.max(0, i - 3) + " / N + b");
        }
        lines.add("loss = np.mean(h" + (STEPS - 2) + ")");
        return Situation.define("X N D, W N D, b D", "loss", lines.toArray(String[]::new));
    }

    private Binding binding() throws Exception {
        return Binding.of(steps, drawn.inputs(), Map.of());
    }

    // every gradient wrong, and from no formula
    private Submission wrong(double by) {
        StringBuilder code = new StringBuilder();
        for (String name : steps.named().keySet()) {
            code.append(String.format("d%s = %s * %s - 0.3 * %s * %s\n", name, name, by, name, name));
        }
        return Verdicts.code(code.toString(), gradients);
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
        batch.grade(wrong(0.9), Allowance.unlimited());
        batch.grade(Verdicts.code("dW = W", "dW"), Allowance.unlimited());
        Report last = batch.grade(wrong(0.7), Allowance.unlimited());
        assertThat(last.marks()).hasSameSizeAs(gradients).allSatisfy(mark -> assertThat(mark.status())
                .isEqualTo(Status.WRONG));
        Report alone = Verdicts.GRADER.grade(steps, binding(), wrong(0.7), Coverage.EVERY_ENTRY, Allowance.unlimited());
        assertThat(told(alone)).isEqualTo(told(last));
    }

    @Test
    void whatIsLeftNeverGrowsAgain() throws Exception {
        Effort effort = new Effort(10);
        effort.spend(10);
        assertThat(effort.left()).isZero();
        assertThatThrownBy(() -> effort.spend(1)).isInstanceOf(Effort.UsedUp.class);
        assertThat(effort.left()).isNegative();
    }
}
