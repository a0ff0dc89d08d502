package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.List;

/**
 * An array said to be the gradient of the output with respect to a node of the forward graph, of the node's shape.
 *
 * @param gradient may hold NaN where its rules fail
 * @param rounding how far rounding can have moved the array from what its formula gives; asked for only where the array
 *     and finite differences disagree without it
 * @param candidates other arrays that may hold the right value where the gradient is not a number or stands on a kink, the
 *     likeliest first; asked for only there
 */
public record Claim(Node of, Tensor gradient, Rounding rounding, Candidates candidates) {
    public Claim(Node of, Tensor gradient) {
        this(of, gradient, allowance -> new double[gradient.size()]);
    }

    public Claim(Node of, Tensor gradient, Rounding rounding) {
        this(of, gradient, rounding, allowance -> List.of());
    }

    /** Arrays that may hold the right value. */
    @FunctionalInterface
    public interface Candidates {
        List<Tensor> computed(Allowance allowance);
    }

    /** Bounds on rounding errors, entry by entry. */
    @FunctionalInterface
    public interface Rounding {
        double[] bounds(Allowance allowance);

        /** Of the program that computed {@code node}: {@code 1 - tanh(x) ** 2} loses digits that no difference loses. */
        static Rounding of(Graph graph, Node node, Inputs inputs) {
            return allowance -> {
                Lowering lowering = Lowering.of(graph, node, allowance);
                Baseline baseline = new Baseline(lowering.graph(), inputs);
                return baseline.error(lowering.lowered().get(node));
            };
        }
    }
}
