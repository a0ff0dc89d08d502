package dev.dscore.diagnosis;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Puts one node in the place of another in a formula. */
final class Substitution {
    private final Graph.Builder graph;
    private final Node zero;

    /** @param zero the node that is left out where it is a term, and takes with it what it is a factor of */
    Substitution(Graph.Builder graph, Node zero) {
        this.graph = graph;
        this.zero = zero;
    }

    /**
     * The formula {@code root} with {@code instead} for {@code value}, at those nodes that it is to reach. Where it is 0 it
     * takes the terms with it that it is a factor of.
     */
    Node in(List<Node> nodes, Node root, Node value, Node instead, Predicate<Node> reaches) throws ShapeException {
        Map<Node, Node> replaced = new HashMap<>();
        replaced.put(value, instead);
        for (Node node : nodes) {
            if (node == value || !(node instanceof Node.Apply apply) || !reaches.test(node)) continue;
            if (apply.arguments().stream().noneMatch(replaced::containsKey)) continue;
            List<Node> arguments = new ArrayList<>();
            for (Node argument : apply.arguments()) arguments.add(replaced.getOrDefault(argument, argument));
            boolean sameWhole = arguments.get(0).shape().equals(apply.argument().shape());
            if (apply.attributes().section() != null && !sameWhole)
                throw new ShapeException("a section of another shape");
            Node left = simpler(apply, arguments);
            replaced.put(node, left != null ? left : graph.apply(apply.operation(), arguments, apply.attributes()));
        }
        return replaced.getOrDefault(root, root);
    }

    // folds comparisons of constants and products with 1; returns null if nothing simpler is known
    private @Nullable Node simpler(Node.Apply node, List<Node> arguments) throws ShapeException {
        Node a = arguments.get(0), b = arguments.get(arguments.size() - 1);
        boolean numbers = a instanceof Node.Constant && b instanceof Node.Constant;
        return switch (node.operation()) {
            case EQUAL -> numbers ? truth(a.equals(b)) : null;
            case NOT_EQUAL -> numbers ? truth(!a.equals(b)) : null;
            case MULTIPLY -> {
                if (isOne(a) && b.shape().equals(node.shape())) yield b;
                if (isOne(b) && a.shape().equals(node.shape())) yield a;
                yield arguments.contains(zero) ? withoutZero(node, arguments) : null;
            }
            default -> arguments.contains(zero) ? withoutZero(node, arguments) : null;
        };
    }

    private Node truth(boolean value) {
        return value ? graph.constant(1) : zero;
    }

    private static boolean isOne(Node node) {
        return node instanceof Node.Constant constant && constant.value() == 1;
    }

    private @Nullable Node withoutZero(Node.Apply node, List<Node> arguments) throws ShapeException {
        Node a = arguments.get(0), b = arguments.get(arguments.size() - 1);
        return switch (node.operation()) {
            case ADD -> a == zero ? b : a;
            case SUBTRACT -> a == zero ? graph.apply(Operation.NEGATE, List.of(b), Attributes.NONE) : a;
            case MULTIPLY, MATMUL, MATVEC, VECMAT, INNER, OUTER -> zero;
            case NEGATE, SUM, MEAN, RESHAPE, TRANSPOSE, BROADCAST_TO -> zero;
            case DIVIDE -> a == zero ? zero : null;
            default -> null;
        };
    }
}
