package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Estimates, and no bounds, of the rounding errors that honest arithmetic makes in a program, entry by entry. Computed when
 * they are asked for. Not for use by several threads at a time.
 */
public final class RoundingEstimate {
    private final Lowering lowering;
    private final Node node;
    private final Inputs inputs;
    private final Precision precision;
    private double @Nullable [] running;
    private double @Nullable [] spread;
    private double largestTerm;

    /**
     * @param node what the program computes
     * @param given values that stand for what the graph would compute for these nodes
     */
    public RoundingEstimate(Graph graph, Node node, Inputs inputs, Map<Node, Tensor> given, Precision precision) {
        this.lowering = Lowering.of(graph, withSums(graph, node, given.keySet()), given.keySet());
        this.node = lowering.lowered().get(node);
        this.inputs = lowering.inputs(inputs, given);
        this.precision = precision;
    }

    // the node, and the sums whose terms it needs: a term is known no better than a sum that it is part of
    private static List<Node> withSums(Graph graph, Node node, Set<Node> given) {
        List<Node> needed = graph.needed(List.of(node), given);
        Set<Node> known = new HashSet<>(needed);
        List<Node> wanted = new ArrayList<>(List.of(node));
        for (Node other : graph.nodes()) {
            boolean ofTerms = other instanceof Node.Apply apply
                    && (apply.operation() == Operation.ADD || apply.operation() == Operation.SUBTRACT)
                    && !known.contains(other)
                    && apply.arguments().stream()
                            .allMatch(term -> known.contains(term) || term instanceof Node.Constant)
                    && apply.arguments().stream().anyMatch(Node.Apply.class::isInstance);
            if (ofTerms) wanted.add(other);
        }
        return wanted;
    }

    /** Standard deviations by a running analysis, one evaluation: too large where the errors of operands cancel. */
    public double[] running() {
        double[] known = running;
        if (known == null) {
            Baseline baseline = new Baseline(lowering.graph(), inputs);
            largestTerm = largestTerm(baseline);
            running =
                    known = new RoundingErrors(lowering.graph(), baseline, RoundingErrors.Model.STATISTICAL, precision)
                            .of(node);
        }
        return known;
    }

    /** The largest magnitude among the terms that the gradient is a sum of, whatever cancels. */
    public double largestTerm() {
        running();
        return largestTerm;
    }

    private double largestTerm(Baseline baseline) {
        BitSet terms = new BitSet();
        terms.set(node.id());
        double largest = 0;
        for (int id = node.id(); id >= 0; id--) {
            if (!terms.get(id)) continue;
            Node term = lowering.graph().nodes().get(id);
            largest = Math.max(largest, largest(baseline.of(term)));
            if (!(term instanceof Node.Apply apply)) continue;
            switch (apply.operation()) {
                case ADD, SUBTRACT, NEGATE, SUM, RESHAPE, TRANSPOSE, BROADCAST_TO ->
                    apply.arguments().forEach(argument -> terms.set(argument.id()));
                case MATMUL ->
                    largest = Math.max(
                            largest,
                            largest(baseline.of(apply.argument()))
                                    * largest(baseline.of(apply.arguments().get(1))));
                default -> {}
            }
        }
        return largest;
    }

    private static double largest(Tensor tensor) {
        return Arrays.stream(tensor.data())
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }

    /** Standard deviations by {@link RoundingSamples}, several evaluations: rarely less than a third of what they are. */
    public double[] spread() {
        double[] known = spread;
        if (known == null) {
            spread = known = RoundingSamples.spread(lowering.graph(), inputs, node, precision);
        }
        return known;
    }
}
