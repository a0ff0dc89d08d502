package dev.dscore.lang;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A function of the language: its parameters in Python's or NumPy's order with their defaults, and its body. */
record Builtin(String name, List<Parameter> parameters, Body body) {
    /** Arguments of NumPy's and torch's functions that not every row has. Passing one to such a row is unsupported. */
    private static final Set<String> KEYWORDS = Set.of(
            ("axis axes keepdims keepdim dim out dtype order casting subok where initial copy like device kind stable side "
                            + "sorter mode method interpolation return_index return_inverse return_counts retstep base endpoint "
                            + "requires_grad ddof correction assume_unique invert equal_nan decimals optimize ndmin weights rtol atol")
                    .split(" "));

    interface Body {
        Value call(Given given);
    }

    /**
     * @param name ends in a slash if the argument is passed by position only
     * @param isRest whether it takes all remaining positional arguments
     */
    record Parameter(String name, boolean isRest, Optional<Value> defaults) {
        private static Parameter parse(String text) {
            if (text.startsWith("**")) return new Parameter(text, false, Optional.of(Value.None.NONE));
            boolean rest = text.startsWith("*");
            String[] parts = text.substring(rest ? 1 : 0).split("=", 2);
            if (parts.length == 1) return new Parameter(parts[0], rest, Optional.empty());
            return new Parameter(parts[0], rest, Optional.of(value(parts[1])));
        }

        private static Value value(String text) {
            return switch (text) {
                case "None" -> Value.None.NONE;
                case "True" -> Value.Flag.TRUE;
                case "False" -> Value.Flag.FALSE;
                case "()" -> new Value.Tuple(List.of());
                default ->
                    text.matches("-?\\d+")
                            ? Whole.of(Long.parseLong(text))
                            : text.matches("-?\\d.*") ? new Value.Real(Double.parseDouble(text)) : new Value.Text(text);
            };
        }
    }

    static Builtin of(String name, String parameters, Body body) {
        List<Parameter> all = parameters.isEmpty()
                ? List.of()
                : Arrays.stream(parameters.split(" ")).map(Parameter::parse).toList();
        return new Builtin(name, all, body);
    }

    /** Returns the functions by name, each of which must have one row only. */
    static Map<String, Builtin> table(Builtin... rows) {
        Map<String, Builtin> table = new LinkedHashMap<>();
        for (Builtin row : rows) {
            if (table.put(row.name, row) != null) throw new IllegalStateException(row.name + " has two rows");
        }
        return Collections.unmodifiableMap(table);
    }

    /** Returns all functions of several tables, each of which must be in one table only. */
    @SafeVarargs
    static Map<String, Builtin> table(Map<String, Builtin>... parts) {
        Map<String, Builtin> table = new LinkedHashMap<>();
        for (Map<String, Builtin> part : parts) {
            part.forEach((name, row) -> {
                if (table.put(name, row) != null) throw new IllegalStateException(name + " is in two tables");
            });
        }
        return Collections.unmodifiableMap(table);
    }

    /** Binds arguments to parameters as Python does (by position, by keyword, by default), and calls the function. */
    Value call(Interpreter interpreter, List<Value> positional, Map<String, Value> keywords) {
        Map<String, Value> bound = new LinkedHashMap<>();
        List<Value> rest = new ArrayList<>();
        int next = 0, used = 0;
        for (Parameter parameter : parameters) {
            boolean keyword = keywords.containsKey(parameter.name);
            if (parameter.isRest) {
                rest = positional.subList(next, positional.size());
                next = positional.size();
                if (keyword && rest.isEmpty()) {
                    rest = List.of(keywords.get(parameter.name));
                    used++;
                }
            } else if (next < positional.size()) {
                if (keyword)
                    throw Fault.error("TypeError", "the argument {} is given twice", Message.name(parameter.name));
                bound.put(parameter.name, positional.get(next++));
            } else if (keyword) {
                bound.put(parameter.name, keywords.get(parameter.name));
                used++;
            } else if (parameter.defaults.isPresent()) {
                bound.put(parameter.name, parameter.defaults.get());
            } else {
                throw Fault.error("TypeError", "the argument {} is missing", Message.name(parameter.name));
            }
        }
        if (next < positional.size()) {
            Message message = Message.of("takes {} arguments at most, not {}", parameters.size(), positional.size());
            throw isPythons() ? Fault.error("TypeError", "{}", message) : Fault.unsupported("{}", message);
        }
        Map<String, Value> others = new LinkedHashMap<>();
        if (used < keywords.size()) {
            boolean any = parameters.stream().anyMatch(parameter -> parameter.name.startsWith("**"));
            for (String keyword : keywords.keySet()) {
                if (bound.containsKey(keyword) || isRest(keyword)) continue;
                if (!any) throw unknown(keyword);
                others.put(keyword, keywords.get(keyword));
            }
        }
        return body.call(new Given(interpreter, bound, rest, others));
    }

    private boolean isRest(String keyword) {
        return parameters.stream().anyMatch(parameter -> parameter.isRest && parameter.name.equals(keyword));
    }

    private boolean isPythons() {
        return PythonFunctions.TABLE.get(name) == this;
    }

    /** Returns whether functions of NumPy or torch take an argument of this name. */
    private boolean isLackedByUs(String keyword) {
        return !isPythons() && KEYWORDS.contains(keyword);
    }

    private Fault unknown(String keyword) {
        if (isPythons() && NumpyFunctions.TABLE.containsKey(name)) {
            return Fault.error(
                    "TypeError",
                    "Python's own {} has no argument {}; np.{} is another function",
                    Message.fixed(name),
                    Message.name(keyword),
                    Message.fixed(name));
        }
        Message message = Message.of(
                "has no argument {}; it takes {}",
                Message.name(keyword),
                Message.fixed(String.join(
                        ", ", parameters.stream().map(Parameter::name).toList())));
        return isLackedByUs(keyword) ? Fault.unsupported("{}", message) : Fault.error("TypeError", "{}", message);
    }
}
