package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Computes nodes of a graph on plain arrays, without ND4J: for many small nodes the quicker way. */
public final class PlainEvaluator {
    private PlainEvaluator() {}

    /** Whether a node is computed by several of simpler operations, which are put together each time. */
    public static boolean isComposite(Node node) {
        return Lowering.isComposite(node);
    }

    /**
     * The values of {@code wanted}, in its order.
     *
     * @param given values that stand for what the graph would compute for these nodes
     */
    public static Map<Node, Tensor> evaluate(
            Graph graph, Inputs inputs, Collection<Node> wanted, Map<Node, Tensor> given, Allowance allowance) {
        Lowering lowering = Lowering.of(graph, wanted, given.keySet(), allowance);
        Baseline values = new Baseline(lowering.graph(), lowering.inputs(inputs, given));
        Map<Node, Tensor> results = new LinkedHashMap<>();
        for (Node node : wanted) results.put(node, values.of(lowering.lowered().get(node)));
        return results;
    }

    /** The value of one node. */
    public static Tensor evaluate(Graph graph, Inputs inputs, Node wanted, Allowance allowance) {
        return evaluate(graph, inputs, List.of(wanted), Map.of(), allowance).get(wanted);
    }
}
