package dev.dscore.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How an operation's shape follows from those of its arguments. */
public enum ShapeRule {
    /** The arguments' shapes, broadcast as NumPy does. */
    ELEMENTWISE {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape result = arguments.get(0);
            for (Shape argument : arguments) result = result.broadcast(argument);
            return result;
        }
    },
    /** The axes named are dropped, or kept with length 1. */
    REDUCTION {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) {
            return arguments.get(0).without(attributes.axes(), attributes.keepdims());
        }
    },
    /** The argument's own shape. */
    SAME {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) {
            return arguments.get(0);
        }
    },
    /** (N D) @ (D C) → (N C). */
    MATMUL {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape a = arguments.get(0), b = arguments.get(1);
            if (a.rank() != 2 || b.rank() != 2) {
                throw new ShapeException("does not fit: a matrix product takes two matrices, with two axes each");
            }
            fit(a.size(1), b.size(0));
            return Shape.of(a.size(0), b.size(1));
        }
    },
    /** (N D) @ (D) → (N). */
    MATVEC {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            ranks(arguments, 2, 1);
            fit(arguments.get(0).size(1), arguments.get(1).size(0));
            return Shape.of(arguments.get(0).size(0));
        }
    },
    /** (N) @ (N D) → (D). */
    VECMAT {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            ranks(arguments, 1, 2);
            fit(arguments.get(0).size(0), arguments.get(1).size(0));
            return Shape.of(arguments.get(1).size(1));
        }
    },
    /** (N) @ (N) → (). */
    INNER {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            ranks(arguments, 1, 1);
            fit(arguments.get(0).size(0), arguments.get(1).size(0));
            return Shape.SCALAR;
        }
    },
    /** (N), (D) → (N D). */
    OUTER {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            if (arguments.get(0).rank() != 1 || arguments.get(1).rank() != 1) {
                throw new ShapeException("does not fit: an outer product takes two vectors, with one axis each");
            }
            return Shape.of(arguments.get(0).size(0), arguments.get(1).size(0));
        }
    },
    TRANSPOSE {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) {
            List<Size> permuted = new ArrayList<>();
            for (int axis : attributes.axes()) permuted.add(arguments.get(0).size(axis));
            return new Shape(permuted);
        }
    },
    RESHAPE {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
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
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            if (!arguments.get(0).broadcastsTo(to)) throw new ShapeException("cannot be broadcast to " + to);
            return to;
        }
    },
    /** (N C) [range(N), (N)] → (N). */
    PICK {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape a = arguments.get(0), indices = arguments.get(1);
            if (a.rank() != 2 || indices.rank() != 1) {
                throw new ShapeException("does not fit: picking one entry a row takes a matrix and a list of columns");
            }
            if (!a.size(0).equals(indices.size(0))) throw ShapeException.sizes(a.size(0), indices.size(0));
            return indices;
        }
    },
    /** What a section chooses. */
    PART {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Section section = Objects.requireNonNull(attributes.section());
            if (section.runs().size() != arguments.get(0).rank()) throw new ShapeException("has other axes");
            return section.shape();
        }
    },
    /** The first argument's own shape, of which a section has that of the second. */
    PLACE {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
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
        Shape shape(List<Shape> arguments, Attributes attributes) {
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
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            if (!TAKE.shape(List.of(to, arguments.get(1)), attributes).equals(arguments.get(0)))
                throw new ShapeException("does not fit: cannot be added to " + to);
            return to;
        }
    },
    ARANGE {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) {
            return Objects.requireNonNull(attributes.shape());
        }
    },
    EINSUM {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Subscripts subscripts = Subscripts.parse(attributes.subscripts());
            Map<Character, Size> sizes = subscripts.sizes(arguments.get(0), arguments.get(1));
            List<Size> result = new ArrayList<>();
            for (char letter : subscripts.result().toCharArray()) result.add(Objects.requireNonNull(sizes.get(letter)));
            return new Shape(result);
        }
    },
    ONE_HOT {
        @Override
        Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
            Shape to = Objects.requireNonNull(attributes.shape());
            Shape indices = arguments.get(0);
            if (!to.without(List.of(to.rank() - 1), false).equals(indices)) {
                throw new ShapeException("of indices " + indices + " cannot be " + to);
            }
            return to;
        }
    };

    private static void ranks(List<Shape> arguments, int left, int right) throws ShapeException {
        if (arguments.get(0).rank() != left || arguments.get(1).rank() != right) {
            throw new ShapeException("does not fit: this product takes " + left + " and " + right + " axes");
        }
    }

    private static void fit(Size a, Size b) throws ShapeException {
        if (!a.equals(b)) throw ShapeException.sizes(a, b);
    }

    abstract Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException;
}
