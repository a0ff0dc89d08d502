package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** NumPy functions that choose entries, and those that create indices. */
final class IndexFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("where", "condition *both", IndexFunctions::where),
            Builtin.of("nonzero", "a", given -> nonzero(given, given.array("a"))),
            Builtin.of("flatnonzero", "a", IndexFunctions::flatnonzero),
            Builtin.of("argwhere", "a", IndexFunctions::argwhere),
            Builtin.of("take", "a indices axis=None", IndexFunctions::take),
            Builtin.of("choose", "a choices", IndexFunctions::choose),
            Builtin.of("take_along_axis", "a indices axis", IndexFunctions::takeAlongAxis),
            Builtin.of("put_along_axis", "a indices values axis", IndexFunctions::putAlongAxis),
            Builtin.of("fill_diagonal", "a value", IndexFunctions::fillDiagonal),
            Builtin.of("unravel_index", "indices shape", IndexFunctions::unravelled),
            Builtin.of("ix_", "*lists", IndexFunctions::openMesh),
            Builtin.of("indices", "shape", given -> indices(given, given.shape("shape"))),
            Builtin.of("ndindex", "*shape", IndexFunctions::ndindex));

    private IndexFunctions() {}

    private static Value where(Given given) {
        Array condition = given.array("condition");
        if (given.rest().isEmpty()) return nonzero(given, condition);
        if (given.rest().size() != 2) throw new Fault("takes a condition and two values");
        return given.arrays()
                .elementwise(
                        "where",
                        List.of(
                                condition,
                                given.interpreter().array(given.rest().get(0), "a"),
                                given.interpreter().array(given.rest().get(1), "b")));
    }

    private static Value flatnonzero(Given given) {
        return given.arrays().nonzero(given.arrays().flat(given.array("a"))).get(0);
    }

    private static Value argwhere(Given given) {
        List<Array> places = given.arrays().nonzero(given.array("a"));
        List<Array> columns = new ArrayList<>();
        for (Array axis : places)
            columns.add(given.arrays().reshaped(axis, List.of(axis.lengths().get(0), Whole.ONE)));
        return given.arrays().concatenated(columns, 1);
    }

    private static Value take(Given given) {
        Array a = given.flatUnlessAlong("axis");
        int axis = given.axisOrFirst("axis", a);
        Array indices = given.array("indices");
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(axis, new Subscript.Gather(indices));
        return given.arrays().read(a, subscripts);
    }

    private static Value takeAlongAxis(Given given) {
        Array a = given.array("a");
        return given.arrays().read(a, along(given, a));
    }

    private static Value putAlongAxis(Given given) {
        Array a = given.array("a");
        given.arrays().write(a, along(given, a), given.array("values"));
        return Value.None.NONE;
    }

    private static Value fillDiagonal(Given given) {
        Array a = given.array("a");
        if (a.rank() != 2) throw Fault.unsupported("takes a matrix; this is {}", a);
        long length = Math.min(a.lengths().get(0).number(), a.lengths().get(1).number());
        Subscript all = new Subscript.Gather(given.arrays().spaced(0, 1, Whole.of(length), Dtype.INT));
        given.arrays().write(a, List.of(all, all), given.array("value"));
        return Value.None.NONE;
    }

    private static Value openMesh(Given given) {
        List<Value> open = new ArrayList<>();
        int rank = given.rest().size();
        for (int axis = 0; axis < rank; axis++) {
            Array list = given.interpreter().array(given.rest().get(axis), "an index");
            if (list.dtype() == Dtype.BOOL) list = given.arrays().nonzero(list).get(0);
            List<Whole> shape = new ArrayList<>(Collections.nCopies(rank, Whole.ONE));
            shape.set(axis, Given.count(list));
            open.add(given.arrays().reshaped(list, shape));
        }
        return new Value.Tuple(open);
    }

    private static Value ndindex(Given given) {
        List<Whole> shape = given.shape(given.rest());
        Value count = Whole.ONE;
        for (Whole length : shape) count = Numbers.binary(Operator.MULTIPLY, count, length);
        long all = ((Whole) count).number();
        given.interpreter().sequences().charge(all);
        List<Value> indices = new ArrayList<>();
        for (long i = 0; i < all; i++) {
            List<Value> index = new ArrayList<>();
            long rest = i;
            for (int axis = shape.size() - 1; axis >= 0; axis--) {
                index.add(0, Whole.of(rest % shape.get(axis).number()));
                rest /= shape.get(axis).number();
            }
            indices.add(given.interpreter().sequences().tuple(index));
        }
        return new Value.Items(indices);
    }

    // for each position, the entry there of the choice that the index names
    private static Value choose(Given given) {
        List<Array> choices = new ArrayList<>();
        for (Value choice : given.interpreter().sequences().elements(given.value("choices")))
            choices.add(given.interpreter().array(choice, "a choice"));
        if (choices.isEmpty()) throw Fault.error("ValueError", "there is nothing to choose from");
        Array index = given.array("a");
        for (double entry : given.arrays().entries(index)) {
            if (entry < 0 || entry >= choices.size() || entry != Math.rint(entry)) {
                throw Fault.error("ValueError", "an entry names none of the {} choices", choices.size());
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

    private static Value nonzero(Given given, Array a) {
        return new Value.Tuple(List.copyOf(given.arrays().nonzero(a)));
    }

    // the indices along one axis, every position along the others
    private static List<Subscript> along(Given given, Array a) {
        Array indices = given.array("indices");
        int axis = given.axis("axis", a);
        if (indices.rank() != a.rank()) throw new Fault("the indices are {}, and the array is {}", indices, a);
        List<Subscript> subscripts = new ArrayList<>();
        for (int other = 0; other < a.rank(); other++) {
            if (other == axis) {
                subscripts.add(new Subscript.Gather(indices));
                continue;
            }
            List<Whole> shape = new ArrayList<>(Collections.nCopies(a.rank(), Whole.ONE));
            shape.set(other, a.lengths().get(other));
            Array places = given.arrays().spaced(0, 1, a.lengths().get(other), Dtype.INT);
            subscripts.add(new Subscript.Gather(given.arrays().reshaped(places, shape)));
        }
        return subscripts;
    }

    private static Value unravelled(Given given) {
        Arrays arrays = given.arrays();
        List<Whole> shape = given.shape("shape");
        Array rest = given.array("indices");
        List<Value> places = new ArrayList<>();
        for (int axis = shape.size() - 1; axis >= 0; axis--) {
            Array length = arrays.number(shape.get(axis));
            places.add(0, arrays.elementwise("remainder", List.of(rest, length)));
            rest = arrays.elementwise("floor_divide", List.of(rest, length));
        }
        return new Value.Tuple(places);
    }

    private static Array indices(Given given, List<Whole> shape) {
        if (shape.isEmpty()) throw Fault.unsupported("takes one axis at least here");
        List<Array> axes = new ArrayList<>();
        List<Whole> one = new ArrayList<>(shape);
        one.add(0, Whole.ONE);
        for (int axis = 0; axis < shape.size(); axis++) {
            List<Whole> open = new ArrayList<>(Collections.nCopies(shape.size(), Whole.ONE));
            open.set(axis, shape.get(axis));
            Array places = given.arrays().reshaped(given.arrays().spaced(0, 1, shape.get(axis), Dtype.INT), open);
            axes.add(given.arrays()
                    .reshaped(given.arrays().converted(given.arrays().broadcast(places, shape), Dtype.INT), one));
        }
        return given.arrays().concatenated(axes, 0);
    }
}
