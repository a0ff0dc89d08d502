package dev.dscore.diagnosis;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** A formula on which slips are made, and what of it they ask for. */
final class Formula {
    final Candidate start;
    final List<Node> nodes;
    final Set<Node> terms = new HashSet<>();
    // factors of denominators that are factors of no numerator
    final Set<Node> inverted = new HashSet<>();
    // what it divides by; of lengths and products each, too
    final Set<Node> divisors = new LinkedHashSet<>();

    /** @param forward how many of the first nodes are the forward pass */
    Formula(Candidate start, int forward, Graph.Builder graph) {
        this.start = start;
        this.nodes = needed(start.formula());
        for (Node node : nodes) {
            boolean sum = node instanceof Node.Apply apply
                    && (apply.operation() == Operation.ADD || apply.operation() == Operation.SUBTRACT);
            if (sum) terms.addAll(node.arguments());
            if (node instanceof Node.Apply quotient && quotient.operation() == Operation.DIVIDE && node.id() >= forward)
                addDivisors(quotient.arguments().get(1), graph);
        }
        markInverted();
    }

    // follows products and quotients from the result down; an operand of any other operation is a numerator of its own
    private void markInverted() {
        Set<Node> upright = new HashSet<>(Set.of(start.formula()));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (!(nodes.get(i) instanceof Node.Apply node)) continue;
            for (int at = 0; at < node.arguments().size(); at++) {
                boolean flips = node.operation() == Operation.DIVIDE && at == 1;
                Node argument = node.arguments().get(at);
                if (!passesFactors(node)) upright.add(argument);
                else {
                    if (flips ? upright.contains(node) : inverted.contains(node)) inverted.add(argument);
                    if (flips ? inverted.contains(node) : upright.contains(node)) upright.add(argument);
                }
            }
        }
        inverted.removeAll(upright);
    }

    private static boolean passesFactors(Node.Apply node) {
        return switch (node.operation()) {
            case MULTIPLY, DIVIDE, NEGATE, RESHAPE, BROADCAST_TO, TRANSPOSE -> true;
            default -> false;
        };
    }

    private void addDivisors(Node denominator, Graph.Builder graph) {
        if (denominator.shape().broadcastsTo(start.formula().shape())) divisors.add(denominator);
        if (denominator instanceof Node.AxisSize count) {
            count.size().axes().stream().map(Size::of).map(graph::size).forEach(divisors::add);
        }
        boolean product = denominator instanceof Node.Apply apply && apply.operation() == Operation.MULTIPLY;
        if (product) denominator.arguments().forEach(factor -> addDivisors(factor, graph));
    }

    /** The nodes that {@code root} needs, itself included, arguments first. */
    static List<Node> needed(Node root) {
        TreeMap<Integer, Node> needed = new TreeMap<>();
        List<Node> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            Node node = open.remove(open.size() - 1);
            if (needed.put(node.id(), node) == null) open.addAll(node.arguments());
        }
        return List.copyOf(needed.values());
    }
}
