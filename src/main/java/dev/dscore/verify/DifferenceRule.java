package dev.dscore.verify;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a change passes through an operation: on which region the result changes, by how much, and what rounding does to that.
 * Every rule is an exact identity for differences, f(x + d) − f(x), and none knows a derivative. An operation without a rule
 * of its own has {@link WholeValueRule}.
 */
interface DifferenceRule {
    /** @param changes of the node's arguments, null where an argument does not change; one at least does */
    Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline);

    /**
     * How far rounding can have moved each entry of the node's value.
     *
     * @param errors gives those of the operands, and says how contributions add up
     */
    double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors);

    /**
     * Whether the result changes in proportion to the arguments that change, so that what several entries do to it adds up.
     *
     * @param changes whether the argument of this number changes
     */
    default boolean isLinear(Node.Apply node, Predicate<Integer> changes) {
        return node.operation().isLinear();
    }

    /**
     * Whether the change of an entry that is not a number counts from 0, see {@link ScalarRule#change}. What is added up of
     * several entries has none.
     */
    default boolean knowsNaN() {
        return false;
    }

    /** How many numbers one lane takes. */
    default double work(Node.Apply node, List<@Nullable Change> changes, Change result, Baseline baseline) {
        return result.region().cells();
    }

    /** The change of an operation's first argument, where no other changes. */
    static Change only(List<@Nullable Change> changes) {
        Change change = changes.get(0);
        if (change == null) throw new IllegalStateException("indices do not change");
        return change;
    }

    static DifferenceRule of(Operation operation) {
        return Table.ALL.get(operation);
    }

    /** The rule of each operation. */
    final class Table {
        private static final Map<Operation, DifferenceRule> ALL = new EnumMap<>(Operation.class);

        static {
            ALL.put(Operation.MATMUL, new MatmulRule());
            ALL.put(Operation.SUM, new SumRule());
            ALL.put(Operation.MAX, new ExtremeRule(1));
            ALL.put(Operation.MIN, new ExtremeRule(-1));
            ALL.put(Operation.LOGSUMEXP, new LogsumexpRule());
            ALL.put(Operation.SOFTMAX, new SoftmaxRule(false));
            ALL.put(Operation.LOG_SOFTMAX, new SoftmaxRule(true));
            ALL.put(Operation.TRANSPOSE, new TransposeRule());
            ALL.put(Operation.RESHAPE, new ReshapeRule());
            ALL.put(Operation.BROADCAST_TO, new BroadcastRule());
            ALL.put(Operation.PICK, new PickRule());
            ALL.put(Operation.PART, new PartRule());
            ALL.put(Operation.PLACE, new PlaceRule());
            ALL.put(Operation.TAKE, new TakeRule());
            for (Operation operation : Operation.values()) {
                if (operation.isElementwise()) ALL.put(operation, new ElementwiseRule(ScalarRules.of(operation)));
                else ALL.putIfAbsent(operation, new WholeValueRule());
            }
        }

        private Table() {}
    }
}
