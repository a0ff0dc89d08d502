package dev.dscore.contract;

import dev.dscore.app.FunctionSource;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.Written;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The {@code function} field of a request: a name of the catalogue, or a definition. */
public final class FunctionField {
    private static final int MOST_INPUTS = 50;
    private static final int MOST_CALLS = 100, LONGEST_CALL = 1000;

    private FunctionField() {}

    /**
     * Reads the field.
     *
     * @throws RequestException if it is neither a name nor a definition
     */
    public static FunctionSource of(@Nullable JsonNode function) {
        if (function == null || function.isNull()) {
            throw invalid("function is missing; it is a name of the catalogue or a definition", "");
        }
        if (function.isString()) return new FunctionSource.Named(function.stringValue());
        if (!function.isObject()) throw wrong("function must be a name or an object with inputs, code and output", "");
        for (String field : function.propertyNames()) {
            if (!Set.of("inputs", "code", "call", "output").contains(field)) {
                throw new RequestException(
                        ProblemType.UNKNOWN_FIELD,
                        "there is no field " + field + "; a definition has inputs, code, call and output",
                        RequestException.pointer("/function", field));
            }
        }
        return defined(function);
    }

    private static FunctionSource defined(JsonNode definition) {
        JsonNode inputs = definition.get("inputs"), code = definition.get("code");
        if (inputs == null || !inputs.isObject()) {
            throw wrong("inputs must be an object of names and shapes, {\"X\": \"N D\", …}", "/inputs");
        }
        if (inputs.size() > MOST_INPUTS) throw invalid("a function has at most " + MOST_INPUTS + " inputs", "/inputs");
        if (code == null || !code.isString()) throw wrong("code must be a string", "/code");
        List<Declaration> declarations = new ArrayList<>();
        Map<String, Object> plain = new LinkedHashMap<>();
        inputs.properties().forEach(input -> {
            if (input.getValue().has("value"))
                plain.put(input.getKey(), PlainValue.of(input.getKey(), input.getValue()));
            else declarations.add(declaration(input.getKey(), input.getValue()));
        });
        List<String> calls = calls(definition.get("call"));
        tooMuch(calls).ifPresent(detail -> {
            throw invalid(detail, "/call");
        });
        return new FunctionSource.Defined(
                new Written(declarations, plain, code.stringValue(), calls, outputs(definition.get("output"))));
    }

    private static Declaration declaration(String name, JsonNode input) {
        String pointer = RequestException.pointer("/inputs", name);
        if (input.isString()) return new Declaration(name, shape(input.stringValue(), pointer));
        if (!input.isObject()) throw wrong("an input is a shape, \"N D\", or {\"shape\": …, \"below\": …}", pointer);
        for (String field : input.propertyNames()) {
            if (!Set.of("shape", "below").contains(field)) {
                throw new RequestException(
                        ProblemType.UNKNOWN_FIELD,
                        "there is no field " + field + "; an input has shape and below, or a value",
                        RequestException.pointer("/function" + pointer, field));
            }
        }
        JsonNode shape = input.get("shape"), below = input.get("below");
        if (shape == null || !shape.isString())
            throw wrong("shape must be a string, such as \"N D\"", pointer + "/shape");
        return new Declaration(
                name, shape(shape.stringValue(), pointer), below(below, pointer + "/below"), Optional.empty());
    }

    private static Shape shape(String text, String pointer) {
        try {
            return Shape.parse(text);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage(), pointer);
        }
    }

    private static Optional<Size> below(@Nullable JsonNode below, String pointer) {
        if (below == null || below.isNull()) return Optional.empty();
        String text = below.isString() || below.isIntegralNumber() ? below.asString() : "";
        if (!text.matches("[A-Za-z_]\\w*|[1-9]\\d{0,8}")) {
            throw wrong("below must be the name of an axis or a whole number from 1 on", pointer);
        }
        return Optional.of(shape(text, pointer).size(0));
    }

    private static List<String> calls(@Nullable JsonNode call) {
        if (call == null || call.isNull()) return List.of();
        if (call.isString()) return List.of(call.stringValue());
        if (!call.isArray() || call.isEmpty() || !call.valueStream().allMatch(JsonNode::isString)) {
            throw wrong("call must be a statement such as \"out, cache = f(x, w)\", or a list of them", "/call");
        }
        return call.valueStream().map(JsonNode::stringValue).toList();
    }

    /**
     * Returns a message if the calls of a definition or of a submission, each of which is parsed, are too many or too
     * long.
     */
    static Optional<String> tooMuch(List<String> calls) {
        if (calls.size() > MOST_CALLS) return Optional.of("at most " + MOST_CALLS + " calls are run");
        if (calls.stream().allMatch(call -> call.length() <= LONGEST_CALL)) return Optional.empty();
        return Optional.of("a call has at most " + LONGEST_CALL + " characters; what is longer belongs into code");
    }

    private static List<String> outputs(@Nullable JsonNode output) {
        if (output != null && output.isString()) return List.of(output.stringValue());
        if (output == null || !output.isArray() || !output.valueStream().allMatch(JsonNode::isString)) {
            throw wrong("output must be the name of a value that the code assigns, or a list of them", "/output");
        }
        return output.valueStream().map(JsonNode::stringValue).toList();
    }

    private static RequestException wrong(String detail, String pointer) {
        return new RequestException(ProblemType.WRONG_TYPE, detail, "/function" + pointer);
    }

    private static RequestException invalid(String detail, String pointer) {
        return new RequestException(ProblemType.INVALID_DEFINITION, detail, "/function" + pointer);
    }
}
