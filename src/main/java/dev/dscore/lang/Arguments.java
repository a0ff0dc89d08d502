package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The arguments of one call by parameter, read as what the function needs. */
final class Arguments {
    /** A call that the function cannot take; whoever translates the call adds where it stands, so it knows no stack. */
    static final class Unfit extends Exception {
        Unfit(String message) {
            super(message, null, false, false);
        }
    }

    /** Axes of one array, as many as NumPy had before its version 2. */
    static final int MOST_AXES = 32;

    private final Map<String, Meaning> values;

    Arguments(Map<String, Meaning> values) {
        this.values = values;
    }

    Meaning value(String parameter) {
        return values.get(parameter);
    }

    Node array(String parameter) throws Unfit {
        if (values.get(parameter) instanceof Meaning.Array array) return array.node();
        throw new Unfit(parameter + " must be an array or a number, not "
                + values.get(parameter).kind());
    }

    boolean flag(String parameter) throws Unfit {
        if (values.get(parameter) instanceof Meaning.Flag flag) return flag.value();
        throw new Unfit(parameter + " must be True or False, not "
                + values.get(parameter).kind());
    }

    /** The axes named by None (all), a number or a tuple of numbers, counted from 0 and sorted. */
    List<Integer> axes(String parameter, Shape shape) throws Unfit {
        Meaning value = values.get(parameter);
        if (value instanceof Meaning.None)
            return IntStream.range(0, shape.rank()).boxed().toList();
        List<Integer> axes = new ArrayList<>();
        for (Meaning element : value instanceof Meaning.Tuple tuple ? tuple.elements() : List.of(value)) {
            int axis = axis(element, shape);
            if (axes.contains(axis)) throw new Unfit("axis " + axis + " is named twice");
            axes.add(axis);
        }
        return axes.stream().sorted().toList();
    }

    /** A permutation of all axes; None reverses them. */
    List<Integer> permutation(String parameter, Shape shape) throws Unfit {
        if (!(values.get(parameter) instanceof Meaning.Tuple tuple)) {
            return IntStream.iterate(shape.rank() - 1, i -> i >= 0, i -> i - 1)
                    .boxed()
                    .toList();
        }
        if (shape.rank() == 0 && !tuple.elements().isEmpty()) throw new Unfit("a number has no axes");
        List<Integer> axes = new ArrayList<>();
        for (Meaning element : tuple.elements()) axes.add(axis(element, shape));
        if (axes.size() != shape.rank() || axes.stream().distinct().count() != axes.size()) {
            throw new Unfit("a transposition of " + shape + " names each of its " + shape.rank() + " axes once");
        }
        return axes;
    }

    private static int axis(Meaning value, Shape shape) throws Unfit {
        Size size = size(value, "axis");
        if (!size.isNumber()) throw new Unfit("an axis is a whole number or a tuple of them, not " + size);
        if (shape.rank() == 0) throw new Unfit("a number has no axes");
        long number = size.number();
        if (number < -shape.rank() || number >= shape.rank()) {
            throw new Unfit("axis " + number + " is not there: " + shape + " has " + Subscripts.axes(shape));
        }
        return (int) (number < 0 ? number + shape.rank() : number);
    }

    /** A whole number such as a correction of degrees of freedom. */
    int number(String parameter) throws Unfit {
        Size size = size(parameter);
        if (!size.isNumber() || Math.abs(size.number()) > 100)
            throw new Unfit(parameter + " must be a small whole number");
        return (int) size.number();
    }

    Size size(String parameter) throws Unfit {
        return size(values.get(parameter), parameter);
    }

    static Size size(Meaning value, String what) throws Unfit {
        if (value instanceof Meaning.Array array) {
            if (array.node() instanceof Node.AxisSize axisSize) return axisSize.size();
            if (array.node() instanceof Node.Constant constant
                    && constant.value() == Math.rint(constant.value())
                    && Math.abs(constant.value()) <= Integer.MAX_VALUE) {
                return Size.of((long) constant.value());
            }
        }
        throw new Unfit(what + " must be a whole number known from the shapes, not " + value.kind());
    }

    /** A shape given as a number or a tuple of numbers; one −1 stands for what is left of {@code count}. */
    Shape shape(String parameter, Size count) throws Unfit {
        Meaning value = values.get(parameter);
        List<Meaning> elements = value instanceof Meaning.Tuple tuple ? tuple.elements() : List.of(value);
        if (elements.size() > MOST_AXES) throw new Unfit("an array has " + MOST_AXES + " axes at most");
        List<Size> sizes = new ArrayList<>();
        for (Meaning element : elements) sizes.add(size(element, "a shape"));
        int unknown = sizes.indexOf(Size.of(-1));
        if (unknown >= 0) {
            Size known =
                    sizes.stream().filter(size -> !size.equals(Size.of(-1))).reduce(Size.ONE, Size::times);
            sizes.set(unknown, quotient(count, known));
        }
        for (Size size : sizes) {
            positive(size);
        }
        return new Shape(sizes);
    }

    /** A length that is at least 1 whatever its axes are. */
    static Size positive(Size size) throws Unfit {
        if (size.isNumber() ? size.number() < 1 : size.canBeLessThanOne()) {
            throw new Unfit(
                    "an axis cannot have the length " + size + (size.isNumber() ? "" : ": it may be less than 1"));
        }
        if (size.toString().length() > Translator.LONGEST_SIZE)
            throw new Unfit("an axis's length is too large to count");
        return size;
    }

    private static Size quotient(Size count, Size known) throws Unfit {
        return count.dividedBy(known)
                .orElseThrow(() -> new Unfit("-1 cannot be worked out: " + count + " is not a multiple of " + known));
    }
}
