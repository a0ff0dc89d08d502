package dev.dscore.lang;

import dev.dscore.graph.Operation;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The graph operations of NumPy functions, by the function's name. */
final class NumpyNames {
    /** Names of the functions that are written as operators; all others have the operation's own name. */
    private static final Map<Operation, String> SIGNS = Map.ofEntries(
            Map.entry(Operation.NEGATE, "negative"),
            Map.entry(Operation.ADD, "add"),
            Map.entry(Operation.SUBTRACT, "subtract"),
            Map.entry(Operation.MULTIPLY, "multiply"),
            Map.entry(Operation.DIVIDE, "divide"),
            Map.entry(Operation.POWER, "power"),
            Map.entry(Operation.LESS, "less"),
            Map.entry(Operation.LESS_EQUAL, "less_equal"),
            Map.entry(Operation.GREATER, "greater"),
            Map.entry(Operation.GREATER_EQUAL, "greater_equal"),
            Map.entry(Operation.EQUAL, "equal"),
            Map.entry(Operation.NOT_EQUAL, "not_equal"));

    static final Map<String, Operation> ELEMENTWISE = table(Operation::isElementwise);

    static final Map<String, Operation> REDUCTIONS = table(Operation::isReduction);

    /** Functions that keep the shape and work along axes. */
    static final Map<String, Operation> ALONG = table(Operation::isAlongAxes);

    private NumpyNames() {}

    private static Map<String, Operation> table(Predicate<Operation> kind) {
        return Arrays.stream(Operation.values())
                .filter(kind)
                .collect(Collectors.toUnmodifiableMap(
                        operation -> SIGNS.getOrDefault(operation, operation.text()), Function.identity()));
    }
}
