package dev.dscore.graph;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A program without side effects: nodes, each after its arguments, some with names. Immutable; {@link #extend} starts a
 * larger graph that shares the nodes of this one.
 */
public final class Graph {
    private final List<Node> nodes;
    private final Map<String, Node> names;

    private Graph(List<Node> nodes, Map<String, Node> names) {
        this.nodes = List.copyOf(nodes);
        this.names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    public static Builder builder() {
        return new Builder();
    }

    public Builder extend() {
        Builder builder = new Builder();
        nodes.forEach(builder::adopt);
        builder.names.putAll(names);
        return builder;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** The named nodes in the order in which they were named. */
    public Map<String, Node> names() {
        return names;
    }

    public Node named(String name) {
        Node node = names.get(name);
        if (node == null) throw new IllegalArgumentException("no node is named " + name);
        return node;
    }

    /** The nodes that it takes to compute {@code roots}, arguments first. */
    public List<Node> needed(Collection<Node> roots) {
        BitSet needed = new BitSet(nodes.size());
        roots.forEach(root -> needed.set(root.id()));
        for (int id = nodes.size() - 1; id >= 0; id--) {
            if (needed.get(id)) nodes.get(id).arguments().forEach(argument -> needed.set(argument.id()));
        }
        return needed.stream().mapToObj(nodes::get).toList();
    }

    /** Of all nodes, those whose value changes when that of {@code source} does, by their id. */
    public BitSet dependents(Node source) {
        BitSet dependent = new BitSet(nodes.size());
        dependent.set(source.id());
        for (Node node : nodes) {
            if (node.arguments().stream().anyMatch(argument -> dependent.get(argument.id()))) dependent.set(node.id());
        }
        return dependent;
    }

    /** The same graph with numbers for the lengths of its axes. */
    public Graph in(Map<String, Integer> lengths) {
        Builder builder = new Builder();
        Map<Node, Node> numbered = new HashMap<>();
        try {
            for (Node node : nodes) {
                numbered.put(node, builder.numbered(node, lengths, numbered));
            }
        } catch (ShapeException e) {
            throw new IllegalStateException("shapes fit in symbols and not in numbers", e);
        }
        names.forEach((name, node) -> builder.name(name, numbered.get(node)));
        return builder.build();
    }

    /** Adds nodes; an equal node is added once. */
    public static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Node> names = new LinkedHashMap<>();
        private final Map<Object, Node> known = new HashMap<>();

        private Builder() {}

        public Node input(String name, Shape shape, boolean integer) {
            Node existing = known.get(new InputKey(name));
            if (existing != null) return existing;
            Node node = adopt(new Node.Input(nodes.size(), name, shape, integer));
            names.put(name, node);
            return node;
        }

        public Node constant(double value) {
            Node existing = known.get(value);
            return existing != null ? existing : adopt(new Node.Constant(nodes.size(), value));
        }

        public Node size(Size size) {
            if (size.isNumber()) return constant(size.number());
            Node existing = known.get(size);
            return existing != null ? existing : adopt(new Node.AxisSize(nodes.size(), size));
        }

        public Node apply(Operation operation, List<Node> arguments, Attributes attributes) throws ShapeException {
            ApplyKey key = new ApplyKey(operation, List.copyOf(arguments), attributes);
            Node existing = known.get(key);
            if (existing != null) return existing;
            List<Shape> shapes = arguments.stream().map(Node::shape).toList();
            try {
                Shape shape = operation.rule().shape(shapes, attributes);
                return adopt(new Node.Apply(nodes.size(), operation, List.copyOf(arguments), attributes, shape));
            } catch (ShapeException e) {
                throw new ShapeException(shown(operation, shapes) + " " + e.getMessage(), e.unequal());
            }
        }

        public Builder name(String name, Node node) {
            names.remove(name);
            names.put(name, node);
            return this;
        }

        public Graph build() {
            return new Graph(nodes, names);
        }

        private Node numbered(Node node, Map<String, Integer> lengths, Map<Node, Node> numbered) throws ShapeException {
            if (node instanceof Node.Input input)
                return input(input.name(), input.shape().inNumbers(lengths), input.integer());
            if (node instanceof Node.Constant constant) return constant(constant.value());
            if (node instanceof Node.AxisSize axisSize)
                return constant(axisSize.size().in(lengths));
            Node.Apply apply = (Node.Apply) node;
            List<Node> arguments = apply.arguments().stream().map(numbered::get).toList();
            Attributes attributes = apply.attributes();
            Shape shape = attributes.shape();
            if (shape != null) attributes = Attributes.shape(shape.inNumbers(lengths));
            return apply(apply.operation(), arguments, attributes);
        }

        private Node adopt(Node node) {
            nodes.add(node);
            known.put(key(node), node);
            return node;
        }

        private static Object key(Node node) {
            if (node instanceof Node.Input input) return new InputKey(input.name());
            if (node instanceof Node.Constant constant) return constant.value();
            if (node instanceof Node.AxisSize axisSize) return axisSize.size();
            Node.Apply apply = (Node.Apply) node;
            return new ApplyKey(apply.operation(), apply.arguments(), apply.attributes());
        }

        // (N D) @ (C D), or maximum of (N D) and (C D)
        private static String shown(Operation operation, List<Shape> shapes) {
            if (shapes.size() == 1) return operation.text() + " of " + shapes.get(0);
            boolean sign = !Character.isLetter(operation.text().charAt(0));
            if (operation.isProduct()) return shapes.get(0) + " @ " + shapes.get(1);
            if (sign) return shapes.get(0) + " " + operation.text() + " " + shapes.get(1);
            return operation.text() + " of "
                    + shapes.stream().map(Shape::toString).collect(Collectors.joining(" and "));
        }

        private record InputKey(String name) {}

        private record ApplyKey(Operation operation, List<Node> arguments, Attributes attributes) {}
    }
}
