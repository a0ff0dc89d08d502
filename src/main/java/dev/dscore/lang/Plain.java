package dev.dscore.lang;

import java.util.List;
import java.util.Map;

/** Converts plain Java values, as in a request, to new values of the language, which the program may change. */
public final class Plain {
    private Plain() {}

    /**
     * Converts a value.
     *
     * @param value a string, a truth value, a whole number ({@code Long}), a double, a list or a map by strings of such
     *     values, or {@link Value#NOTHING}
     * @throws IllegalArgumentException if the value is of another type
     */
    public static Value value(Object value) {
        if (value instanceof Value none) return none;
        if (value instanceof String text) return new Value.Text(text);
        if (value instanceof Boolean truth) return Value.Flag.of(truth);
        if (value instanceof Long whole) return Whole.of(whole);
        if (value instanceof Double real) return new Value.Real(real);
        if (value instanceof List<?> list) {
            return new Value.Items(list.stream().map(Plain::value).toList());
        }
        if (value instanceof Map<?, ?> map) {
            Value.Dictionary dictionary = new Value.Dictionary();
            map.forEach((key, entry) -> dictionary.entries().put(new Value.Text(String.valueOf(key)), value(entry)));
            return dictionary;
        }
        throw new IllegalArgumentException("no plain value: " + value.getClass());
    }
}
