package dev.dscore.calculus;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes a derived program read as a person would write it: no multiplying by one, no adding of zero, one sign, one 1/N.
 * A rewrite changes no value. It looks into no named value: a name is there to be used.
 */
final class Rewrites {
    private final Graph.Builder graph;
    private final Set<Node> opaque = new HashSet<>();
    // e of a logistic function 1 / (1 + e), to say e / (1 + e) as 1 - 1 / (1 + e)
    private final Map<Node, Node.Apply> logistic = new HashMap<>();

    private Rewrites(Graph forward, Allowance allowance) {
        graph = forward.extend(allowance);
        opaque.addAll(forward.names().values());
        for (Node node : forward.nodes()) {
            boolean inverse = node instanceof Node.Apply apply
                    && apply.operation() == Operation.DIVIDE
                    && is(apply.argument(), 1)
                    && apply.arguments().get(1) instanceof Node.Apply sum
                    && sum.operation() == Operation.ADD
                    && is(sum.argument(), 1)
                    && sum.arguments().get(1) instanceof Node.Apply power
                    && power.operation() == Operation.EXP;
            if (!inverse) continue;
            Node.Apply quotient = (Node.Apply) node;
            logistic.put(quotient.arguments().get(1).arguments().get(1), quotient);
        }
    }

    /** The graph {@code derived}, an extension of {@code forward}, with what was added rewritten. */
    static Graph rewrite(Graph forward, Graph derived, Allowance allowance) {
        Rewrites rewrites = new Rewrites(forward, allowance);
        Map<Node, String> names = new HashMap<>();
        derived.names().forEach((name, node) -> names.put(node, name));
        Map<Node, Node> rewritten = new HashMap<>();
        try {
            for (Node node : derived.nodes()) {
                Node result = rewrites.rebuilt(node, forward, rewritten);
                rewritten.put(node, result);
                // a number is shorter than its name
                if (names.containsKey(node) && result instanceof Node.Apply) rewrites.opaque.add(result);
            }
        } catch (ShapeException e) {
            throw new IllegalStateException("a rewrite breaks dimensions", e);
        }
        derived.names().forEach((name, node) -> rewrites.graph.name(name, rewritten.get(node)));
        return rewrites.graph.build();
    }

    private Node rebuilt(Node node, Graph forward, Map<Node, Node> rewritten) throws ShapeException {
        if (node.id() < forward.nodes().size()) return node;
        if (node instanceof Node.Constant constant) return graph.constant(constant.value());
        if (node instanceof Node.AxisSize axisSize) return graph.size(axisSize.size());
        Node.Apply apply = (Node.Apply) node;
        List<Node> arguments = new ArrayList<>();
        for (Node argument : apply.arguments()) arguments.add(rewritten.get(argument));
        return simplest(apply.operation(), arguments, apply.attributes());
    }

    private Node simplest(Operation operation, List<Node> arguments, Attributes attributes) throws ShapeException {
        Node a = arguments.get(0);
        Node result =
                switch (operation) {
                    case NEGATE -> negated(a);
                    case ADD -> sum(a, arguments.get(1));
                    case SUBTRACT -> sum(a, negated(arguments.get(1)));
                    case MULTIPLY -> product(a, arguments.get(1));
                    case DIVIDE -> quotient(a, arguments.get(1));
                    case POWER -> power(a, arguments.get(1));
                    case SUM -> summed(a, attributes);
                    case TRANSPOSE -> transposed(a, attributes.axes());
                    case RESHAPE -> reshaped(a, attributes);
                    case BROADCAST_TO -> broadcast(a, attributes);
                    default -> null;
                };
        return result != null ? result : graph.apply(operation, arguments, attributes);
    }

    private Node negated(Node a) throws ShapeException {
        if (a instanceof Node.Constant constant) return graph.constant(-constant.value());
        Node.@Nullable Apply negation = inside(a, Operation.NEGATE);
        return negation != null ? negation.argument() : apply(Operation.NEGATE, a);
    }

    private Node sum(Node a, Node b) throws ShapeException {
        if (is(a, 0)) return b;
        if (is(b, 0)) return a;
        if (a instanceof Node.Constant x && b instanceof Node.Constant y) return graph.constant(x.value() + y.value());
        Node.@Nullable Apply left = inside(a, Operation.NEGATE), right = inside(b, Operation.NEGATE);
        if (left != null && right != null) return negated(sum(left.argument(), right.argument()));
        if (right != null) return difference(a, right.argument());
        if (left != null) return difference(b, left.argument());
        if (a == b) return product(graph.constant(2), a);
        return overCommonScalar(Operation.ADD, a, b);
    }

    private Node difference(Node a, Node b) throws ShapeException {
        return overCommonScalar(Operation.SUBTRACT, a, b);
    }

    // a/N + b/N = (a + b)/N
    private Node overCommonScalar(Operation operation, Node a, Node b) throws ShapeException {
        Node.@Nullable Apply left = inside(a, Operation.DIVIDE), right = inside(b, Operation.DIVIDE);
        if (left != null
                && right != null
                && left.arguments().get(1) == right.arguments().get(1)) {
            Node denominator = left.arguments().get(1);
            if (isScalar(denominator)) {
                return apply(Operation.DIVIDE, apply(operation, left.argument(), right.argument()), denominator);
            }
        }
        return apply(operation, a, b);
    }

    private Node product(Node a, Node b) throws ShapeException {
        if (a instanceof Node.Constant x && b instanceof Node.Constant y) return graph.constant(x.value() * y.value());
        // 1 * (x > 0) is a number in NumPy, x > 0 by itself a truth value
        if (isComparison(a) || isComparison(b)) return apply(Operation.MULTIPLY, a, b);
        if (b instanceof Node.Constant && !(a instanceof Node.Constant)) return product(b, a);
        if (is(a, 1)) return b;
        Node.@Nullable Apply left = inside(a, Operation.NEGATE), right = inside(b, Operation.NEGATE);
        if (left != null) return negated(product(left.argument(), b));
        if (right != null) return negated(product(a, right.argument()));
        if (is(a, -1)) return negated(b);
        Node.@Nullable Apply over = inside(a, Operation.DIVIDE), under = inside(b, Operation.DIVIDE);
        if (over != null && isScalar(over.arguments().get(1))) {
            return quotient(product(over.argument(), b), over.arguments().get(1));
        }
        if (under != null && isScalar(under.arguments().get(1))) {
            return quotient(product(a, under.argument()), under.arguments().get(1));
        }
        if (over != null
                && logistic.containsKey(b)
                && over.arguments().get(1) == logistic.get(b).arguments().get(1)) {
            return product(over.argument(), apply(Operation.SUBTRACT, graph.constant(1), logistic.get(b)));
        }
        if (under != null && is(under.argument(), 1))
            return quotient(a, under.arguments().get(1));
        if (over != null && is(over.argument(), 1))
            return quotient(b, over.arguments().get(1));
        return withConstantFirst(a, b);
    }

    // 2 * (0.5 * x) = x, 2 * (a * b) = 2 * a * b, a * (2 * b) = 2 * a * b
    private Node withConstantFirst(Node a, Node b) throws ShapeException {
        Node.@Nullable Apply inner = inside(b, Operation.MULTIPLY);
        if (inner == null) return apply(Operation.MULTIPLY, a, b);
        Node first = inner.argument(), second = inner.arguments().get(1);
        if (a instanceof Node.Constant x && first instanceof Node.Constant y) {
            return product(graph.constant(x.value() * y.value()), second);
        }
        if (a instanceof Node.Constant) return apply(Operation.MULTIPLY, product(a, first), second);
        if (first instanceof Node.Constant) return product(first, product(a, second));
        return apply(Operation.MULTIPLY, a, b);
    }

    private Node quotient(Node a, Node b) throws ShapeException {
        if (is(b, 1)) return a;
        Node.@Nullable Apply left = inside(a, Operation.NEGATE);
        if (left != null) return negated(quotient(left.argument(), b));
        Node.@Nullable Apply over = inside(a, Operation.DIVIDE);
        if (over != null && isScalar(over.arguments().get(1))) {
            return apply(
                    Operation.DIVIDE, over.argument(), product(over.arguments().get(1), b));
        }
        return apply(Operation.DIVIDE, a, b);
    }

    private Node power(Node a, Node b) throws ShapeException {
        return is(b, 1) ? a : apply(Operation.POWER, a, b);
    }

    private @Nullable Node summed(Node a, Attributes attributes) throws ShapeException {
        Node.@Nullable Apply negation = inside(a, Operation.NEGATE);
        return negation == null ? null : negated(graph.apply(Operation.SUM, negation.arguments(), attributes));
    }

    private @Nullable Node transposed(Node a, List<Integer> axes) throws ShapeException {
        Node.@Nullable Apply inner = inside(a, Operation.TRANSPOSE);
        if (inner != null && isInverse(inner.attributes().axes(), axes)) return inner.argument();
        // (A.T @ B).T = B.T @ A
        Node.@Nullable Apply product = inside(a, Operation.MATMUL);
        if (product == null
                || product.arguments().stream().allMatch(side -> inside(side, Operation.TRANSPOSE) == null)) {
            return null;
        }
        List<Node> sides = new ArrayList<>();
        for (Node side : List.of(product.arguments().get(1), product.argument())) {
            sides.add(simplest(Operation.TRANSPOSE, List.of(side), Attributes.axes(axes, false)));
        }
        return graph.apply(Operation.MATMUL, sides, Attributes.NONE);
    }

    private static boolean isInverse(List<Integer> inner, List<Integer> outer) {
        for (int axis = 0; axis < outer.size(); axis++) {
            if (inner.get(outer.get(axis)) != axis) return false;
        }
        return true;
    }

    private @Nullable Node reshaped(Node a, Attributes attributes) throws ShapeException {
        Shape to = Objects.requireNonNull(attributes.shape());
        if (a.shape().equals(to)) return a;
        Node.@Nullable Apply inner = inside(a, Operation.RESHAPE);
        if (inner != null) return simplest(Operation.RESHAPE, List.of(inner.argument()), attributes);
        if (a instanceof Node.Apply reduction && reduction.operation().isReduction() && !opaque.contains(a)) {
            Attributes keeping = reduction.attributes().keepingDims();
            if (reduction.argument().shape().without(keeping.axes(), true).equals(to)) {
                return graph.apply(reduction.operation(), reduction.arguments(), keeping);
            }
        }
        return null;
    }

    private @Nullable Node broadcast(Node a, Attributes attributes) {
        return a.shape().equals(attributes.shape()) ? a : null;
    }

    private Node apply(Operation operation, Node... arguments) throws ShapeException {
        return graph.apply(operation, List.of(arguments), Attributes.NONE);
    }

    private Node.@Nullable Apply inside(Node node, Operation operation) {
        return node instanceof Node.Apply apply && apply.operation() == operation && !opaque.contains(node)
                ? apply
                : null;
    }

    private static boolean isComparison(Node node) {
        return node instanceof Node.Apply apply && apply.operation().isComparison();
    }

    private static boolean isScalar(Node node) {
        return node.shape().equals(Shape.SCALAR);
    }

    private static boolean is(Node node, double value) {
        return node instanceof Node.Constant constant && constant.value() == value;
    }
}
