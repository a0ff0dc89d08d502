package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Methods of arrays that are not functions of NumPy, or take other arguments than the function. */
final class ArrayMethods {
    static final Map<String, Builtin> METHODS = Builtin.table(
            Builtin.of("astype", "a dtype copy=True", ArrayMethods::astype),
            Builtin.of("item", "a *index", given -> number(given, given.array("a"))),
            Builtin.of("tolist", "a", given -> listed(given, given.array("a"))),
            Builtin.of("fill", "a value", ArrayMethods::fill),
            Builtin.of("sort", "a axis=-1", ArrayMethods::sort),
            Builtin.of("round", "a decimals=0", UniversalFunctions::rounded));

    private ArrayMethods() {}

    private static Value astype(Given given) {
        return given.arrays().converted(given.array("a"), given.dtype("dtype", Dtype.FLOAT));
    }

    private static Value fill(Given given) {
        given.arrays().update("assign", given.array("a"), given.array("value"));
        return Value.None.NONE;
    }

    private static Value sort(Given given) {
        Array a = given.array("a");
        given.arrays().update("assign", a, given.arrays().along("sort", a, List.of(given.axis("axis", a))));
        return Value.None.NONE;
    }

    static Value number(Given given, Array a) {
        double value = given.arrays().item(a);
        return switch (a.dtype()) {
            case BOOL -> Value.Flag.of(value != 0);
            case INT, UINT8 -> Whole.of((long) value);
            case FLOAT -> new Value.Real(value);
        };
    }

    private static Value listed(Given given, Array a) {
        if (a.rank() == 0) return number(given, a);
        List<Value> elements = new ArrayList<>();
        for (Value element : given.interpreter().sequences().elements(a)) elements.add(listed(given, (Array) element));
        return new Value.Items(elements);
    }
}
