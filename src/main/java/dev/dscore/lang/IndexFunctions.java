package dev.dscore.lang;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy's functions that make, look for or take out places of an array. */
final class IndexFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private IndexFunctions() {}

    static {
        row("choose", "a choices", IndexFunctions::choose);
        row("insert", "a places values axis=None", IndexFunctions::insert);
        row("delete", "a places axis=None", IndexFunctions::delete);
        row("indices", "shape", given -> indices(given, given.shape(List.of(given.value("shape")))));
        row("argwhere", "a", given -> {
            List<Array> places = given.arrays().nonzero(given.array("a"));
            List<Array> columns = new ArrayList<>();
            for (Array axis : places)
                columns.add(given.arrays().reshaped(axis, List.of(axis.lengths().get(0), Whole.ONE)));
            return given.arrays().concatenated(columns, 1);
        });
        row("searchsorted", "a v side=left", given -> {
            double[] sorted = given.arrays().entries(given.array("a"));
            boolean right = given.text("side").equals("right");
            Array values = given.array("v");
            double[] wanted = given.arrays().entries(values);
            int[] next = {0};
            return given.arrays()
                    .made(
                            given.arrays().filled(values.lengths(), 0, Dtype.INT),
                            () -> place(sorted, wanted[next[0]++], right));
        });
        row("isin", "a values", given -> isIn(given));
        row("in1d", "a values", given -> isIn(given));
        row("isclose", "a b rtol=1e-5 atol=1e-8", given -> {
            Array[] both = {given.array("a"), given.array("b")};
            Entrywise arrays = new Entrywise(given.arrays());
            Array near = arrays.of(
                    "less_equal",
                    arrays.of("abs", arrays.of("subtract", both[0], both[1])),
                    arrays.of(
                            "add",
                            given.array("atol"),
                            arrays.of("multiply", given.array("rtol"), arrays.of("abs", both[1]))));
            return arrays.of("logical_or", near, arrays.of("equal", both[0], both[1]));
        });
        row("ix_", "*lists", given -> {
            List<Value> open = new ArrayList<>();
            int rank = given.rest().size();
            for (int axis = 0; axis < rank; axis++) {
                Array list = given.interpreter().array(given.rest().get(axis), "an index");
                if (list.dtype() == Dtype.BOOL)
                    list = given.arrays().nonzero(list).get(0);
                List<Whole> shape = new ArrayList<>(java.util.Collections.nCopies(rank, Whole.ONE));
                shape.set(axis, Given.count(list));
                open.add(given.arrays().reshaped(list, shape));
            }
            return new Value.Tuple(open);
        });
        row("issubdtype", "dtype kind", given -> {
            Dtype dtype = given.dtype("dtype", Dtype.FLOAT);
            if (!(given.value("kind") instanceof Value.Hint kind)) {
                return Value.Flag.of(dtype == given.dtype("kind", Dtype.FLOAT));
            }
            return Value.Flag.of(
                    switch (kind.text()) {
                        case "floating" -> dtype == Dtype.FLOAT;
                        case "integer" -> dtype.isWhole();
                        case "number" -> dtype != Dtype.BOOL;
                        case "complexfloating" -> false;
                        default -> true;
                    });
        });
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    // short for elementwise functions
    private record Entrywise(Arrays arrays) {
        Array of(String function, Array... operands) {
            return arrays.elementwise(function, List.of(operands));
        }
    }

    private static int place(double[] sorted, double value, boolean right) {
        int low = 0, high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = right ? sorted[middle] <= value : sorted[middle] < value;
            if (before) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static Value isIn(Given given) {
        Array a = given.array("a");
        double[] values = given.arrays().entries(given.array("values")),
                entries = given.arrays().entries(a);
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int[] next = {0};
        return given.arrays()
                .made(
                        given.arrays().filled(a.lengths(), 0, Dtype.BOOL),
                        () -> java.util.Arrays.binarySearch(sorted, entries[next[0]++] + 0.0) >= 0 ? 1 : 0);
    }

    private static Array indices(Given given, List<Whole> shape) {
        List<Array> axes = new ArrayList<>();
        List<Whole> one = new ArrayList<>(shape);
        one.add(0, Whole.ONE);
        for (int axis = 0; axis < shape.size(); axis++) {
            List<Whole> open = new ArrayList<>(java.util.Collections.nCopies(shape.size(), Whole.ONE));
            open.set(axis, shape.get(axis));
            Array places = given.arrays().reshaped(given.arrays().spaced(0, 1, shape.get(axis), Dtype.INT), open);
            axes.add(given.arrays()
                    .reshaped(given.arrays().converted(given.arrays().broadcast(places, shape), Dtype.INT), one));
        }
        return given.arrays().concatenated(axes, 0);
    }

    // for each place the entry there of the choice that it names
    private static Value choose(Given given) {
        List<Array> choices = new ArrayList<>();
        for (Value choice : given.interpreter().sequences().elements(given.value("choices")))
            choices.add(given.interpreter().array(choice, "a choice"));
        Array index = given.array("a");
        for (double entry : given.arrays().entries(index)) {
            if (entry < 0 || entry >= choices.size() || entry != Math.rint(entry)) {
                throw Fault.error("ValueError", "an entry names none of the " + choices.size() + " choices");
            }
        }
        Array chosen = choices.get(0);
        for (int i = 0; i < choices.size(); i++) {
            Array here = given.arrays()
                    .elementwise("equal", List.of(index, given.arrays().number(Whole.of(i))));
            chosen = given.arrays().elementwise("where", List.of(here, choices.get(i), chosen));
        }
        return chosen;
    }

    private static Value insert(Given given) {
        Array a = along(given), values = given.array("values");
        int axis = given.has("axis") ? given.axis("axis", a) : 0;
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
                                NumpyFunctions.part(given.arrays(), a, axis, 0, place),
                                put,
                                NumpyFunctions.part(given.arrays(), a, axis, place, length - place)),
                        axis);
    }

    private static long place(long place, long length) {
        if (place < -length || place > length) throw Fault.error("IndexError", "there is no place " + place);
        return place < 0 ? place + length : place;
    }

    // a row of the values before each of the places, which are those of the array as it was
    private static Value insertedApart(Given given, Array a, Array values, int axis) {
        double[] places = given.arrays().entries(given.array("places"));
        int length = (int) a.lengths().get(axis).number(), total = length + places.length;
        for (int i = 0; i < places.length; i++) places[i] = place((long) places[i], length);
        Integer[] order = IntStream.range(0, places.length).boxed().toArray(Integer[]::new);
        java.util.Arrays.sort(order, java.util.Comparator.comparingDouble(i -> places[i]));
        int[] to = new int[places.length];
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

    private static List<Subscript> rows(Given given, Array a, int axis, int[] places) {
        int[] next = {0};
        Array rows = given.arrays()
                .made(given.arrays().filled(List.of(Whole.of(places.length)), 0, Dtype.INT), () -> places[next[0]++]);
        List<Subscript> subscripts = new ArrayList<>(NumpyFunctions.wholes(a));
        subscripts.set(axis, new Subscript.Gather(rows, "the index"));
        return subscripts;
    }

    private static Array along(Given given) {
        Array a = given.array("a");
        return given.has("axis") ? a : given.arrays().reshaped(a, List.of(Given.count(a)));
    }

    private static Value delete(Given given) {
        Array a = along(given);
        int axis = given.has("axis") ? given.axis("axis", a) : 0;
        int length = (int) a.lengths().get(axis).number();
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
                if (at < 0 || at >= length) throw Fault.error("IndexError", "there is no place " + (long) entries[i]);
                gone[(int) at] |= index.dtype() != Dtype.BOOL || entries[i] != 0;
            }
        }
        int[] kept = IntStream.range(0, length).filter(i -> !gone[i]).toArray();
        return given.arrays().read(a, rows(given, a, axis, kept));
    }
}
