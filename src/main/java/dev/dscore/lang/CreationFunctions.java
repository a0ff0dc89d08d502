package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** NumPy functions that create arrays: filled, counted, from other arrays, and triangles and diagonals of matrices. */
final class CreationFunctions {
    private static final String CONVERTING = "a dtype=None copy=True ndmin=0 order=None";

    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("zeros", "shape dtype=None order=None", given -> filled(given, 0)),
            Builtin.of("ones", "shape dtype=None order=None", given -> filled(given, 1)),
            Builtin.of("empty", "shape dtype=None order=None", given -> filled(given, 0)),
            Builtin.of("zeros_like", "a dtype=None", given -> like(given, 0)),
            Builtin.of("ones_like", "a dtype=None", given -> like(given, 1)),
            Builtin.of("empty_like", "a dtype=None", given -> like(given, 0)),
            Builtin.of("full", "shape fill_value dtype=None", CreationFunctions::full),
            Builtin.of("full_like", "a fill_value dtype=None", CreationFunctions::fullLike),
            Builtin.of("eye", "N M=None k=0 dtype=None", CreationFunctions::eye),
            Builtin.of("identity", "N dtype=None", given -> eye(given, given.whole("N"), given.whole("N"), 0)),
            Builtin.of("arange", "start stop=None step=1 dtype=None", CreationFunctions::arange),
            Builtin.of("linspace", "start stop num=50 endpoint=True dtype=None", CreationFunctions::linspace),
            Builtin.of("array", CONVERTING, given -> converted(given, given.flag("copy"))),
            Builtin.of("asarray", CONVERTING, given -> converted(given, false)),
            Builtin.of("ascontiguousarray", CONVERTING, given -> converted(given, false)),
            Builtin.of("asanyarray", CONVERTING, given -> converted(given, false)),
            Builtin.of("copy", "a order=None", CreationFunctions::copy),
            Builtin.of("copyto", "a b", CreationFunctions::copyto),
            Builtin.of("ndarray", "a", CreationFunctions::ndarray),
            Builtin.of("one_hot", "indices classes", CreationFunctions::oneHot),
            Builtin.of("meshgrid", "a b indexing=xy", CreationFunctions::meshgrid),
            Builtin.of("tril", "a k=0", given -> triangle(given, true)),
            Builtin.of("triu", "a k=0", given -> triangle(given, false)),
            Builtin.of("diag", "a k=0", CreationFunctions::diag),
            Builtin.of(
                    "diagflat", "a", given -> ofDiagonal(given, given.arrays().flat(given.array("a")))),
            Builtin.of("diagonal", "a", given -> diagonal(given, given.array("a"))));

    private CreationFunctions() {}

    private static Value full(Given given) {
        Array value = given.array("fill_value");
        Array wide = given.arrays().broadcast(value, given.shape("shape"));
        return given.arrays().converted(wide, given.dtype("dtype", value.dtype()));
    }

    private static Value fullLike(Given given) {
        Array a = given.array("a");
        Array wide = given.arrays().broadcast(given.array("fill_value"), a.lengths());
        return given.arrays().converted(wide, given.dtype("dtype", a.dtype()));
    }

    private static Value eye(Given given) {
        Whole columns = given.has("M") ? given.whole("M") : given.whole("N");
        return eye(given, given.whole("N"), columns, given.whole("k").number());
    }

    private static Value linspace(Given given) {
        Whole num = given.whole("num");
        if (num.number() < 0) throw Fault.error("ValueError", "num is negative");
        double start = given.real("start"), stop = given.real("stop");
        long gaps = given.flag("endpoint") ? num.number() - 1 : num.number();
        Array spaced = given.arrays().spaced(start, gaps > 0 ? (stop - start) / gaps : 0, num, Dtype.FLOAT);
        // whatever rounding has made of start + step * gaps
        if (given.arrays().areKnown() && given.flag("endpoint") && gaps > 0) {
            List<Subscript> last = List.of(new Subscript.At(Whole.of(gaps)));
            given.arrays().write(spaced, last, given.arrays().number(new Value.Real(stop)));
        }
        return spaced;
    }

    private static Value copy(Given given) {
        return given.arrays().converted(given.array("a"), given.array("a").dtype());
    }

    private static Value copyto(Given given) {
        given.arrays().update("assign", given.array("a"), given.array("b"));
        return Value.None.NONE;
    }

    private static Value ndarray(Given given) {
        throw Fault.unsupported("this function is not taken; np.zeros makes an array");
    }

    private static Value oneHot(Given given) {
        Array indices = given.array("indices");
        if (!indices.dtype().isWhole()) throw new Fault("indices must be an input of integers");
        return given.arrays().oneHot(indices, given.whole("classes"));
    }

    private static Value meshgrid(Given given) {
        Array a = given.array("a"), b = given.array("b");
        boolean crossed = given.text("indexing").equals("xy");
        Whole m = Given.count(a), n = Given.count(b);
        List<Whole> shape = crossed ? List.of(n, m) : List.of(m, n);
        Arrays arrays = given.arrays();
        Array first = arrays.reshaped(a, crossed ? List.of(Whole.ONE, m) : List.of(m, Whole.ONE));
        Array second = arrays.reshaped(b, crossed ? List.of(n, Whole.ONE) : List.of(Whole.ONE, n));
        return new Value.Items(List.of(
                arrays.converted(arrays.broadcast(first, shape), a.dtype()),
                arrays.converted(arrays.broadcast(second, shape), b.dtype())));
    }

    private static Value diag(Given given) {
        Array a = given.array("a");
        if (!given.whole("k").equals(Whole.ZERO)) throw Fault.unsupported("takes the main diagonal only");
        return a.rank() == 1 ? ofDiagonal(given, a) : diagonal(given, a);
    }

    private static Array converted(Given given, boolean copies) {
        Array a = given.array("a");
        Dtype dtype = given.dtype("dtype", a.dtype());
        boolean same = dtype == a.dtype() && given.value("a") instanceof Array;
        Array result = same && !copies ? a : given.arrays().converted(a, dtype);
        List<Whole> shape = new ArrayList<>(result.lengths());
        while (shape.size() < Math.min(Given.MOST_AXES, given.whole("ndmin").number())) shape.add(0, Whole.ONE);
        return shape.size() == result.rank() ? result : given.arrays().reshaped(result, shape);
    }

    private static Array filled(Given given, double value) {
        return given.arrays().filled(given.shape("shape"), value, given.dtype("dtype", Dtype.FLOAT));
    }

    private static Array like(Given given, double value) {
        Array a = given.array("a");
        return given.arrays().filled(a.lengths(), value, given.dtype("dtype", a.dtype()));
    }

    private static Array eye(Given given, Whole rows, Whole columns, long k) {
        if (rows.number() < 0 || columns.number() < 0) throw Fault.error("ValueError", "a length is negative");
        Arrays arrays = given.arrays();
        Array row = arrays.reshaped(arrays.spaced(k, 1, rows, Dtype.INT), List.of(rows, Whole.ONE));
        Array equal = arrays.elementwise("equal", List.of(row, arrays.spaced(0, 1, columns, Dtype.INT)));
        return arrays.converted(equal, given.dtype("dtype", Dtype.FLOAT));
    }

    private static Value arange(Given given) {
        boolean one = !given.has("stop");
        Value start = one ? Whole.ZERO : given.value("start"),
                stop = given.value(one ? "start" : "stop"),
                step = given.value("step");
        boolean wholes = List.of(start, stop, step).stream()
                .allMatch(value -> Numbers.isWhole(value)
                        || value instanceof Array array && array.dtype().isWhole());
        Interpreter interpreter = given.interpreter();
        double from = interpreter.real(start), to = interpreter.real(stop), by = interpreter.real(step);
        if (by == 0) throw new Fault("the step is 0");
        long count = (long) Math.max(0, Math.ceil((to - from) / by));
        Whole length = one && wholes && by == 1 && stop instanceof Whole whole && whole.number() >= 0
                ? whole
                : Whole.of(count);
        Dtype dtype = given.dtype("dtype", wholes ? Dtype.INT : Dtype.FLOAT);
        return given.arrays().spaced(from, by, length, dtype);
    }

    private static Value triangle(Given given, boolean lower) {
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        if (a.rank() == 0) throw new Fault("a number has no triangle");
        Whole columns = a.lengths().get(a.rank() - 1), rows = a.lengths().get(Math.max(0, a.rank() - 2));
        Array column =
                arrays.reshaped(arrays.spaced(given.whole("k").number(), 1, rows, Dtype.INT), List.of(rows, Whole.ONE));
        Array row = arrays.spaced(0, 1, columns, Dtype.INT);
        Array kept = arrays.elementwise(lower ? "less_equal" : "greater_equal", List.of(row, column));
        Array zero = arrays.converted(arrays.number(Whole.ZERO), a.dtype());
        return arrays.elementwise("where", List.of(kept, a, zero));
    }

    private static Array ofDiagonal(Given given, Array a) {
        Arrays arrays = given.arrays();
        Whole length = a.lengths().get(0);
        Array square = arrays.filled(List.of(length, length), 0, a.dtype());
        Subscript all = new Subscript.Gather(arrays.spaced(0, 1, length, Dtype.INT));
        arrays.write(square, List.of(all, all), a);
        return square;
    }

    static Array diagonal(Given given, Array a) {
        if (a.rank() != 2) throw Fault.unsupported("takes a matrix; this is {}", a);
        return given.arrays().diagonal(a);
    }
}
