package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy's functions that repeat, add and remove entries. */
final class InsertionFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("repeat", "a repeats axis=None", InsertionFunctions::repeat),
            Builtin.of("tile", "a reps", InsertionFunctions::tile),
            Builtin.of("pad", "a pad_width mode=constant constant_values=0", InsertionFunctions::pad),
            Builtin.of("append", "a values axis=None", InsertionFunctions::append),
            Builtin.of("insert", "a places values axis=None", InsertionFunctions::insert),
            Builtin.of("delete", "a places axis=None", InsertionFunctions::delete));

    private InsertionFunctions() {}

    private static Value append(Given given) {
        Array a = given.array("a"), values = given.array("values");
        if (given.has("axis")) return given.arrays().concatenated(List.of(a, values), given.axis("axis", a));
        return given.arrays()
                .concatenated(List.of(given.arrays().flat(a), given.arrays().flat(values)), 0);
    }

    private static Value repeat(Given given) {
        Array a = given.flatUnlessAlong("axis");
        int axis = given.axisOrFirst("axis", a);
        Array repeats = given.array("repeats");
        long length = a.lengths().get(axis).number();
        List<Value> rows = new ArrayList<>();
        double[] times = given.arrays().entries(repeats);
        if (times.length == 1) return repeated(given, a, axis, Whole.of((long) times[0]));
        if (times.length != length)
            throw Fault.error("ValueError", "repeats names {} numbers for {} entries", times.length, length);
        long total = 0;
        for (int i = 0; i < length; i++) total += (long) times[i];
        given.interpreter().sequences().charge(total);
        for (int i = 0; i < length; i++) {
            for (long k = 0; k < times[i]; k++) rows.add(Whole.of(i));
        }
        if (rows.isEmpty()) return given.arrays().part(a, axis, 0, 0);
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(
                axis, new Subscript.Gather(given.interpreter().sequences().stacked(new Value.Items(rows))));
        return given.arrays().read(a, subscripts);
    }

    // repeats every entry along an axis the same number of times
    private static Value repeated(Given given, Array a, int axis, Whole times) {
        if (times.number() < 1) return given.arrays().part(a, axis, 0, 0);
        given.interpreter().sequences().charge(times.number());
        List<Whole> apart = new ArrayList<>(a.lengths()), wide = new ArrayList<>(a.lengths());
        apart.add(axis + 1, Whole.ONE);
        wide.add(axis + 1, times);
        List<Whole> result = new ArrayList<>(a.lengths());
        result.set(axis, (Whole) Numbers.binary(Operator.MULTIPLY, result.get(axis), times));
        Array spread = given.arrays().broadcast(given.arrays().reshaped(a, apart), wide);
        return given.arrays().reshaped(given.arrays().converted(spread, a.dtype()), result);
    }

    private static Value tile(Given given) {
        Array a = given.array("a");
        List<Value> reps = new ArrayList<>(given.several(given.value("reps")));
        while (reps.size() < a.rank()) reps.add(0, Whole.ONE);
        List<Whole> shape = new ArrayList<>(a.lengths());
        while (shape.size() < reps.size()) shape.add(0, Whole.ONE);
        List<Whole> apart = new ArrayList<>(), wide = new ArrayList<>(), result = new ArrayList<>();
        for (int axis = 0; axis < shape.size(); axis++) {
            Whole times = given.interpreter().whole(reps.get(axis), "reps");
            if (times.number() < 0) throw Fault.error("ValueError", "reps are negative");
            apart.addAll(List.of(Whole.ONE, shape.get(axis)));
            wide.addAll(List.of(times, shape.get(axis)));
            result.add((Whole) Numbers.binary(Operator.MULTIPLY, times, shape.get(axis)));
        }
        Array spread = given.arrays().broadcast(given.arrays().reshaped(a, apart), wide);
        return given.arrays().reshaped(given.arrays().converted(spread, a.dtype()), result);
    }

    // one number, or the same number on every side
    private static double padding(Given given) {
        double[] values = given.arrays().entries(given.array("constant_values"));
        for (double value : values) {
            if (value != values[0]) throw Fault.unsupported("only one constant value for all sides is taken");
        }
        return values.length == 0 ? 0 : values[0];
    }

    private static Value pad(Given given) {
        if (!given.text("mode").equals("constant")) throw Fault.unsupported("only mode='constant' is taken");
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        List<Value> widths = given.several(given.value("pad_width"));
        List<Whole> shape = new ArrayList<>();
        List<Subscript> inside = new ArrayList<>();
        for (int axis = 0; axis < a.rank(); axis++) {
            boolean shared = widths.size() == 1
                    || widths.stream().noneMatch(width -> width instanceof Value.Tuple || width instanceof Value.Items);
            List<Value> both = shared ? widths : given.several(widths.get(Math.min(axis, widths.size() - 1)));
            if (widths.size() == 1) both = given.several(widths.get(0));
            if (!shared && widths.size() != a.rank())
                throw new Fault("names the widths of {} axes; {} has {}", widths.size(), a, a.rank());
            if (both.isEmpty()) throw Fault.error("ValueError", "names no widths");
            Whole before = given.interpreter().whole(both.get(0), "a width");
            Whole after = given.interpreter().whole(both.get(both.size() - 1), "a width");
            if (before.number() < 0 || after.number() < 0) throw Fault.error("ValueError", "a width is negative");
            Whole length = a.lengths().get(axis);
            shape.add((Whole) Numbers.binary(Operator.ADD, Numbers.binary(Operator.ADD, length, before), after));
            inside.add(new Subscript.Run(before.number(), 1, length, before.size()));
        }
        Array padded = arrays.filled(shape, padding(given), a.dtype());
        arrays.write(padded, inside, a);
        return padded;
    }

    private static Value insert(Given given) {
        Array a = given.flatUnlessAlong("axis"), values = given.array("values");
        int axis = given.axisOrFirst("axis", a);
        if (!Numbers.isNumber(given.value("places"))) return insertedApart(given, a, values, axis);
        long place = place(given.whole("places").number(), a.lengths().get(axis).number());
        List<Whole> shape = new ArrayList<>(a.lengths());
        boolean several = a.rank() == 1 && values.rank() == 1;
        shape.set(axis, several ? values.lengths().get(0) : Whole.ONE);
        if (!several
                && values.rank() == a.rank()
                && values.rank() > 0
                && !values.lengths().get(axis).equals(Whole.ONE)) {
            shape.set(axis, values.lengths().get(axis));
        }
        if (!several && values.rank() > 0 && values.rank() < a.rank()) {
            List<Whole> open = new ArrayList<>(values.lengths());
            open.add(Math.max(0, axis - (a.rank() - 1 - values.rank())), Whole.ONE);
            values = given.arrays().reshaped(values, open);
        }
        Array put = given.arrays().converted(given.arrays().broadcast(values, shape), a.dtype());
        long length = a.lengths().get(axis).number();
        return given.arrays()
                .concatenated(
                        List.of(
                                given.arrays().part(a, axis, 0, place),
                                put,
                                given.arrays().part(a, axis, place, length - place)),
                        axis);
    }

    // inserts a row of the values before each of the places, which are counted in the array before the insertion
    private static Value insertedApart(Given given, Array a, Array values, int axis) {
        double[] places = given.arrays().entries(given.array("places"));
        int length = (int) a.lengths().get(axis).number(), total = length + places.length;
        for (int i = 0; i < places.length; i++) places[i] = place((long) places[i], length);
        Integer[] order = IntStream.range(0, places.length).boxed().toArray(Integer[]::new);
        java.util.Arrays.sort(order, Comparator.comparingDouble(i -> places[i]));
        int[] to = new int[places.length];
        given.interpreter().sequences().read(total);
        boolean[] put = new boolean[total];
        for (int i = 0; i < order.length; i++) {
            to[order[i]] = (int) places[order[i]] + i;
            put[to[order[i]]] = true;
        }
        int[] kept = IntStream.range(0, total).filter(i -> !put[i]).toArray();
        List<Whole> shape = new ArrayList<>(a.lengths());
        shape.set(axis, Whole.of(total));
        Array result = given.arrays().filled(shape, 0, a.dtype());
        given.arrays().write(result, rows(given, a, axis, kept), a);
        given.arrays().write(result, rows(given, a, axis, to), values);
        return result;
    }

    private static long place(long place, long length) {
        if (place < -length || place > length) throw Fault.error("IndexError", "there is no place {}", place);
        return place < 0 ? place + length : place;
    }

    private static List<Subscript> rows(Given given, Array a, int axis, int[] places) {
        int[] next = {0};
        Array rows = given.arrays()
                .made(given.arrays().filled(List.of(Whole.of(places.length)), 0, Dtype.INT), () -> places[next[0]++]);
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(axis, new Subscript.Gather(rows));
        return subscripts;
    }

    private static Value delete(Given given) {
        Array a = given.flatUnlessAlong("axis");
        int axis = given.axisOrFirst("axis", a);
        int length = (int) a.lengths().get(axis).number();
        given.interpreter().sequences().read(length);
        boolean[] gone = new boolean[length];
        Value places = given.value("places");
        if (places instanceof Value.Slice slice) {
            Subscript.Run run =
                    given.interpreter().indexing().run(slice, a.lengths().get(axis));
            for (long i = 0; i < run.count().number(); i++) gone[(int) (run.start() + i * run.step())] = true;
        } else {
            Array index = given.array("places");
            double[] entries = given.arrays().entries(index);
            for (int i = 0; i < entries.length; i++) {
                double at = index.dtype() == Dtype.BOOL ? i : entries[i] < 0 ? entries[i] + length : entries[i];
                if (!(at >= 0 && at < length))
                    throw Fault.error("IndexError", "there is no place {}", (long) entries[i]);
                gone[(int) at] |= index.dtype() != Dtype.BOOL || entries[i] != 0;
            }
        }
        int[] kept = IntStream.range(0, length).filter(i -> !gone[i]).toArray();
        return given.arrays().read(a, rows(given, a, axis, kept));
    }
}
