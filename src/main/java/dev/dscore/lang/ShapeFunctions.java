package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy functions that change the shape of an array or the order of its entries, and those that return the shape. */
final class ShapeFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("shape", "a", given -> given.interpreter()
                    .sequences()
                    .tuple(given.array("a").lengths())),
            Builtin.of("ndim", "a", given -> Whole.of(given.array("a").rank())),
            Builtin.of("size", "a axis=None", ShapeFunctions::size),
            Builtin.of("transpose", "a axes=None", ShapeFunctions::transpose),
            Builtin.of(
                    "reshape", "a shape order=None copy=None", given -> reshaped(given, List.of(given.value("shape")))),
            Builtin.of("broadcast_to", "a shape", ShapeFunctions::broadcastTo),
            Builtin.of("ravel", "a order=None", ShapeFunctions::ravel),
            Builtin.of("squeeze", "a axis=None", ShapeFunctions::squeeze),
            Builtin.of("expand_dims", "a axis", ShapeFunctions::expandDims),
            Builtin.of("swapaxes", "a axis1 axis2", ShapeFunctions::swapaxes),
            Builtin.of("moveaxis", "a source destination", ShapeFunctions::moveaxis),
            Builtin.of("atleast_1d", "*arrays", given -> atLeast(given, 1)),
            Builtin.of("atleast_2d", "*arrays", given -> atLeast(given, 2)),
            Builtin.of("atleast_3d", "*arrays", given -> atLeast(given, 3)),
            Builtin.of("flip", "a axis=None", ShapeFunctions::flip),
            Builtin.of("fliplr", "a", given -> flipped(given.arrays(), given.array("a"), List.of(1))),
            Builtin.of("flipud", "a", given -> flipped(given.arrays(), given.array("a"), List.of(0))),
            Builtin.of("rot90", "a k=1 axes=None", ShapeFunctions::rot90),
            Builtin.of("roll", "a shift axis=None", ShapeFunctions::roll),
            Builtin.of("sliding_window_view", "a window_shape axis=None", ShapeFunctions::slidingWindowView));

    static final Map<String, Builtin> METHODS = Builtin.table(
            Builtin.of("transpose", "a *axes", ShapeFunctions::transposed),
            Builtin.of("reshape", "a *shape order=None", given -> reshaped(given, given.rest())),
            Builtin.of("flatten", "a order=None", ShapeFunctions::flatten));

    private ShapeFunctions() {}

    private static Value size(Given given) {
        Array a = given.array("a");
        Value count = Whole.ONE;
        for (int axis : given.axes("axis", a))
            count = Numbers.binary(Operator.MULTIPLY, count, a.lengths().get(axis));
        return count;
    }

    private static Value transpose(Given given) {
        Array a = given.array("a");
        return given.arrays()
                .transposed(
                        a, given.permutation(given.has("axes") ? given.several(given.value("axes")) : List.of(), a));
    }

    private static Value broadcastTo(Given given) {
        return given.arrays().broadcast(given.array("a"), given.shape("shape"));
    }

    private static Value ravel(Given given) {
        Array a = given.array("a");
        return given.arrays().flat(byColumns(given) ? turned(given, a) : a);
    }

    private static Value squeeze(Given given) {
        Array a = given.array("a");
        List<Integer> axes = new ArrayList<>();
        if (given.has("axis")) axes.addAll(given.axes("axis", a));
        else
            IntStream.range(0, a.rank())
                    .filter(axis -> a.lengths().get(axis).equals(Whole.ONE))
                    .forEach(axes::add);
        List<Whole> shape = new ArrayList<>();
        for (int axis = 0; axis < a.rank(); axis++) {
            Whole length = a.lengths().get(axis);
            if (!axes.contains(axis)) shape.add(length);
            else if (!length.equals(Whole.ONE))
                throw Fault.error("ValueError", "axis {} has the length {} and not 1", axis, length);
        }
        return given.arrays().reshaped(a, shape);
    }

    private static Value expandDims(Given given) {
        Array a = given.array("a");
        List<Value> axes = given.several(given.value("axis"));
        int rank = a.rank() + axes.size();
        List<Integer> places = axes.stream()
                .map(axis -> given.axis(axis, rank, () -> Message.fixed("the result")))
                .toList();
        if (places.stream().distinct().count() != places.size())
            throw Fault.error("ValueError", "an axis is named twice");
        List<Whole> shape = new ArrayList<>();
        int next = 0;
        for (int axis = 0; axis < rank; axis++) {
            shape.add(places.contains(axis) ? Whole.ONE : a.lengths().get(next++));
        }
        return given.arrays().reshaped(a, shape);
    }

    private static Value swapaxes(Given given) {
        Array a = given.array("a");
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, a.rank()).boxed().toList());
        Collections.swap(order, given.axis("axis1", a), given.axis("axis2", a));
        return given.arrays().transposed(a, order);
    }

    private static Value moveaxis(Given given) {
        Array a = given.array("a");
        List<Integer> from = given.several(given.value("source")).stream()
                .map(axis -> given.axis(axis, a))
                .toList();
        List<Integer> to = given.several(given.value("destination")).stream()
                .map(axis -> given.axis(axis, a))
                .toList();
        if (from.size() != to.size()) throw new Fault("moves {} axes to {} places", from.size(), to.size());
        List<Integer> order = new ArrayList<>(a.axesExcept(from));
        IntStream.range(0, to.size())
                .boxed()
                .sorted(Comparator.comparing(to::get))
                .forEach(i -> order.add(Math.min(to.get(i), order.size()), from.get(i)));
        return given.arrays().transposed(a, order);
    }

    private static Value flip(Given given) {
        Array a = given.array("a");
        return flipped(given.arrays(), a, given.axes("axis", a));
    }

    private static Value rot90(Given given) {
        Array a = given.array("a");
        if (a.rank() < 2) throw new Fault("takes an array of two axes at least");
        int first = 0, second = 1;
        if (given.has("axes")) {
            List<Value> axes = given.several(given.value("axes"));
            if (axes.size() != 2) throw Fault.error("ValueError", "turns two axes, not {}", axes.size());
            first = given.axis(axes.get(0), a);
            second = given.axis(axes.get(1), a);
        }
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, a.rank()).boxed().toList());
        Collections.swap(order, first, second);
        Arrays arrays = given.arrays();
        return switch ((int) Math.floorMod(given.whole("k").number(), 4L)) {
            case 0 -> a;
            case 1 -> flipped(arrays, arrays.transposed(a, order), List.of(first));
            case 2 -> flipped(arrays, a, List.of(first, second));
            default -> arrays.transposed(flipped(arrays, a, List.of(first)), order);
        };
    }

    private static Value slidingWindowView(Given given) {
        Array a = given.array("a");
        List<Whole> lengths = given.shape("window_shape");
        List<Integer> axes = given.has("axis")
                ? given.several(given.value("axis")).stream()
                        .map(axis -> given.axis(axis, a))
                        .toList()
                : given.axes("axis", a);
        if (axes.size() != lengths.size()) throw new Fault("takes a window's length for each axis");
        return given.arrays().windows(a, axes, lengths);
    }

    // a.transpose(1, 0) and a.transpose((1, 0))
    private static Value transposed(Given given) {
        Array a = given.array("a");
        return given.arrays().transposed(a, given.permutation(given.restOrSequence(), a));
    }

    private static Value flatten(Given given) {
        Array a = byColumns(given) ? turned(given, given.array("a")) : given.array("a");
        return given.arrays().flat(given.arrays().converted(a, a.dtype()));
    }

    private static Value atLeast(Given given, int least) {
        List<Value> all = given.rest().stream()
                .map(value -> (Value) atLeast(given, least, value))
                .toList();
        return all.size() == 1 ? all.get(0) : new Value.Tuple(all);
    }

    // order='F'
    private static boolean byColumns(Given given) {
        if (!given.has("order") || given.text("order").equals("C")) return false;
        if (given.text("order").equals("F")) return true;
        throw Fault.unsupported("order='{}' is not taken", given.text("order"));
    }

    private static Array atLeast(Given given, int least, Value value) {
        Array a = given.interpreter().array(value, "an array");
        List<Whole> shape = new ArrayList<>(a.lengths());
        while (shape.size() < least) shape.add(shape.size() == 2 ? 2 : 0, Whole.ONE);
        return a.rank() >= least ? a : given.arrays().reshaped(a, shape);
    }

    private static Array reshaped(Given given, List<Value> shape) {
        Array a = given.array("a");
        List<Whole> lengths = given.shape(shape, a);
        if (!byColumns(given)) return given.arrays().reshaped(a, lengths);
        // Fortran order is C order with all axes reversed
        List<Whole> reversed = new ArrayList<>(lengths);
        Collections.reverse(reversed);
        return turned(given, given.arrays().reshaped(turned(given, a), reversed));
    }

    private static Array turned(Given given, Array a) {
        return given.arrays()
                .transposed(
                        a,
                        IntStream.range(0, a.rank())
                                .mapToObj(axis -> a.rank() - 1 - axis)
                                .toList());
    }

    private static Array flipped(Arrays arrays, Array a, List<Integer> axes) {
        List<Subscript> subscripts = Subscript.all(a);
        for (int axis : axes) {
            if (axis >= a.rank()) throw new Fault("axis {} is not there: {}", axis, a);
            Whole length = a.lengths().get(axis);
            Size last = length.size().minus(Size.ONE);
            subscripts.set(axis, new Subscript.Run(Math.max(0, length.number() - 1), -1, length, last));
        }
        return arrays.read(a, subscripts);
    }

    private static Value roll(Given given) {
        Array a = given.array("a");
        if (!given.has("axis")) {
            Array flat = given.arrays().flat(a);
            return given.arrays()
                    .reshaped(
                            rolled(given.arrays(), flat, 0, given.whole("shift").number()), a.lengths());
        }
        List<Value> axes = given.several(given.value("axis")), shifts = given.several(given.value("shift"));
        if (shifts.isEmpty()) throw Fault.error("ValueError", "names no shifts");
        for (int i = 0; i < axes.size(); i++) {
            Value shift = shifts.get(Math.min(i, shifts.size() - 1));
            a = rolled(
                    given.arrays(),
                    a,
                    given.axis(axes.get(i), a),
                    given.interpreter().whole(shift, "shift").number());
        }
        return a;
    }

    private static Array rolled(Arrays arrays, Array a, int axis, long by) {
        long length = a.lengths().get(axis).number();
        if (length == 0) return a;
        long shift = Math.floorMod(by, length);
        return arrays.concatenated(
                List.of(arrays.part(a, axis, length - shift, shift), arrays.part(a, axis, 0, length - shift)), axis);
    }
}
