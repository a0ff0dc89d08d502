package dev.dscore.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Shape rules that no {@link Signature} expresses: by the axes, the shape or the section among an operation's
 * attributes.
 */
enum AttributeRule implements ShapeRule {
    /** Drops the given axes, or keeps them with length 1. */
    REDUCTION {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) {
            return arguments.get(0).without(attributes.axes(), attributes.keepdims());
        }
    },
    /** The argument's own shape. */
    SAME {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) {
            return arguments.get(0);
        }
    },
    TRANSPOSE {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) {
            List<Size> permuted = new ArrayList<>();
            for (int axis : attributes.axes()) permuted.add(arguments.get(0).size(axis));
            return new Shape(permuted);
        }
    },
    RESHAPE {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            Size from = arguments.get(0).count();
            if (!from.equals(to.count())) {
                throw new ShapeException("cannot be reshaped to " + to + ": " + from + " entries ≠ " + to.count());
            }
            return to;
        }
    },
    BROADCAST_TO {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            if (!arguments.get(0).broadcastsTo(to)) throw new ShapeException("cannot be broadcast to " + to);
            return to;
        }
    },
    /** The shape of the selected section. */
    PART {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Section section = Objects.requireNonNull(attributes.section());
            if (section.runs().size() != arguments.get(0).rank()) throw new ShapeException("has other axes");
            return section.shape();
        }
    },
    /** The first argument's own shape; the section of it must have the shape of the second argument. */
    PLACE {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Section section = Objects.requireNonNull(attributes.section());
            if (section.runs().size() != arguments.get(0).rank()) throw new ShapeException("has other axes");
            if (!section.shape().equals(arguments.get(1)))
                throw new ShapeException("does not fit: the part is " + section.shape());
            return arguments.get(0);
        }
    },
    /** The shape of the first argument, with the indexed axis replaced by the axes of the index array. */
    TAKE {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) {
            int axis = attributes.axes().get(0);
            List<Size> sizes = new ArrayList<>(arguments.get(0).sizes());
            sizes.remove(axis);
            sizes.addAll(axis, arguments.get(1).sizes());
            return new Shape(sizes);
        }
    },
    /** The shape given as an attribute, whose indexed axis the index array addresses. */
    ADD_AT {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            if (!TAKE.shape(List.of(to, arguments.get(1)), attributes).equals(arguments.get(0)))
                throw new ShapeException("does not fit: cannot be added to " + to);
            return to;
        }
    },
    ARANGE {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) {
            return Objects.requireNonNull(attributes.shape());
        }
    },
    EINSUM {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Subscripts subscripts = Subscripts.parse(attributes.subscripts());
            Map<Character, Size> sizes = subscripts.sizes(arguments.get(0), arguments.get(1));
            List<Size> result = new ArrayList<>();
            for (char letter : subscripts.result().toCharArray()) result.add(Objects.requireNonNull(sizes.get(letter)));
            return new Shape(result);
        }
    },
    ONE_HOT {
        @Override
        public Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            Shape indices = arguments.get(0);
            if (!to.without(List.of(to.rank() - 1), false).equals(indices)) {
                throw new ShapeException("of indices " + indices + " cannot be " + to);
            }
            return to;
        }
    };
}
