package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.verify.Samples.Sample;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a rule says of a change, the whole value computed again says too. */
class DifferenceRuleTests {
    private static final DifferenceRule WHOLE = new WholeValueRule();

    private final Inputs inputs = Samples.inputs();

    static Stream<Sample> samples() {
        return Samples.all();
    }

    @Test
    void theTableHasARowForEveryOperation() {
        for (Operation operation : Operation.values()) {
            assertThat(DifferenceRule.of(operation)).as(operation.name()).isNotNull();
        }
    }

    @Test
    void everyRuleIsMet() {
        Set<Operation> met = EnumSet.noneOf(Operation.class);
        samples().forEach(sample -> nodes(sample).forEach(node -> met.add(node.operation())));
        for (Operation operation : Operation.values()) {
            boolean own = !(DifferenceRule.of(operation) instanceof WholeValueRule);
            if (own) assertThat(met).contains(operation);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aRuleChangesWhatTheWholeValueChanges(Sample sample) {
        Baseline baseline = baseline(sample);
        for (Node.Apply node : nodes(sample)) {
            for (int moving = 1; moving < 1 << node.arguments().size(); moving++) {
                if (node.operation().isIndexed() && moving != 1) continue;
                List<@Nullable Change> changes = changes(node, moving, baseline, Scheme.FOURTH_ORDER);
                if (changes.stream().allMatch(change -> change == null)) continue;
                Change own = DifferenceRule.of(node.operation()).through(node, changes, baseline);
                Change whole = WHOLE.through(node, changes, baseline);
                Change widened = own.widenedTo(whole.region());
                for (int i = 0; i < whole.delta().length; i++) {
                    double error = whole.error()[i / whole.width() * whole.lanes() + i % whole.lanes()];
                    assertThat(widened.delta()[i])
                            .as(node + " cell " + i)
                            .isCloseTo(whole.delta()[i], within(4 * error + 1e-14));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void smallStepsChangeTheSame(Sample sample) {
        Baseline baseline = baseline(sample);
        for (Node.Apply node : nodes(sample)) {
            if (node.operation() == Operation.ONE_HOT) continue;
            int all = node.operation().isIndexed() ? 1 : (1 << node.arguments().size()) - 1;
            List<@Nullable Change> changes = changes(node, all, baseline, Scheme.SECOND_ORDER);
            if (changes.stream().allMatch(change -> change == null)) continue;
            Change fast = DifferenceRule.of(node.operation()).through(node, changes, baseline);
            Change careful = DifferenceRule.of(node.operation())
                    .through(node, changes(node, all, baseline, Scheme.FOURTH_ORDER), baseline);
            int lanes = fast.lanes();
            for (int cell = 0; cell < fast.region().cells(); cell++) {
                for (int at = 0; at < fast.width(); at++) {
                    double expected = careful.delta()[cell * careful.width() + at];
                    assertThat(fast.delta()[cell * fast.width() + at])
                            .as(node + " cell " + cell + " of " + lanes)
                            .isCloseTo(expected, within(1e-14 * Math.abs(expected) + 1e-17));
                }
            }
        }
    }

    private Baseline baseline(Sample sample) {
        return new Baseline(lowering(sample).graph(), inputs);
    }

    private static Lowering lowering(Sample sample) {
        FunctionDefinition function = sample.function();
        return Lowering.of(function.graph(), function.objective(), Allowance.UNLIMITED);
    }

    private static List<Node.Apply> nodes(Sample sample) {
        return lowering(sample).graph().nodes().stream()
                .filter(Node.Apply.class::isInstance)
                .map(Node.Apply.class::cast)
                .toList();
    }

    // each argument of the set is moved as a whole, one entry a lane, by 2^-16 of ordinary numbers
    private static List<@Nullable Change> changes(Node.Apply node, int moving, Baseline baseline, Scheme scheme) {
        Workspace space = new Workspace(scheme);
        int lanes = 2;
        List<@Nullable Change> changes = new ArrayList<>();
        for (int i = 0; i < node.arguments().size(); i++) {
            Node argument = node.arguments().get(i);
            boolean moves = (moving >> i & 1) == 1 && !argument.holdsIndices() && argument instanceof Node.Apply
                    || argument instanceof Node.Input input && !input.integer() && (moving >> i & 1) == 1;
            if (!moves) {
                changes.add(null);
                continue;
            }
            int[] shape = baseline.of(argument).shape();
            double[] steps = IntStream.range(0, lanes)
                    .mapToDouble(lane -> (lane + 1) * 0x1p-16)
                    .toArray();
            int[] ends = {0, baseline.of(argument).size() - 1};
            changes.add(Change.ofEntries(Region.entries(shape, ends), steps, space));
        }
        return changes;
    }
}
