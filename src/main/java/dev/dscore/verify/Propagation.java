package dev.dscore.verify;

import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The nodes that change with a source, in order, up to the output. */
final class Propagation {
    private final Graph graph;
    private final Baseline baseline;
    private final Node source;
    private final Node output;
    private final List<Node.Apply> nodes;
    // for one perturbed entry
    private final Map<Node, Integer> cells = new HashMap<>();
    private final Map<Node, Double> work = new HashMap<>();
    private int mostCells = 1;
    private double allWork;

    private Propagation(Graph graph, Baseline baseline, Node source, Node output, List<Node.Apply> nodes) {
        this.graph = graph;
        this.baseline = baseline;
        this.source = source;
        this.output = output;
        this.nodes = nodes;
        measure();
    }

    /** From {@code source} to {@code output} by every way. */
    static Propagation of(Graph graph, Baseline baseline, Node source, Node output) {
        BitSet touched = graph.dependents(source);
        List<Node.Apply> nodes = new ArrayList<>();
        for (Node node : graph.needed(List.of(output))) {
            if (node != source && touched.get(node.id())) nodes.add((Node.Apply) node);
        }
        return new Propagation(graph, baseline, source, output, nodes);
    }

    /** From another source over some of these nodes only. */
    Propagation from(Node other, List<Node.Apply> over) {
        Set<Node> reached = new HashSet<>(Set.of(other));
        List<Node.Apply> way = new ArrayList<>();
        for (Node.Apply node : over) {
            if (node.arguments().stream().noneMatch(reached::contains)) continue;
            reached.add(node);
            way.add(node);
        }
        return new Propagation(graph, baseline, other, output, way);
    }

    Node source() {
        return source;
    }

    Node output() {
        return output;
    }

    List<Node.Apply> nodes() {
        return nodes;
    }

    /** How many entries the source has. */
    int size() {
        return baseline.of(source).size();
    }

    /** Whether the output changes with the source at all. */
    boolean reachesOutput() {
        return source == output || cells.containsKey(output);
    }

    /** How many entries of a value one perturbed entry of the source touches. */
    int cells(Node node) {
        return cells.getOrDefault(node, 1);
    }

    int mostCells() {
        return mostCells;
    }

    /** How many numbers a node takes for one perturbed entry. */
    double work(Node node) {
        return work.get(node);
    }

    /** How many numbers one perturbed entry takes. */
    double work() {
        return allWork;
    }

    /** The changes of the nodes along {@code some} of this path, by id. */
    @Nullable
    Change[] propagated(Change change, List<Node.Apply> some) {
        Change[] changes = new Change[graph.nodes().size()];
        changes[source.id()] = change;
        propagate(changes, some, baseline);
        return changes;
    }

    /** Adds to the changes of nodes, by id, those of others, in order. */
    static void propagate(@Nullable Change[] changes, List<Node.Apply> nodes, Baseline baseline) {
        for (Node.Apply node : nodes) {
            Cores.stopIfInterrupted();
            DifferenceRule rule = DifferenceRule.of(node.operation());
            Change change = rule.through(node, arguments(node, changes), baseline);
            if (!rule.knowsNaN() && !baseline.isNumber(node)) change = change.lostWhereNaN(baseline.of(node));
            changes[node.id()] = change;
        }
    }

    /** The change of the output. */
    Change propagated(Change change) {
        return propagated(change, nodes)[output.id()];
    }

    /** What a change of 1 in each entry of the source does to the output. */
    double[] unitChanges() {
        int[] shape = baseline.of(source).shape();
        double[] unit = new double[size()];
        if (!reachesOutput()) return unit;
        EntryBlocks blocks = new EntryBlocks(shape, mostCells());
        Workspace space = new Workspace(Scheme.SECOND_ORDER);
        for (int block = 0; block < blocks.count(); block++) {
            Cores.stopIfInterrupted();
            int[] positions = blocks.positions(block);
            double[] ones = new double[positions.length];
            Arrays.fill(ones, 1);
            Change change = propagated(Change.ofEntries(blocks.region(block), ones, space));
            for (int lane = 0; lane < positions.length; lane++) unit[positions[lane]] = change.delta()[lane];
            space.reuse();
        }
        return unit;
    }

    private static List<@Nullable Change> arguments(Node node, Change[] changes) {
        List<@Nullable Change> arguments = new ArrayList<>(node.arguments().size());
        for (Node argument : node.arguments()) arguments.add(changes[argument.id()]);
        return arguments;
    }

    // by sending two lanes through: the regions depend on shapes only
    private void measure() {
        if (nodes.isEmpty()) return;
        int[] ends = {0, size() - 1};
        Change[] changes = new Change[graph.nodes().size()];
        changes[source.id()] = Change.ofEntries(
                Region.entries(baseline.of(source).shape(), ends),
                new double[ends.length],
                new Workspace(Scheme.SECOND_ORDER));
        for (Node.Apply node : nodes) {
            List<@Nullable Change> arguments = arguments(node, changes);
            Cores.stopIfInterrupted();
            DifferenceRule rule = DifferenceRule.of(node.operation());
            Change change = rule.through(node, arguments, baseline);
            changes[node.id()] = change;
            int touched = change.region().cells();
            double taken = rule.work(node, arguments, change, baseline);
            cells.put(node, touched);
            work.put(node, taken);
            mostCells = Math.max(mostCells, touched);
            allWork += taken;
        }
    }
}
