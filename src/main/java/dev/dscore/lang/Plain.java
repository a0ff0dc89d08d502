package dev.dscore.lang;

import java.util.List;
import java.util.Map;

/** Plain values of Java, as a request brings them, as values of the language: new ones for each program, which may change them. */
public final class Plain {
    private Plain() {}

    /** @param value a string, a truth value, a whole number, a double, a list or a map of such by strings, or {@link Value#NOTHING} */
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
