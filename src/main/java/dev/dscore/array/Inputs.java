package dev.dscore.array;

import java.util.Map;

/**
 * The numbers that a graph is evaluated on.
 *
 * @param tensors the inputs by name, each in the shape that the graph declares
 * @param lengths the lengths of the axes by name
 */
public record Inputs(Map<String, Tensor> tensors, Map<String, Integer> lengths) {
    public Inputs {
        tensors = Map.copyOf(tensors);
        lengths = Map.copyOf(lengths);
    }
}
