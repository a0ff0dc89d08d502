package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The end of a path, from where on everything is linear in what changes. What one entry of a value does to the output by that
 * way is measured once, by sending a change of 1 through; what many perturbations do is then a weighted sum.
 *
 * <p>So a key of attention is perturbed up to the weights, and not through their product with all values.
 *
 * @param carried the nodes to which changes must still be carried: what some operation takes that is not linear
 * @param weights by node from which a linear way leads on: what a change of 1 in each entry does to the output by it
 */
record LinearTail(List<Node.Apply> carried, Map<Node, double[]> weights) {
    /** How much of what is spared may be spent on measuring. */
    private static final double WORTH = 0.5;

    /** The parts of a path: what must be carried, from where linear ways lead on, and these. */
    private record Parts(List<Node.Apply> carried, Set<Node> ends, List<Node.Apply> linear) {}

    /**
     * What the end of {@code path} allows; nothing, where measuring would cost more than it spares.
     *
     * @param path the nodes that change, in order
     */
    static LinearTail of(Propagation propagation) {
        return of(propagation, WORTH);
    }

    /** @param worth how much of what is spared may be spent on measuring */
    static LinearTail of(Propagation propagation, double worth) {
        Parts parts = parts(propagation);
        double spared = 0, cost = 0;
        for (Node.Apply node : parts.linear) spared += propagation.work(node);
        Map<Node, Propagation> ways = new LinkedHashMap<>();
        for (Node end : parts.ends) {
            if (end == propagation.output()) continue;
            Propagation way = propagation.from(end, parts.linear);
            ways.put(end, way);
            cost += way.size() * way.work();
            spared -= propagation.cells(end);
        }
        if (parts.linear.isEmpty() || cost > worth * spared * propagation.size()) {
            return new LinearTail(propagation.nodes(), Map.of(propagation.output(), new double[] {1}));
        }
        Map<Node, double[]> weights = new LinkedHashMap<>();
        for (Node end : parts.ends) {
            weights.put(
                    end,
                    end == propagation.output()
                            ? new double[] {1}
                            : ways.get(end).unitChanges());
        }
        return new LinearTail(parts.carried, weights);
    }

    /** The change of the output, shift by shift and lane by lane. */
    double[] outputChange(Propagation propagation, Change change) {
        Change[] changes = propagation.propagated(change, carried);
        double[] sum = new double[change.width()];
        weights.forEach((node, weight) -> add(sum, changes[node.id()], weight));
        return sum;
    }

    private static void add(double[] sum, Change change, double[] weight) {
        Region region = change.region();
        Lanes weights = new Lanes(region, region.shape(), weight, change.scheme());
        int width = change.width(), cells = region.cells();
        for (int cell = 0; cell < cells; cell++) {
            if (weights.same()) Rows.addScaled(sum, 0, weights.at(cell, 0), change.delta(), cell * width, width);
            else Rows.addProducts(sum, 0, weights.at(cell), change.delta(), cell * width, width);
        }
    }

    private static Parts parts(Propagation propagation) {
        Set<Node> changing = new HashSet<>(propagation.nodes());
        changing.add(propagation.source());
        // backward: what an operation takes that is not linear, or that must be carried itself
        BitSet needed = new BitSet();
        Set<Node> kept = new HashSet<>(Set.of(propagation.source()));
        for (int i = propagation.nodes().size() - 1; i >= 0; i--) {
            Node.Apply node = propagation.nodes().get(i);
            boolean linear = DifferenceRule.of(node.operation())
                    .isLinear(
                            node, argument -> changing.contains(node.arguments().get(argument)));
            if (linear && !needed.get(node.id())) continue;
            kept.add(node);
            for (Node argument : node.arguments()) needed.set(argument.id());
        }
        List<Node.Apply> carried = new ArrayList<>(), rest = new ArrayList<>();
        Set<Node> ends = new HashSet<>();
        for (Node.Apply node : propagation.nodes()) {
            if (kept.contains(node)) carried.add(node);
            else {
                rest.add(node);
                for (Node argument : node.arguments()) if (kept.contains(argument)) ends.add(argument);
            }
        }
        if (kept.contains(propagation.output())) ends.add(propagation.output());
        return new Parts(carried, ends, rest);
    }
}
