package dev.dscore.lang;

import java.util.Map;

/** The names of number types in NumPy and Python. */
final class Dtypes {
    private static final Map<String, Dtype> NAMED = Map.ofEntries(
            Map.entry("float", Dtype.FLOAT),
            Map.entry("float64", Dtype.FLOAT),
            Map.entry("float32", Dtype.FLOAT),
            Map.entry("double", Dtype.FLOAT),
            Map.entry("float_", Dtype.FLOAT),
            Map.entry("longdouble", Dtype.FLOAT),
            Map.entry("single", Dtype.FLOAT),
            Map.entry("f", Dtype.FLOAT),
            Map.entry("f4", Dtype.FLOAT),
            Map.entry("f8", Dtype.FLOAT),
            Map.entry("d", Dtype.FLOAT),
            Map.entry("uint8", Dtype.UINT8),
            Map.entry("u1", Dtype.UINT8),
            Map.entry("int", Dtype.INT),
            Map.entry("int64", Dtype.INT),
            Map.entry("int32", Dtype.INT),
            Map.entry("intp", Dtype.INT),
            Map.entry("int_", Dtype.INT),
            Map.entry("i", Dtype.INT),
            Map.entry("i4", Dtype.INT),
            Map.entry("i8", Dtype.INT),
            Map.entry("long", Dtype.INT),
            Map.entry("bool", Dtype.BOOL),
            Map.entry("bool_", Dtype.BOOL),
            Map.entry("?", Dtype.BOOL));

    private Dtypes() {}

    static boolean isNamed(String name) {
        return NAMED.containsKey(name) && name.length() > 2;
    }

    static Dtype named(String name) {
        Dtype dtype = NAMED.get(name);
        if (dtype == null)
            throw Fault.unsupported("the dtype {} is not taken; float, int and bool are", Message.name(name));
        return dtype;
    }

    /** Returns the type of this name as the dtype of an array. */
    static Value.Type typeOf(String name) {
        return new Value.Type(named(name), Value.Type.Origin.DTYPE);
    }

    static Dtype of(Value value) {
        if (value instanceof Value.Type type) return type.dtype();
        if (value instanceof Value.Text text) return named(text.text());
        throw Fault.unsupported("a dtype is float, int or bool, not {}", Message.kind(value));
    }
}
