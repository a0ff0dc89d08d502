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
    // what something is divided by in it
    final Set<Node> dividedBy = new HashSet<>();
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
        addDividedBy();
    }

    // a divisor, the factors of a divisor that is a product, and the dividend of one that is a quotient, whose divisor
    // multiplies; what is neither a factor nor a divisor of a value starts a product of its own
    private void addDividedBy() {
        Set<Node> multiplying = new HashSet<>(Set.of(start.formula()));
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (!(nodes.get(i) instanceof Node.Apply node)) continue;
            boolean inverted = dividedBy.contains(node), upright = multiplying.contains(node);
            for (int at = 0; at < node.arguments().size(); at++) {
                Node argument = node.arguments().get(at);
                boolean divisor = node.operation() == Operation.DIVIDE && at == 1;
                if (!passesFactors(node)) multiplying.add(argument);
                else {
                    if (divisor ? upright : inverted) dividedBy.add(argument);
                    if (divisor ? inverted : upright) multiplying.add(argument);
                }
            }
        }
    }

    private static boolean passesFactors(Node.Apply node) {
        return switch (node.operation()) {
            case MULTIPLY, DIVIDE, NEGATE, RESHAPE, BROADCAST_TO -> true;
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
