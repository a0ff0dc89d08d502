package dev.dscore.graph;

import java.util.List;

/**
 * One value of a {@link Graph}: an input, a number, the length of an axis, or an operation on earlier nodes. A graph
 * holds equal nodes once, so a node is equal only to itself.
 */
public sealed interface Node {
    /**
     * Returns the position in this node's graph, and in every graph that extends it; arguments precede their results.
     */
    int id();

    Shape shape();

    default List<Node> arguments() {
        return List.of();
    }

    /**
     * Returns whether this node holds whole numbers that can serve as indices: an input of indices, a range, or
     * integers computed from these.
     */
    default boolean holdsIndices() {
        return false;
    }

    /** @param integer whether the input holds indices, which have no gradient */
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

        // rearranging indices, and integer arithmetic with them, gives indices
        private static boolean holdsIndices(Operation operation, List<Node> arguments) {
            return switch (operation) {
                case ARANGE -> isWhole(arguments.get(0));
                case ADD, SUBTRACT, MULTIPLY ->
                    arguments.stream().anyMatch(Node::holdsIndices)
                            && arguments.stream().allMatch(argument -> argument.holdsIndices() || isWhole(argument));
                case TRANSPOSE, RESHAPE, BROADCAST_TO, FLIP, PART, TAKE, PICK ->
                    arguments.get(0).holdsIndices();
                // an array of one whole number, such as zeros, with indices at some entries
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

        // without the arguments' text, which would print a shared node once for every path to it
        @Override
        public String toString() {
            return operation + " #" + id;
        }
    }
}
