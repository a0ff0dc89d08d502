package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** NumPy functions along axes: sums, means, extremes, and functions that run along an axis. */
final class ReductionFunctions {
    private static final String PLAIN = "a axis=None out=None keepdims=False";
    private static final String TYPED = "a axis=None dtype=None out=None keepdims=False";
    private static final String SPREAD = "a axis=None dtype=None out=None ddof=0 keepdims=False";

    // bounds ddof of var and std, beyond any count of entries that matters
    private static final int LARGEST_DDOF = 100;

    static final Map<String, Builtin> TABLE = Builtin.table(
            reduction("sum", TYPED),
            reduction("mean", TYPED),
            reduction("prod", TYPED),
            reduction("nansum", TYPED),
            reduction("max", PLAIN),
            reduction("min", PLAIN),
            reduction("any", PLAIN),
            reduction("all", PLAIN),
            reduction("count_nonzero", PLAIN),
            Builtin.of("amax", PLAIN, given -> reduced(given, "max")),
            Builtin.of("amin", PLAIN, given -> reduced(given, "min")),
            reduction("var", SPREAD),
            reduction("std", SPREAD),
            Builtin.of("ptp", "a axis=None keepdims=False", ReductionFunctions::ptp),
            Builtin.of("logsumexp", "a axis=None b=None keepdims=False", ReductionFunctions::logsumexp),
            Builtin.of("average", "a axis=None weights=None", ReductionFunctions::average),
            Builtin.of("median", "a axis=None keepdims=False", ReductionFunctions::median),
            Builtin.of("argmax", PLAIN, given -> extreme(given, "argmax")),
            Builtin.of("argmin", PLAIN, given -> extreme(given, "argmin")),
            Builtin.of("softmax", "a axis=None", given -> normalized(given, "softmax")),
            Builtin.of("log_softmax", "a axis=None", given -> normalized(given, "log_softmax")),
            Builtin.of("cumsum", "a axis=None dtype=None", given -> running(given, "cumsum")),
            Builtin.of("cumprod", "a axis=None dtype=None", given -> running(given, "cumprod")),
            Builtin.of("diff", "a n=1 axis=-1", ReductionFunctions::diff),
            ofRows("add", "sum"),
            ofRows("multiply", "prod"),
            ofRows("maximum", "max"),
            ofRows("minimum", "min"),
            ofRows("logical_and", "all"),
            ofRows("logical_or", "any"),
            Builtin.of("add.accumulate", "a axis=0 dtype=None", given -> running(given, "cumsum")),
            Builtin.of("multiply.accumulate", "a axis=0 dtype=None", given -> running(given, "cumprod")));

    private ReductionFunctions() {}

    private static Builtin reduction(String name, String parameters) {
        return Builtin.of(name, parameters, given -> reduced(given, name));
    }

    // np.add.reduce goes along the first axis, where np.sum goes along all
    private static Builtin ofRows(String operation, String name) {
        return Builtin.of(operation + ".reduce", TYPED.replace("axis=None", "axis=0"), given -> reduced(given, name));
    }

    private static Array normalized(Given given, String function) {
        Array a = given.array("a");
        return given.arrays().along(function, a, given.axes("axis", a));
    }

    private static Array running(Given given, String function) {
        Array a = given.flatUnlessAlong("axis");
        return given.stored(given.arrays().along(function, a, List.of(given.axisOrFirst("axis", a))));
    }

    private static Value logsumexp(Given given) {
        if (given.has("b")) throw Fault.unsupported("weights b are not taken; np.log(np.sum(b * np.exp(a))) is");
        return reduced(given, "logsumexp");
    }

    private static Value ptp(Given given) {
        return given.arrays().elementwise("subtract", List.of(reduced(given, "max"), reduced(given, "min")));
    }

    private static Value average(Given given) {
        if (!given.has("weights")) return reducedBy(given, "mean");
        Arrays arrays = given.arrays();
        Array a = given.array("a"), weights = given.array("weights");
        if (weights.rank() == 1 && a.rank() > 1) {
            int axis = given.axis("axis", a);
            List<Whole> shape = new ArrayList<>(Collections.nCopies(a.rank(), Whole.ONE));
            shape.set(axis, weights.lengths().get(0));
            weights = arrays.reshaped(weights, shape);
        }
        Array full = arrays.broadcast(weights, a.lengths());
        List<Integer> axes = given.axes("axis", a);
        Array sum = arrays.reduced("sum", arrays.elementwise("multiply", List.of(a, full)), axes, false, 0);
        return arrays.elementwise("divide", List.of(sum, arrays.reduced("sum", full, axes, false, 0)));
    }

    private static Value diff(Given given) {
        Array a = given.array("a");
        if (!given.whole("n").equals(Whole.ONE)) throw Fault.unsupported("takes differences once here");
        int axis = given.axis("axis", a);
        long length = a.lengths().get(axis).number();
        Array later = given.arrays().part(a, axis, Math.min(1, length), Math.max(0, length - 1));
        return given.arrays()
                .elementwise(
                        a.dtype() == Dtype.BOOL ? "not_equal" : "subtract",
                        List.of(later, given.arrays().part(a, axis, 0, Math.max(0, length - 1))));
    }

    private static Array reduced(Given given, String function) {
        Array a = given.array("a");
        return given.stored(
                given.arrays().reduced(function, a, given.axes("axis", a), given.flag("keepdims"), ddof(given)));
    }

    // the number subtracted from the count of entries, in var and std only
    private static int ddof(Given given) {
        if (given.value("ddof") == null) return 0;
        return (int) Math.max(
                -LARGEST_DDOF, Math.min(LARGEST_DDOF, given.whole("ddof").number()));
    }

    private static Value extreme(Given given, String name) {
        Array a = given.array("a");
        List<Integer> axes = given.has("axis") ? List.of(given.axis("axis", a)) : given.axes("axis", a);
        return given.stored(given.arrays().reduced(name, a, axes, given.flag("keepdims"), 0));
    }

    private static Array reducedBy(Given given, String function) {
        Array a = given.array("a");
        return given.arrays().reduced(function, a, given.axes("axis", a), false, 0);
    }

    private static Value median(Given given) {
        Array all = given.arrays().converted(given.array("a"), Dtype.FLOAT);
        Array a = given.has("axis") ? all : given.arrays().flat(all);
        int axis = given.axisOrFirst("axis", a);
        Array sorted = given.arrays().along("sort", a, List.of(axis));
        long length = a.lengths().get(axis).number();
        if (length == 0) throw Fault.unsupported("an axis of length 0 has no median here");
        Array lower = entry(given.arrays(), sorted, axis, (length - 1) / 2);
        Array upper = entry(given.arrays(), sorted, axis, length / 2);
        Array sum = given.arrays().elementwise("add", List.of(lower, upper));
        Array half =
                given.arrays().elementwise("divide", List.of(sum, given.arrays().number(Whole.of(2))));
        if (!given.flag("keepdims")) return half;
        List<Whole> shape = new ArrayList<>(given.array("a").lengths());
        if (given.has("axis")) shape.set(axis, Whole.ONE);
        else Collections.fill(shape, Whole.ONE);
        return given.arrays().reshaped(half, shape);
    }

    private static Array entry(Arrays arrays, Array a, int axis, long position) {
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(axis, new Subscript.At(Whole.of(position)));
        return arrays.read(a, subscripts);
    }
}
