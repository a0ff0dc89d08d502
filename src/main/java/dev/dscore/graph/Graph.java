package dev.dscore.graph;

import dev.dscore.compute.Allowance;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * A program without side effects: a list of nodes, each after its arguments, some of them named. Immutable;
 * {@link #extend} starts a larger graph that shares the nodes of this one.
 */
public final class Graph {
    private final List<Node> nodes;
    private final Map<String, Node> names;

    private Graph(List<Node> nodes, Map<String, Node> names) {
        this.nodes = List.copyOf(nodes);
        this.names = Collections.unmodifiableMap(new LinkedHashMap<>(names));
    }

    /** @param allowance the allowance that new nodes are charged to */
    public static Builder builder(Allowance allowance) {
        return new Builder(allowance);
    }

    /** @param allowance the allowance that new nodes are charged to */
    public Builder extend(Allowance allowance) {
        Builder builder = new Builder(allowance);
        nodes.forEach(builder::adopt);
        builder.names.putAll(names);
        return builder;
    }

    public List<Node> nodes() {
        return nodes;
    }

    /** Returns the named nodes in the order in which they were named. */
    public Map<String, Node> names() {
        return names;
    }

    public Node named(String name) {
        Node node = names.get(name);
        if (node == null) throw new IllegalArgumentException("no node is named " + name);
        return node;
    }

    /**
     * Returns an upper bound on the bytes that {@code graphs} take together: nodes, shapes and names, with shared nodes
     * and sizes counted once.
     */
    public static long bytes(Graph... graphs) {
        Set<Object> counted = Collections.newSetFromMap(new IdentityHashMap<>());
        long bytes = 0;
        for (Graph graph : graphs) {
            bytes += 500 + 8L * graph.nodes.size();
            for (Node node : graph.nodes) {
                if (!counted.add(node)) continue;
                bytes += 220 + 16L * node.arguments().size();
                List<Size> sizes = new ArrayList<>(node.shape().sizes());
                if (node instanceof Node.AxisSize axisSize) sizes.add(axisSize.size());
                Shape to = node instanceof Node.Apply apply ? apply.attributes().shape() : null;
                if (to != null) sizes.addAll(to.sizes());
                for (Size size : sizes) if (counted.add(size)) bytes += size.bytes();
            }
            for (String name : graph.names.keySet()) bytes += 100 + 2L * name.length();
        }
        return bytes;
    }

    /** Returns the nodes that are needed to compute {@code roots}, arguments first. */
    public List<Node> needed(Collection<Node> roots) {
        return needed(roots, Set.of());
    }

    /** Returns the nodes that are needed to compute {@code roots} if the values of {@code given} are known already. */
    public List<Node> needed(Collection<Node> roots, Set<Node> given) {
        BitSet needed = new BitSet(nodes.size());
        roots.forEach(root -> needed.set(root.id()));
        for (int id = nodes.size() - 1; id >= 0; id--) {
            Node node = nodes.get(id);
            if (needed.get(id) && !given.contains(node)) node.arguments().forEach(a -> needed.set(a.id()));
        }
        return needed.stream().mapToObj(nodes::get).toList();
    }

    /** Returns the ids of the nodes whose values change with the value of {@code source}, including its own. */
    public BitSet dependents(Node source) {
        BitSet dependent = new BitSet(nodes.size());
        dependent.set(source.id());
        for (Node node : nodes) {
            if (node.arguments().stream().anyMatch(argument -> dependent.get(argument.id()))) dependent.set(node.id());
        }
        return dependent;
    }

    /** Returns this graph with numbers for the lengths of its axes. */
    public Graph in(Map<String, Integer> lengths, Allowance allowance) {
        Map<String, Size> sizes = new HashMap<>();
        lengths.forEach((axis, length) -> sizes.put(axis, Size.of(length)));
        return with(sizes, allowance);
    }

    /** Returns this graph with axes replaced by other sizes: numbers, or one axis for several of equal length. */
    public Graph with(Map<String, Size> sizes, Allowance allowance) {
        Builder builder = builder(allowance);
        Map<Node, Node> changed = new HashMap<>();
        try {
            for (Node node : nodes) changed.put(node, builder.with(node, sizes, changed));
        } catch (ShapeException e) {
            throw new IllegalStateException("shapes fit in general and not in particular", e);
        }
        names.forEach((name, node) -> builder.name(name, changed.get(node)));
        return builder.build();
    }

    /**
     * Returns a graph of the same values under the same names that takes a part of an array directly from the value
     * stored there, not from the whole array around it.
     */
    public Graph withPartsFromStores(Allowance allowance) {
        boolean any = nodes.stream()
                .anyMatch(node -> node instanceof Node.Apply apply
                        && apply.operation() == Operation.PART
                        && apply.argument() instanceof Node.Apply of
                        && of.operation() == Operation.PLACE);
        if (!any) return this;
        Builder builder = builder(allowance);
        Map<Node, Node> changed = new HashMap<>();
        Set<Node> opaque = new HashSet<>();
        Set<Node> named = Set.copyOf(names.values());
        try {
            for (Node node : nodes) {
                Node instead = builder.withPartsFromStores(node, changed, opaque::contains);
                changed.put(node, instead);
                if (named.contains(node)) opaque.add(instead);
            }
        } catch (ShapeException e) {
            throw new IllegalStateException("a part has another shape than what was stored", e);
        }
        Map<String, Node> renamed = new LinkedHashMap<>();
        names.forEach((name, node) -> renamed.put(name, changed.get(node)));
        return new Graph(builder.nodes, renamed);
    }

    /** Builds a graph node by node; equal nodes are added once. */
    public static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final Map<String, Node> names = new LinkedHashMap<>();
        private final Map<Object, Node> known = new HashMap<>();

        /** The number of axes that are compared in one step. */
        private static final int AXES_OF_STEP = 4;

        private final Allowance allowance;

        private Builder(Allowance allowance) {
            this.allowance = allowance;
        }

        /** Takes the steps for what is kept beside the nodes. */
        public void take(long steps) {
            allowance.take(steps);
        }

        public Node input(String name, Shape shape, boolean integer) {
            Node existing = known.get(new InputKey(name));
            if (existing != null) return existing;
            Node node = added(new Node.Input(nodes.size(), name, shape, integer));
            names.put(name, node);
            return node;
        }

        public Node constant(double value) {
            Node existing = known.get(value);
            return existing != null ? existing : added(new Node.Constant(nodes.size(), value));
        }

        public Node size(Size size) {
            if (size.isNumber()) return constant(size.number());
            Node existing = known.get(size);
            return existing != null ? existing : added(new Node.AxisSize(nodes.size(), size));
        }

        public Node apply(Operation operation, List<Node> arguments, Attributes attributes) throws ShapeException {
            ApplyKey key = new ApplyKey(operation, List.copyOf(arguments), attributes);
            Node existing = known.get(key);
            if (existing != null) {
                // a node that is found again costs its lookup; one that is added costs more
                allowance.take(1 + existing.shape().rank() / AXES_OF_STEP);
                return existing;
            }
            List<Shape> shapes = arguments.stream().map(Node::shape).toList();
            try {
                fit(operation, arguments, attributes);
                Shape shape = operation.shape(shapes, attributes);
                return added(new Node.Apply(nodes.size(), operation, List.copyOf(arguments), attributes, shape));
            } catch (ShapeException e) {
                throw new ShapeException(shown(operation, shapes) + " " + e.getMessage(), e.unequal());
            }
        }

        // checks the conditions that the shapes alone do not cover
        private static void fit(Operation operation, List<Node> arguments, Attributes attributes)
                throws ShapeException {
            int rank = arguments.get(0).shape().rank();
            boolean there = attributes.axes().stream().allMatch(axis -> axis < rank);
            if (!there || operation == Operation.TRANSPOSE && attributes.axes().size() != rank) {
                throw new ShapeException("does not have the axes " + attributes.axes());
            }
            if (operation.isIndexed() && !arguments.get(operation.arity() - 1).holdsIndices())
                throw new ShapeException("needs indices, an input of whole numbers");
        }

        /**
         * Returns the section of {@code whole}, taken directly from the value stored there where possible.
         *
         * @param opaque matches nodes whose operands must not be inspected
         */
        public Node part(Node whole, Section section, Predicate<Node> opaque) throws ShapeException {
            Node of = whole;
            while (of instanceof Node.Apply apply && apply.operation() == Operation.PLACE && !opaque.test(of)) {
                Section placed = Objects.requireNonNull(apply.attributes().section());
                if (placed.equals(section)) return apply.arguments().get(1);
                if (!placed.isApartFrom(section)) break;
                of = apply.argument();
            }
            if (section.isAll(of.shape())) return of;
            if (of instanceof Node.Apply apply
                    && apply.operation() == Operation.BROADCAST_TO
                    && apply.argument() instanceof Node.Constant
                    && !opaque.test(of)) {
                return apply(Operation.BROADCAST_TO, apply.arguments(), Attributes.shape(section.shape()));
            }
            return apply(Operation.PART, List.of(of), Attributes.section(section));
        }

        /**
         * Returns {@code whole} with its section replaced by {@code part}.
         *
         * @param opaque matches nodes whose operands must not be inspected
         */
        public Node place(Node whole, Node part, Section section, Predicate<Node> opaque) throws ShapeException {
            boolean own = part instanceof Node.Apply apply
                    && apply.operation() == Operation.PART
                    && section.equals(apply.attributes().section())
                    && apply.argument() == whole;
            if (own) return whole;
            if (section.isAll(whole.shape())) return part;
            boolean again = whole instanceof Node.Apply apply
                    && apply.operation() == Operation.PLACE
                    && section.equals(apply.attributes().section())
                    && !opaque.test(whole);
            Node under = again ? ((Node.Apply) whole).argument() : whole;
            return apply(Operation.PLACE, List.of(under, part), Attributes.section(section));
        }

        public Builder name(String name, Node node) {
            names.remove(name);
            names.put(name, node);
            return this;
        }

        /** Returns the number of nodes. */
        public int size() {
            return nodes.size();
        }

        public Graph build() {
            return new Graph(nodes, names);
        }

        private Node with(Node node, Map<String, Size> sizes, Map<Node, Node> changed) throws ShapeException {
            if (node instanceof Node.Input input)
                return input(input.name(), input.shape().with(sizes), input.integer());
            if (node instanceof Node.Constant constant) return constant(constant.value());
            if (node instanceof Node.AxisSize axisSize)
                return size(axisSize.size().with(sizes));
            Node.Apply apply = (Node.Apply) node;
            List<Node> arguments = apply.arguments().stream().map(changed::get).toList();
            return apply(apply.operation(), arguments, apply.attributes().with(sizes));
        }

        private Node withPartsFromStores(Node node, Map<Node, Node> changed, Predicate<Node> opaque)
                throws ShapeException {
            if (!(node instanceof Node.Apply apply)) return with(node, Map.of(), changed);
            List<Node> arguments = apply.arguments().stream().map(changed::get).toList();
            if (apply.operation() == Operation.PART) {
                return part(
                        arguments.get(0),
                        Objects.requireNonNull(apply.attributes().section()),
                        opaque);
            }
            return apply(apply.operation(), arguments, apply.attributes());
        }

        private Node added(Node node) {
            int terms = 1 + node.arguments().size();
            for (Size size : node.shape().sizes()) terms += size.terms();
            allowance.take(terms);
            return adopt(node);
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
