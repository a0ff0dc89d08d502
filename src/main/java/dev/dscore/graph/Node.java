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

    /** Whether it holds whole numbers that can pick entries: an input of indices, a range, or what is counted from these. */
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
            this(id, operation, arguments, attributes, shape, holdsIndices(operation, arguments));
        }

        public Node argument() {
            return arguments.get(0);
        }

        // what layout and whole numbers make of indices are indices
        private static boolean holdsIndices(Operation operation, List<Node> arguments) {
            return switch (operation) {
                case ARANGE -> isWhole(arguments.get(0));
                case ADD, SUBTRACT, MULTIPLY ->
                    arguments.stream().anyMatch(Node::holdsIndices)
                            && arguments.stream().allMatch(argument -> argument.holdsIndices() || isWhole(argument));
                case TRANSPOSE, RESHAPE, BROADCAST_TO, FLIP, PART, TAKE, PICK ->
                    arguments.get(0).holdsIndices();
                // zeros, with indices for some
                case PLACE ->
                    arguments.get(1).holdsIndices() && (arguments.get(0).holdsIndices() || isFilled(arguments.get(0)));
                case WHERE ->
                    arguments.subList(1, 3).stream().anyMatch(Node::holdsIndices)
                            && arguments.subList(1, 3).stream()
                                    .allMatch(argument -> argument.holdsIndices() || isWhole(argument));
                default -> false;
            };
        }

        private static boolean isFilled(Node node) {
            return node instanceof Apply apply
                    && apply.operation == Operation.BROADCAST_TO
                    && isWhole(apply.argument());
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
