package dev.dscore.lang;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy functions that compare whole arrays, and those that test properties of values. */
final class LogicFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("allclose", "a b rtol=1e-5 atol=1e-8", LogicFunctions::allclose),
            Builtin.of("isclose", "a b rtol=1e-5 atol=1e-8", LogicFunctions::isclose),
            Builtin.of("array_equal", "a b", LogicFunctions::arrayEqual),
            Builtin.of("may_share_memory", "a b", LogicFunctions::mayShareMemory),
            Builtin.of("isscalar", "a", given -> Value.Flag.of(Numbers.isNumber(given.value("a")))),
            Builtin.of("issubdtype", "dtype kind", LogicFunctions::issubdtype));

    private LogicFunctions() {}

    private static Value allclose(Given given) {
        Array near = isclose(given);
        List<Integer> axes = IntStream.range(0, near.rank()).boxed().toList();
        return Value.Flag.of(given.arrays().item(given.arrays().reduced("all", near, axes, false, 0)) != 0);
    }

    private static Array isclose(Given given) {
        Array a = given.array("a"), b = given.array("b");
        Entrywise arrays = new Entrywise(given.arrays());
        Array near = arrays.of(
                "less_equal",
                arrays.of("abs", arrays.of("subtract", a, b)),
                arrays.of("add", given.array("atol"), arrays.of("multiply", given.array("rtol"), arrays.of("abs", b))));
        // nothing is near infinity but infinity
        Array finite =
                arrays.of("less", arrays.of("abs", b), given.arrays().number(new Value.Real(Double.POSITIVE_INFINITY)));
        return arrays.of("logical_or", arrays.of("logical_and", near, finite), arrays.of("equal", a, b));
    }

    private static Value arrayEqual(Given given) {
        Array a = given.array("a"), b = given.array("b");
        if (!a.lengths().equals(b.lengths())) return Value.Flag.FALSE;
        return Value.Flag.of(java.util.Arrays.equals(
                given.arrays().entries(a), given.arrays().entries(b)));
    }

    private static Value mayShareMemory(Given given) {
        return Value.Flag.of(given.array("a").memory() == given.array("b").memory());
    }

    private static Value issubdtype(Given given) {
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
    }

    // shorthand for elementwise functions
    private record Entrywise(Arrays arrays) {
        Array of(String function, Array... operands) {
            return arrays.elementwise(function, List.of(operands));
        }
    }
}
