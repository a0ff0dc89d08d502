package dev.dscore.calculus;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.lang.Pattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Simplifies a derived program to the form that a person would write: no multiplication by one, no addition of zero,
 * one sign, one 1/N. A rewrite changes no value, and does not look into a named value, whose name is there to be used.
 */
final class Rewrites {
    private static final RewriteTable TABLE = RewriteTable.shipped();

    private final Graph.Builder graph;
    private final Set<Node> opaque = new HashSet<>();
    // by e, the logistic function 1 / (1 + e), so that e / (1 + e) can be written 1 - 1 / (1 + e)
    private final Map<Node, Node.Apply> logistic = new HashMap<>();

    private final Pattern.Scope scope = new Pattern.Scope() {
        @Override
        public boolean mayBe(String name, Node node) {
            return RewriteTable.mayBe(name, node);
        }

        @Override
        public boolean isOpen(Node.Apply node) {
            return !opaque.contains(node);
        }
    };

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

    /** Returns the graph {@code derived}, an extension of {@code forward}, with the added nodes rewritten. */
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
        Node number = number(operation, arguments);
        if (number != null) return number;
        Node layout = layout(operation, arguments.get(0), attributes);
        if (layout != null) return layout;
        if (operation == Operation.MULTIPLY) {
            Node reflected = reflected(arguments.get(0), arguments.get(1));
            if (reflected != null) return reflected;
        }
        for (RewriteTable.Row row : TABLE.of(operation)) {
            Optional<Map<String, Node>> names = row.from().match(arguments, scope);
            if (names.isEmpty()) continue;
            if (row.stays()) break;
            return row.to().made(names.get(), maker(operation, attributes));
        }
        return graph.apply(operation, arguments, attributes);
    }

    // the result of a row is rewritten in turn
    private Pattern.Maker maker(Operation matched, Attributes attributes) {
        return new Pattern.Maker() {
            @Override
            public Node apply(Operation operation, List<Node> arguments) throws ShapeException {
                return simplest(operation, arguments, operation == matched ? attributes : Attributes.NONE);
            }

            @Override
            public Node constant(double value) {
                return graph.constant(value);
            }
        };
    }

    private @Nullable Node number(Operation operation, List<Node> arguments) {
        if (!arguments.stream().allMatch(Node.Constant.class::isInstance)) return null;
        double a = ((Node.Constant) arguments.get(0)).value();
        double b = ((Node.Constant) arguments.get(arguments.size() - 1)).value();
        return switch (operation) {
            case NEGATE -> graph.constant(-a);
            case ADD -> graph.constant(a + b);
            case SUBTRACT -> graph.constant(a - b);
            case MULTIPLY -> graph.constant(a * b);
            default -> null;
        };
    }

    // rewrites a / (1 + e) * e to a * (1 - r) if the forward pass has r = 1 / (1 + e)
    private @Nullable Node reflected(Node a, Node b) throws ShapeException {
        Node.@Nullable Apply over = inside(a, Operation.DIVIDE), inverse = logistic.get(b);
        if (over == null
                || inverse == null
                || over.arguments().get(1) != inverse.arguments().get(1)) return null;
        Node rest = graph.apply(Operation.SUBTRACT, List.of(graph.constant(1), inverse), Attributes.NONE);
        return simplest(Operation.MULTIPLY, List.of(over.argument(), rest), Attributes.NONE);
    }

    private @Nullable Node layout(Operation operation, Node a, Attributes attributes) throws ShapeException {
        return switch (operation) {
            case TRANSPOSE -> transposed(a, attributes.axes());
            case RESHAPE -> reshaped(a, attributes);
            case BROADCAST_TO -> a.shape().equals(attributes.shape()) ? a : null;
            default -> null;
        };
    }

    private @Nullable Node transposed(Node a, List<Integer> axes) {
        if (axes.equals(IntStream.range(0, axes.size()).boxed().toList())) return a;
        Node.@Nullable Apply inner = inside(a, Operation.TRANSPOSE);
        return inner != null && isInverse(inner.attributes().axes(), axes) ? inner.argument() : null;
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
        if (a instanceof Node.Apply reduction && reduction.operation().isReduction() && !opaque.contains(a)) {
            Attributes keeping = reduction.attributes().keepingDims();
            if (reduction.argument().shape().without(keeping.axes(), true).equals(to)) {
                return graph.apply(reduction.operation(), reduction.arguments(), keeping);
            }
        }
        return null;
    }

    private Node.@Nullable Apply inside(Node node, Operation operation) {
        return node instanceof Node.Apply apply && apply.operation() == operation && !opaque.contains(node)
                ? apply
                : null;
    }

    private static boolean is(Node node, double value) {
        return node instanceof Node.Constant constant && constant.value() == value;
    }
}
