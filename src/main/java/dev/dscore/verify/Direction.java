package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A direction in which several values move together, none of which depends on another. */
final class Direction {
    private final Graph graph;
    private final Baseline baseline;
    private final Map<Node, double[]> sources;
    private final Node output;
    private final List<Node.Apply> nodes = new ArrayList<>();

    /** @param sources by how much each entry of each value moves */
    Direction(Graph graph, Baseline baseline, Map<Node, double[]> sources, Node output) {
        this.graph = graph;
        this.baseline = baseline;
        this.sources = sources;
        this.output = output;
        BitSet touched = new BitSet();
        for (Node source : sources.keySet()) touched.or(graph.dependents(source));
        for (Node node : graph.needed(List.of(output))) {
            if (!sources.containsKey(node) && touched.get(node.id())) nodes.add((Node.Apply) node);
        }
    }

    /** The change of the output, with a bound on its rounding error. */
    Change output(double step) {
        return changes(step, new Workspace(Scheme.FOURTH_ORDER))[output.id()];
    }

    /** The changes of all nodes, by id; null of what does not move. */
    @Nullable
    Change[] changes(double step, Workspace space) {
        Change[] changes = new Change[graph.nodes().size()];
        sources.forEach((source, direction) -> {
            int[] shape = baseline.of(source).shape();
            changes[source.id()] = Change.along(direction, shape, step, space);
        });
        Propagation.propagate(changes, nodes, baseline);
        return changes;
    }
}
