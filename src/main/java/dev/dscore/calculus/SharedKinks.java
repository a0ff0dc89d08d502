package dev.dscore.calculus;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Maxima, minima and absolute values whose kinks lie at the same place, such as {@code np.maximum(s, 0)} and
 * {@code np.abs(s)}. The kinks may cancel: {@code np.maximum(s, 0) + np.log1p(np.exp(-np.abs(s)))} is differentiable at 0. The
 * derivative of a sum of them is the sum of their derivatives if each is the mean of its one-sided ones.
 */
final class SharedKinks {
    private static final int ZERO = -1;

    private SharedKinks() {}

    /** Whether an operation has such a kink. */
    static boolean mayBeOf(Operation operation) {
        return operation == Operation.ABS || operation == Operation.MAXIMUM || operation == Operation.MINIMUM;
    }

    /** The ids of the operations that share their kink with another one, among those that {@code output} is computed by. */
    static BitSet of(Graph graph, Node output) {
        Map<Set<Integer>, BitSet> places = new HashMap<>();
        for (Node node : graph.needed(List.of(output))) {
            if (!(node instanceof Node.Apply apply)) continue;
            if (mayBeOf(apply.operation()))
                places.computeIfAbsent(place(apply), first -> new BitSet()).set(node.id());
        }
        BitSet shared = new BitSet();
        places.values().stream().filter(ids -> ids.cardinality() > 1).forEach(shared::or);
        return shared;
    }

    /** Returns the ids of the two values that are equal at the kink; of 0, {@link #ZERO}. */
    private static Set<Integer> place(Node.Apply node) {
        if (node.operation() == Operation.ABS) return zeros(node.argument());
        Node a = node.argument(), b = node.arguments().get(1);
        if (isZero(a)) return zeros(b);
        return isZero(b) ? zeros(a) : equality(a, b);
    }

    // where -a is 0, a is; where a - b is 0, a and b are equal
    private static Set<Integer> zeros(Node value) {
        if (!(value instanceof Node.Apply apply)) return Set.of(value.id(), ZERO);
        return switch (apply.operation()) {
            case NEGATE -> zeros(apply.argument());
            case SUBTRACT -> equality(apply.argument(), apply.arguments().get(1));
            default -> Set.of(value.id(), ZERO);
        };
    }

    private static Set<Integer> equality(Node a, Node b) {
        return a == b ? Set.of(a.id()) : Set.of(a.id(), b.id());
    }

    private static boolean isZero(Node node) {
        return node instanceof Node.Constant constant && constant.value() == 0;
    }
}
