package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** NumPy functions that join arrays, and those that split one. */
final class JoiningFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("concatenate", "arrays axis=0", given -> joined(given, arrays(given, "arrays"), "axis")),
            Builtin.of("vstack", "arrays", JoiningFunctions::vstack),
            Builtin.of("hstack", "arrays", JoiningFunctions::hstack),
            Builtin.of("column_stack", "arrays", JoiningFunctions::columnStack),
            Builtin.of("stack", "arrays axis=0", JoiningFunctions::stack),
            Builtin.of("split", "a parts axis=0", given -> split(given, given.axis("axis", given.array("a")), true)),
            Builtin.of(
                    "array_split",
                    "a parts axis=0",
                    given -> split(given, given.axis("axis", given.array("a")), false)),
            Builtin.of(
                    "hsplit", "a parts", given -> split(given, given.array("a").rank() == 1 ? 0 : 1, true)),
            Builtin.of("vsplit", "a parts", given -> split(given, 0, true)));

    private JoiningFunctions() {}

    private static Value vstack(Given given) {
        return given.arrays().concatenated(atLeast(given, arrays(given, "arrays"), true), 0);
    }

    private static Value hstack(Given given) {
        List<Array> all = arrays(given, "arrays").stream()
                .map(a -> a.rank() == 0 ? given.arrays().flat(a) : a)
                .toList();
        return given.arrays().concatenated(all, all.get(0).rank() == 1 ? 0 : 1);
    }

    private static Value columnStack(Given given) {
        return given.arrays().concatenated(atLeast(given, arrays(given, "arrays"), false), 1);
    }

    private static Value stack(Given given) {
        List<Array> all = arrays(given, "arrays");
        int rank = all.get(0).rank() + 1;
        int axis = given.axis(given.value("axis"), rank, () -> Message.fixed("the result"));
        List<Array> widened = new ArrayList<>();
        for (Array a : all) {
            List<Whole> shape = new ArrayList<>(a.lengths());
            shape.add(Math.min(axis, shape.size()), Whole.ONE);
            widened.add(given.arrays().reshaped(a, shape));
        }
        return given.arrays().concatenated(widened, axis);
    }

    private static List<Array> arrays(Given given, String parameter) {
        List<Array> all = new ArrayList<>();
        for (Value element : given.interpreter().sequences().elements(given.value(parameter))) {
            all.add(given.interpreter().array(element, "an element"));
        }
        if (all.isEmpty()) throw Fault.error("ValueError", "takes one array at least");
        return all;
    }

    private static Array joined(Given given, List<Array> all, String parameter) {
        if (!given.has(parameter)) {
            return given.arrays()
                    .concatenated(all.stream().map(a -> given.arrays().flat(a)).toList(), 0);
        }
        return given.arrays().concatenated(all, given.axis(parameter, all.get(0)));
    }

    // turns vectors into rows or columns
    private static List<Array> atLeast(Given given, List<Array> all, boolean rows) {
        List<Array> matrices = new ArrayList<>();
        for (Array a : all) {
            if (a.rank() >= 2) matrices.add(a);
            else
                matrices.add(given.arrays()
                        .reshaped(a, rows ? List.of(Whole.ONE, Given.count(a)) : List.of(Given.count(a), Whole.ONE)));
        }
        return matrices;
    }

    private static Value split(Given given, int axis, boolean equal) {
        Array a = given.array("a");
        if (a.rank() <= axis)
            throw Fault.error("ValueError", "splits along axis {}, and {} has no such axis", axis, Message.kind(a));
        long length = a.lengths().get(axis).number();
        List<Long> bounds = new ArrayList<>(List.of(0L));
        Value parts = given.value("parts");
        boolean places = parts instanceof Value.Tuple
                || parts instanceof Value.Items
                || parts instanceof Array array && array.rank() == 1;
        if (places) {
            for (Value place : given.interpreter().sequences().elements(parts)) {
                long at = given.interpreter().whole(place, "a place").number();
                bounds.add(Math.max(0, Math.min(length, at < 0 ? at + length : at)));
            }
            bounds.add(length);
        } else {
            long count = given.whole("parts").number();
            if (count <= 0) throw Fault.error("ValueError", "splits into {} parts", count);
            if (equal && length % count != 0) {
                throw Fault.error(
                        "ValueError",
                        "an axis of length {} has no {} equal parts",
                        Message.length(a.lengths().get(axis)),
                        count);
            }
            given.interpreter().sequences().charge(count);
            for (long i = 1; i <= count; i++) bounds.add(i * (length / count) + Math.min(i, length % count));
        }
        if (!places && bounds.size() > 1 && length % (bounds.size() - 1) == 0) {
            Optional<Size> each = a.lengths().get(axis).size().dividedBy(Size.of(bounds.size() - 1));
            if (each.isPresent()) return split(given.arrays(), a, axis, bounds.size() - 1, each.get());
        }
        List<Value> result = new ArrayList<>();
        for (int i = 1; i < bounds.size(); i++) {
            long start = bounds.get(i - 1);
            result.add(given.arrays().part(a, axis, start, Math.max(0, bounds.get(i) - start)));
        }
        return new Value.Items(result);
    }

    // splits into equal parts of symbolic length
    private static Value split(Arrays arrays, Array a, int axis, int count, Size each) {
        long length = a.lengths().get(axis).number() / count;
        List<Value> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<Subscript> subscripts = Subscript.all(a);
            subscripts.set(axis, new Subscript.Run(i * length, 1, Whole.of(length, each), each.times(Size.of(i))));
            result.add(arrays.read(a, subscripts));
        }
        return new Value.Items(result);
    }
}
