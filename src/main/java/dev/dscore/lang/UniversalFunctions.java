package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** NumPy's universal functions, and other functions that work entry by entry. */
final class UniversalFunctions {
    private static final List<String> ONE_OPERAND = List.of(
            ("exp exp2 expm1 log log2 log10 log1p sqrt square sign tanh sin cos tan arcsin arccos arctan sinh cosh arcsinh arccosh arctanh"
                            + " abs expit erf floor ceil rint trunc isnan isinf isfinite logical_not invert negative positive reciprocal cbrt")
                    .split(" "));
    private static final List<String> TWO_OPERANDS = List.of(
            ("add subtract multiply divide power floor_divide remainder maximum minimum arctan2 hypot logaddexp less less_equal"
                            + " greater greater_equal equal not_equal logical_and logical_or logical_xor bitwise_and bitwise_or bitwise_xor"
                            + " left_shift right_shift fmax fmin copysign")
                    .split(" "));
    private static final Map<String, String> OTHER_NAMES = Map.ofEntries(
            Map.entry("absolute", "abs"),
            Map.entry("fabs", "abs"),
            Map.entry("sigmoid", "expit"),
            Map.entry("true_divide", "divide"),
            Map.entry("float_power", "power"),
            Map.entry("pow", "power"),
            Map.entry("mod", "remainder"),
            Map.entry("fix", "trunc"));

    static final Map<String, Builtin> TABLE = table();

    private UniversalFunctions() {}

    private static Map<String, Builtin> table() {
        List<Builtin> rows = new ArrayList<>();
        for (String name : ONE_OPERAND) rows.add(oneOperand(name, name));
        for (String name : TWO_OPERANDS) rows.addAll(twoOperands(name, name));
        OTHER_NAMES.forEach((name, of) -> {
            if (TWO_OPERANDS.contains(of)) rows.addAll(twoOperands(name, of));
            else rows.add(oneOperand(name, of));
        });
        rows.add(Builtin.of("clip", "a a_min=None a_max=None out=None min=None max=None", UniversalFunctions::clip));
        rows.add(Builtin.of("relu", "a", UniversalFunctions::relu));
        rows.add(Builtin.of("heaviside", "a b", UniversalFunctions::heaviside));
        rows.add(Builtin.of(
                "nan_to_num", "a", given -> given.arrays().elementwise("nan_to_num", List.of(given.array("a")))));
        rows.add(Builtin.of("round", "a decimals=0 out=None", UniversalFunctions::rounded));
        rows.add(Builtin.of("around", "a decimals=0 out=None", UniversalFunctions::rounded));
        return Builtin.table(rows.toArray(Builtin[]::new));
    }

    private static Builtin oneOperand(String name, String function) {
        return Builtin.of(
                name,
                "a out=None dtype=None",
                given -> given.stored(given.arrays().elementwise(function, List.of(given.array("a")))));
    }

    private static List<Builtin> twoOperands(String name, String function) {
        return List.of(
                Builtin.of(
                        name,
                        "a b out=None dtype=None",
                        given -> given.stored(
                                given.arrays().elementwise(function, List.of(given.array("a"), given.array("b"))))),
                Builtin.of(name + ".at", "a indices b", given -> accumulated(given, function)),
                Builtin.of(name + ".outer", "a b", given -> outer(given, function)));
    }

    private static Value accumulated(Given given, String function) {
        Array a = given.array("a");
        Indexing indexing = new Indexing(given.interpreter());
        given.arrays()
                .accumulate(function, a, indexing.subscripts(a, given.value("indices"), "indices"), given.array("b"));
        return Value.None.NONE;
    }

    private static Value outer(Given given, String function) {
        Array a = given.array("a"), b = given.array("b");
        List<Whole> shape = new ArrayList<>(a.lengths());
        for (int axis = 0; axis < b.rank(); axis++) shape.add(Whole.ONE);
        return given.arrays().elementwise(function, List.of(given.arrays().reshaped(a, shape), b));
    }

    private static Value clip(Given given) {
        Arrays arrays = given.arrays();
        Array a = given.array("a");
        Array result = a;
        String least = given.has("a_min") ? "a_min" : "min", most = given.has("a_max") ? "a_max" : "max";
        if (given.has(least)) result = arrays.elementwise("maximum", List.of(result, given.array(least)));
        if (given.has(most)) result = arrays.elementwise("minimum", List.of(result, given.array(most)));
        return given.stored(result);
    }

    private static Value relu(Given given) {
        return given.arrays()
                .elementwise("maximum", List.of(given.array("a"), given.arrays().number(Whole.ZERO)));
    }

    private static Value heaviside(Given given) {
        Arrays arrays = given.arrays();
        Array zero = arrays.number(Whole.ZERO);
        Array above = arrays.converted(arrays.elementwise("greater", List.of(given.array("a"), zero)), Dtype.FLOAT);
        return arrays.elementwise(
                "where",
                List.of(arrays.elementwise("equal", List.of(given.array("a"), zero)), given.array("b"), above));
    }

    static Value rounded(Given given) {
        return given.stored(nearest(given));
    }

    private static Array nearest(Given given) {
        Array a = given.array("a");
        Arrays arrays = given.arrays();
        long decimals = given.whole("decimals").number();
        if (a.dtype() == Dtype.BOOL) throw new Fault("NumPy does not round comparisons");
        if (a.dtype().isWhole() && decimals >= 0) return arrays.converted(a, a.dtype());
        if (decimals == 0) return arrays.elementwise("rint", List.of(a));
        Array scale = arrays.number(new Value.Real(Math.pow(10, decimals)));
        Array scaled = arrays.elementwise("rint", List.of(arrays.elementwise("multiply", List.of(a, scale))));
        return arrays.elementwise("divide", List.of(scaled, scale));
    }
}
