package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;

/**
 * An array said to be the gradient of the output with respect to a node of the forward graph, of the node's shape.
 *
 * @param rounding how far rounding can have moved the array from what its formula gives; asked for only where the array
 *     and finite differences disagree without it
 */
public record Claim(Node of, Tensor gradient, Rounding rounding) {
    public Claim(Node of, Tensor gradient) {
        this(of, gradient, () -> new double[gradient.size()]);
    }

    /** Bounds on rounding errors, entry by entry. */
    public interface Rounding {
        double[] bounds();

        /** Of the program that computed {@code node}: {@code 1 - tanh(x) ** 2} loses digits that no difference loses. */
        static Rounding of(Graph graph, Node node, Inputs inputs) {
            return () -> {
                Lowering lowering = Lowering.of(graph, node);
                Baseline baseline = new Baseline(lowering.graph(), inputs);
                return baseline.error(lowering.lowered().get(node));
            };
        }
    }
}
