package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates, and no bounds, of the rounding errors that honest arithmetic makes in a program, entry by entry. Computed when
 * they are asked for. Not for use by several threads at a time.
 */
public final class RoundingEstimate {
    private final Lowering lowering;
    private final Node objective, node;
    private final Inputs inputs;
    private final Precision precision;
    private @Nullable Analysis analysis;
    private double @Nullable [] spread;

    private record Analysis(Baseline baseline, ForwardPrecision known, double[] running, double largestTerm) {}

    /**
     * @param objective what the forward part of the graph computes
     * @param node what the program computes
     * @param given values that stand for what the graph would compute for these nodes
     */
    public RoundingEstimate(
            Graph graph, Node objective, Node node, Inputs inputs, Map<Node, Tensor> given, Precision precision) {
        this.lowering = Lowering.of(graph, List.of(objective, node), given.keySet());
        this.objective = lowering.lowered().get(objective);
        this.node = lowering.lowered().get(node);
        this.inputs = lowering.inputs(inputs, given);
        this.precision = precision;
    }

    /** Standard deviations by a running analysis, one evaluation: too large where the errors of operands cancel. */
    public double[] running() {
        return analysis().running;
    }

    /** The largest magnitude among the terms that the gradient is a sum of, whatever cancels. */
    public double largestTerm() {
        return analysis().largestTerm;
    }

    /** Standard deviations by {@link RoundingSamples}, several evaluations: rarely less than a third of what they are. */
    public double[] spread() {
        double[] found = spread;
        if (found == null) {
            Analysis exact = analysis();
            spread = found =
                    RoundingSamples.spread(lowering.graph(), inputs, node, exact.baseline, precision, exact.known);
        }
        return found;
    }

    private Analysis analysis() {
        Analysis found = analysis;
        if (found == null) {
            Graph graph = lowering.graph();
            Baseline baseline = new Baseline(graph, inputs);
            ForwardPrecision known =
                    new ForwardPrecision(graph, objective, baseline, size -> RoundingErrors.estimate(precision, size));
            double[] running =
                    RoundingErrors.estimated(graph, baseline, precision, known).of(node);
            analysis = found = new Analysis(baseline, known, running, largestTerm(baseline));
        }
        return found;
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
}
