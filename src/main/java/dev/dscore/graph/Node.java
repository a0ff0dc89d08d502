package dev.dscore.graph;

import java.util.List;

/**
 * One value of a {@link Graph}: an input, a number, the length of an axis, or an operation on earlier nodes. A graph
 * holds equal nodes once, so a node is equal to itself only.
 */
public sealed interface Node {
    /** The position in its graph, and in every graph that extends it; arguments come before what they make. */
    int id();

    Shape shape();

    default List<Node> arguments() {
        return List.of();
    }

    /** Whether it holds whole numbers that can pick entries: an input of indices, or one plus or minus a whole number. */
    default boolean holdsIndices() {
        return false;
    }

    /** @param integer whether it holds indices, which have no gradient */
    record Input(int id, String name, Shape shape, boolean integer) implements Node {
        @Override
        public boolean holdsIndices() {
            return integer;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    record Constant(int id, double value) implements Node {
        @Override
        public Shape shape() {
            return Shape.SCALAR;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    /** The length of an axis as a number to compute with: the {@code N} in {@code total / N}. */
    record AxisSize(int id, Size size) implements Node {
        @Override
        public Shape shape() {
            return Shape.SCALAR;
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return id;
        }
    }

    /** @param holdsIndices see {@link Node#holdsIndices} */
    record Apply(
            int id, Operation operation, List<Node> arguments, Attributes attributes, Shape shape, boolean holdsIndices)
            implements Node {
        Apply(int id, Operation operation, List<Node> arguments, Attributes attributes, Shape shape) {
            this(id, operation, arguments, attributes, shape, isShifted(operation, arguments));
        }

        public Node argument() {
            return arguments.get(0);
        }

        // indices plus or minus a whole number
        private static boolean isShifted(Operation operation, List<Node> arguments) {
            if (operation != Operation.ADD && operation != Operation.SUBTRACT) return false;
            long indices = arguments.stream().filter(Node::holdsIndices).count();
            long whole = arguments.stream().filter(Apply::isWhole).count();
            return indices == 1 && whole == 1;
        }

        private static boolean isWhole(Node node) {
            return node instanceof AxisSize
                    || node instanceof Constant constant && constant.value == Math.rint(constant.value);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return id;
        }

        // that of the arguments would print a shared node as often as there are ways to it
        @Override
        public String toString() {
            return operation + " #" + id;
        }
    }
}
