package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/** Finds the arrays that NumPy keeps as truth values. These are masks in an index; all others count as numbers. */
public final class Truth {
    private static final Set<Operation> KEEPING = EnumSet.of(
            Operation.MULTIPLY,
            Operation.MAXIMUM,
            Operation.MINIMUM,
            Operation.TRANSPOSE,
            Operation.RESHAPE,
            Operation.BROADCAST_TO,
            Operation.FLIP,
            Operation.PART,
            Operation.PLACE,
            Operation.MAX,
            Operation.MIN);

    private Truth() {}

    /** Returns whether NumPy keeps the entries of a node as truth values. */
    public static boolean holds(Node node) {
        Deque<Node> open = new ArrayDeque<>(Set.of(node));
        Set<Node> seen = new HashSet<>();
        while (!open.isEmpty()) {
            Node next = open.pop();
            if (!seen.add(next)) continue;
            if (!(next instanceof Node.Apply apply)) return false;
            if (apply.operation().isComparison()) continue;
            if (apply.operation() == Operation.WHERE) {
                open.addAll(apply.arguments().subList(1, 3));
                continue;
            }
            if (!KEEPING.contains(apply.operation())) return false;
            open.addAll(apply.arguments());
        }
        return true;
    }
}
