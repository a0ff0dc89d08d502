package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The arguments of one call by parameter, read as the types that the function needs. */
final class Given {
    /** Maximum number of axes of one array, as in NumPy before version 2. */
    static final int MOST_AXES = 32;

    private final Interpreter interpreter;
    private final Map<String, Value> values;
    private final List<Value> rest;
    private final Map<String, Value> keywords;

    Given(Interpreter interpreter, Map<String, Value> values, List<Value> rest, Map<String, Value> keywords) {
        this.interpreter = interpreter;
        this.values = values;
        this.rest = rest;
        this.keywords = keywords;
    }

    Interpreter interpreter() {
        return interpreter;
    }

    Arrays arrays() {
        return interpreter.arrays();
    }

    Value value(String parameter) {
        return values.get(parameter);
    }

    /** Returns the positional arguments beyond the named parameters. */
    List<Value> rest() {
        return rest;
    }

    /** Returns the keyword arguments that are not parameters, if the function accepts any. */
    Map<String, Value> keywords() {
        return keywords;
    }

    /** Returns the remaining arguments, passed separately or as one sequence: {@code f(a, b)} or {@code f((a, b))}. */
    List<Value> restOrSequence() {
        if (rest.size() == 1 && isSequence(rest.get(0)))
            return interpreter.sequences().elements(rest.get(0));
        return rest;
    }

    private static boolean isSequence(Value value) {
        return value instanceof Value.Tuple
                || value instanceof Value.Items
                || value instanceof Value.Range
                || value instanceof Array array && array.rank() == 1;
    }

    boolean has(String parameter) {
        return !(values.get(parameter) instanceof Value.None);
    }

    // whether the function has such a parameter, and its value is not None
    private boolean isGiven(String parameter) {
        return values.containsKey(parameter) && has(parameter);
    }

    /** Returns a result as NumPy does: stored in {@code out} if given, else converted to {@code dtype} if given. */
    Array stored(Array result) {
        if (!isGiven("out")) return isGiven("dtype") ? arrays().converted(result, dtype("dtype", Dtype.FLOAT)) : result;
        Array out = array("out");
        arrays().update("assign", out, result);
        return out;
    }

    Array array(String parameter) {
        return interpreter.array(values.get(parameter), parameter);
    }

    boolean flag(String parameter) {
        return interpreter.isTrue(values.get(parameter));
    }

    Whole whole(String parameter) {
        return interpreter.whole(values.get(parameter), parameter);
    }

    double real(String parameter) {
        return interpreter.real(values.get(parameter));
    }

    String text(String parameter) {
        if (values.get(parameter) instanceof Value.Text text) return text.text();
        throw Fault.error(
                "TypeError",
                "{} must be a string, not {}",
                Message.fixed(parameter),
                Message.kind(values.get(parameter)));
    }

    /** Returns the axes given by None (all), a number or a tuple of numbers, counted from 0 and sorted. */
    List<Integer> axes(String parameter, Array a) {
        Value value = values.get(parameter);
        if (value instanceof Value.None)
            return IntStream.range(0, a.rank()).boxed().toList();
        List<Integer> axes = new ArrayList<>();
        for (Value element : several(value)) {
            // NumPy treats a number as an array with one axis here
            if (a.rank() == 0 && isFirst(element)) continue;
            int axis = axis(element, a);
            if (axes.contains(axis)) throw Fault.error("ValueError", "axis {} is named twice", axis);
            axes.add(axis);
        }
        return axes.stream().sorted().toList();
    }

    private boolean isFirst(Value axis) {
        long number = interpreter.whole(axis, "axis").number();
        return number == 0 || number == -1;
    }

    List<Value> several(Value value) {
        return value instanceof Value.Tuple || value instanceof Value.Items || value instanceof Value.Range
                ? interpreter.sequences().elements(value)
                : List.of(value);
    }

    int axis(String parameter, Array a) {
        return axis(values.get(parameter), a);
    }

    /** Returns the argument {@code a}, flattened if no axis is given, as NumPy's functions along one axis do. */
    Array flatUnlessAlong(String axis) {
        return has(axis) ? array("a") : arrays().flat(array("a"));
    }

    /** Returns the given axis, or the first if none is given, as for a flattened array. */
    int axisOrFirst(String axis, Array a) {
        return has(axis) ? axis(axis, a) : 0;
    }

    int axis(Value value, Array a) {
        return axis(value, a.rank(), () -> Message.of("{}", a));
    }

    /** @param shown the array, for a message: made only where the axis is not there */
    int axis(Value value, int rank, Supplier<Message> shown) {
        interpreter.take(1);
        long number = interpreter.whole(value, "axis").number();
        if (rank == 0) throw Fault.error("AxisError", "a number has no axes");
        if (number < -rank || number >= rank) {
            throw new Fault(
                    "axis {} is not there: {} has {}{}",
                    number,
                    shown.get(),
                    rank,
                    Message.fixed(rank == 1 ? " axis" : " axes"));
        }
        return (int) (number < 0 ? number + rank : number);
    }

    /** Returns a permutation of all axes; without arguments, the reversal. */
    List<Integer> permutation(List<Value> given, Array a) {
        if (given.isEmpty() || given.size() == 1 && given.get(0) instanceof Value.None) {
            return IntStream.iterate(a.rank() - 1, i -> i >= 0, i -> i - 1)
                    .boxed()
                    .toList();
        }
        if (a.rank() == 0) throw Fault.error("AxisError", "a number has no axes");
        List<Integer> axes = given.stream().map(value -> axis(value, a)).toList();
        if (axes.size() != a.rank() || axes.stream().distinct().count() != axes.size()) {
            throw Fault.error("ValueError", "a transposition of {} names each of its {} axes once", a, a.rank());
        }
        return axes;
    }

    /** Returns a shape given as numbers; one −1 stands for the length that fits the entries of {@code of}. */
    List<Whole> shape(List<Value> given, Array of) {
        List<Whole> shape = new ArrayList<>(shape(given, true));
        int unknown = -1;
        Value known = Whole.ONE;
        for (int axis = 0; axis < shape.size(); axis++) {
            if (shape.get(axis).number() >= 0) {
                known = Numbers.binary(Operator.MULTIPLY, known, shape.get(axis));
            } else if (unknown >= 0) {
                throw Fault.error("ValueError", "only one length may be -1");
            } else {
                unknown = axis;
            }
        }
        if (unknown < 0) return shape;
        Whole count = count(of);
        long divisor = ((Whole) known).number();
        if (divisor == 0 || count.number() % divisor != 0) {
            throw new Fault("-1 cannot be worked out: {} is not a multiple of {}", count, known);
        }
        shape.set(unknown, (Whole) Numbers.binary(Operator.FLOOR_DIVIDE, count, known));
        return shape;
    }

    static Whole count(Array a) {
        Value count = Whole.ONE;
        for (Whole length : a.lengths()) count = Numbers.binary(Operator.MULTIPLY, count, length);
        return (Whole) count;
    }

    /** Returns a shape given as one argument. */
    List<Whole> shape(String parameter) {
        return shape(List.of(value(parameter)));
    }

    /** Returns a shape given as numbers. */
    List<Whole> shape(List<Value> given) {
        return shape(given, false);
    }

    /** Returns the fault of a length below 0, or of a symbolic length that is too small for some lengths of axes. */
    static Fault noLength(Whole length) {
        String may = length.size().isNumber() ? "" : ": it may be less than 1";
        return Fault.error("ValueError", "an axis cannot have the length {}{}", length, Message.fixed(may));
    }

    private List<Whole> shape(List<Value> given, boolean withUnknown) {
        List<Value> all = given;
        if (given.size() == 1) all = several(given.get(0));
        if (given.size() == 1 && given.get(0) instanceof Array array && array.rank() == 1) {
            all = interpreter.sequences().elements(array);
        }
        if (all.size() > MOST_AXES) throw Fault.error("ValueError", "an array has " + MOST_AXES + " axes at most");
        List<Whole> shape = new ArrayList<>();
        for (Value element : all) {
            Whole length = interpreter.whole(element, "a shape");
            if (length.number() < (withUnknown ? -1 : 0)) {
                throw noLength(length);
            }
            shape.add(length);
        }
        return shape;
    }

    Dtype dtype(String parameter, Dtype otherwise) {
        Value value = values.get(parameter);
        return value instanceof Value.None ? otherwise : Dtypes.of(value);
    }
}
