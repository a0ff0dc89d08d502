package dev.dscore.contract;

import dev.dscore.lang.Value;
import dev.dscore.lang.Whole;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * An input that is no array: {@code {"value": …}} with any JSON, as plain values that the language converts to its own.
 */
final class PlainValue {
    private static final int MOST_NODES = 1000;

    private final String pointer;
    private int nodes = 0;

    private PlainValue(String pointer) {
        this.pointer = pointer;
    }

    /** @throws RequestException if there are other fields, or the value is too large */
    static Object of(String name, JsonNode input) {
        String pointer = RequestException.pointer("/function/inputs", name);
        for (String field : input.propertyNames()) {
            if (!field.equals("value")) {
                throw new RequestException(
                        ProblemType.UNKNOWN_FIELD,
                        "an input with a value has no " + field,
                        RequestException.pointer(pointer, field));
            }
        }
        return new PlainValue(pointer + "/value").read(input.get("value"));
    }

    private Object read(JsonNode json) {
        if (++nodes > MOST_NODES) {
            throw new RequestException(
                    ProblemType.INVALID_DEFINITION,
                    "a plain value has " + MOST_NODES + " parts at most; send arrays with a shape",
                    pointer);
        }
        if (json.isString()) return json.stringValue();
        if (json.isBoolean()) return json.booleanValue();
        if (json.isIntegralNumber() && json.canConvertToLong() && Math.abs(json.longValue()) <= Whole.LARGEST)
            return json.longValue();
        if (json.isNumber()) return json.doubleValue();
        if (json.isArray()) return json.valueStream().map(this::read).toList();
        if (json.isObject()) {
            Map<String, Object> entries = new LinkedHashMap<>();
            json.properties().forEach(entry -> entries.put(entry.getKey(), read(entry.getValue())));
            return entries;
        }
        return Value.NOTHING;
    }
}
