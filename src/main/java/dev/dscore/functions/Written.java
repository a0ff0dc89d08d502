package dev.dscore.functions;

import java.util.List;
import java.util.Map;

/**
 * A function as it is written down.
 *
 * @param plain the values by name that are no arrays and have no gradient: numbers, strings, lists, dictionaries
 * @param calls the statements that run after the code, one by one; if there are any, the values that they assign are
 *     named, else those that the code assigns
 * @param outputs the names of the outputs
 */
public record Written(
        List<Declaration> inputs, Map<String, Object> plain, String code, List<String> calls, List<String> outputs) {
    public Written {
        inputs = List.copyOf(inputs);
        plain = Map.copyOf(plain);
        calls = List.copyOf(calls);
        outputs = List.copyOf(outputs);
    }

    public Written(List<Declaration> inputs, String code, List<String> outputs) {
        this(inputs, Map.of(), code, List.of(), outputs);
    }
}
