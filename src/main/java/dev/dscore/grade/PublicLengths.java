package dev.dscore.grade;

import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Node;
import dev.dscore.lang.PublicShapes;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The shapes that a report may show whatever the code computes: of at most as many axes as the function's values have, with the
 * lengths of their axes, and products of neighbouring ones, which reshaping makes.
 */
final class PublicLengths {
    private PublicLengths() {}

    static PublicShapes of(FunctionDefinition function, Binding binding) {
        Map<String, Integer> lengths = binding.inputs().lengths();
        Set<Long> all = new HashSet<>();
        all.add(0L);
        all.add(1L);
        lengths.values().forEach(length -> all.add((long) length));
        int axes = 1;
        for (Node node : function.graph().names().values()) {
            int[] shape = node.shape().in(lengths);
            axes = Math.max(axes, shape.length);
            for (int from = 0; from < shape.length; from++) {
                long product = 1;
                for (int to = from; to < shape.length; to++) all.add(product *= shape[to]);
            }
        }
        return new PublicShapes(Set.copyOf(all), axes);
    }
}
