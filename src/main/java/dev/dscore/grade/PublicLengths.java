package dev.dscore.grade;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Node;
import dev.dscore.lang.Message;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The lengths that a report may tell whatever the code computes: those of the axes of the function's values, and products of
 * neighbouring ones, which reshaping makes.
 */
record PublicLengths(Set<Long> all) {
    static PublicLengths of(Function function, Binding binding) {
        Map<String, Integer> lengths = binding.inputs().lengths();
        Set<Long> all = new HashSet<>();
        all.add(0L);
        all.add(1L);
        lengths.values().forEach(length -> all.add((long) length));
        for (Node node : function.graph().names().values()) {
            int[] shape = node.shape().in(lengths);
            for (int from = 0; from < shape.length; from++) {
                long product = 1;
                for (int to = from; to < shape.length; to++) all.add(product *= shape[to]);
            }
        }
        return new PublicLengths(Set.copyOf(all));
    }

    /** Whether a shape that code computed says nothing of its inputs but which of these lengths it took. */
    boolean tell(int[] shape) {
        if (shape.length > Message.MOST_AXES) return false;
        for (int length : shape) if (!all.contains((long) length)) return false;
        return true;
    }
}
