package dev.dscore.web;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Kept;
import dev.dscore.compute.Made;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.DefinitionException;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.SourceException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Reads the {@code function} field: a name of the catalogue, or a definition. */
@Component
class FunctionReader {
    private static final int MOST_INPUTS = 50;

    private final Catalogue catalogue;
    private final Limits limits;
    // a course sends the same definition a thousand times
    private final Cache<JsonNode, Made<Function>> definitions = Kept.within(
                    (JsonNode definition, Made<Function> function) -> bytes(definition, function.value()))
            .build();

    FunctionReader(Catalogue catalogue, Limits limits) {
        this.catalogue = catalogue;
        this.limits = limits;
    }

    /** What is known of the lengths of axes beside the definition: for its error messages. */
    interface Lengths {
        Map<String, Integer> of(List<Declaration> inputs);
    }

    /** @param allowance for the graph of a definition */
    Function read(@Nullable JsonNode function, Lengths lengths, Allowance allowance) {
        if (function == null || function.isNull()) {
            throw invalid("function is missing; it is a name of the catalogue or a definition", "");
        }
        if (function.isString()) return named(function.stringValue());
        if (!function.isObject()) throw wrong("function must be a name or an object with inputs, code and output", "");
        for (String field : function.propertyNames()) {
            if (!Set.of("inputs", "code", "output").contains(field)) {
                throw new ApiException(
                        ProblemType.UNKNOWN_FIELD,
                        "there is no field " + field + "; a definition has inputs, code and output",
                        ApiException.pointer("/function", field));
            }
        }
        Made<Function> known = definitions.getIfPresent(function);
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        Made<Function> defined = making.of(function, defined(function, lengths, allowance));
        definitions.put(function, defined);
        return defined.value();
    }

    // the texts of a definition are kept by the function, too, and in its declarations
    private static long bytes(JsonNode definition, Function function) {
        long warnings = 500L * function.warnings().size();
        return Graph.bytes(function.graph()) + 2 * bytes(definition) + warnings;
    }

    private static long bytes(JsonNode node) {
        long bytes = 100 + (node.isString() ? 2 * node.stringValue().length() : 0);
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            bytes += 100 + 2 * field.getKey().length() + bytes(field.getValue());
        }
        for (JsonNode element : node.isArray() ? node : List.<JsonNode>of()) bytes += bytes(element);
        return bytes;
    }

    private Function named(String name) {
        return catalogue
                .find(name)
                .map(Catalogue.Entry::function)
                .orElseThrow(() -> new ApiException(
                        ProblemType.UNKNOWN_NAME,
                        Printable.quoted(name) + " is not in the catalogue"
                                + Nearest.to(name, catalogue.entries().keySet()),
                        "/function"));
    }

    private Function defined(JsonNode definition, Lengths lengths, Allowance allowance) {
        JsonNode inputs = definition.get("inputs"), code = definition.get("code");
        if (inputs == null || !inputs.isObject()) {
            throw wrong("inputs must be an object of names and shapes, {\"X\": \"N D\", …}", "/inputs");
        }
        if (inputs.size() > MOST_INPUTS) throw invalid("a function has at most " + MOST_INPUTS + " inputs", "/inputs");
        if (code == null || !code.isString()) throw wrong("code must be a string", "/code");
        List<Declaration> declarations = new ArrayList<>();
        inputs.properties().forEach(input -> declarations.add(declaration(input.getKey(), input.getValue())));
        try {
            return new Function(
                    declarations,
                    code.stringValue(),
                    outputs(definition.get("output")),
                    limits.code().limits(),
                    allowance);
        } catch (SourceException e) {
            Map<String, Object> place = new LinkedHashMap<>();
            place.put("line", e.line());
            place.put("column", e.column());
            place.put("text", e.text());
            String where = "line " + e.line() + ", column " + e.column() + ": ";
            throw new ApiException(
                    ProblemType.INVALID_DEFINITION,
                    where + e.getMessage() + inNumbers(e.unequal(), lengths.of(declarations)) + e.remedy(),
                    "/function/code",
                    place);
        } catch (DefinitionException e) {
            throw invalid(e.getMessage(), e.pointer());
        }
    }

    // D ≠ C (4 ≠ 3)
    private static String inNumbers(List<Size> unequal, Map<String, Integer> lengths) {
        Set<String> known = lengths.keySet();
        if (unequal.isEmpty() || !unequal.stream().allMatch(size -> known.containsAll(size.axes()))) return "";
        try {
            long a = unequal.get(0).in(lengths), b = unequal.get(1).in(lengths);
            return a == b ? " (both are " + a + " here, and need not be)" : " (" + a + " ≠ " + b + ")";
        } catch (ArithmeticException e) {
            return ""; // numbers too large to write down
        }
    }

    private static Declaration declaration(String name, JsonNode input) {
        String pointer = ApiException.pointer("/inputs", name);
        if (input.isString()) return new Declaration(name, shape(input, pointer));
        if (!input.isObject()) throw wrong("an input is a shape, \"N D\", or {\"shape\": …, \"below\": …}", pointer);
        for (String field : input.propertyNames()) {
            if (!Set.of("shape", "below").contains(field)) {
                throw new ApiException(
                        ProblemType.UNKNOWN_FIELD,
                        "there is no field " + field + "; an input has shape and below",
                        ApiException.pointer("/function" + pointer, field));
            }
        }
        JsonNode shape = input.get("shape"), below = input.get("below");
        if (shape == null || !shape.isString())
            throw wrong("shape must be a string, such as \"N D\"", pointer + "/shape");
        return new Declaration(name, shape(shape, pointer), below(below, pointer + "/below"), Optional.empty());
    }

    private static Shape shape(JsonNode text, String pointer) {
        try {
            return Shape.parse(text.stringValue());
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
        return Optional.of(Declaration.size(text));
    }

    private static List<String> outputs(@Nullable JsonNode output) {
        if (output != null && output.isString()) return List.of(output.stringValue());
        if (output == null || !output.isArray() || !output.valueStream().allMatch(JsonNode::isString)) {
            throw wrong("output must be the name of a value that the code assigns, or a list of them", "/output");
        }
        return output.valueStream().map(JsonNode::stringValue).toList();
    }

    private static ApiException wrong(String detail, String pointer) {
        return new ApiException(ProblemType.WRONG_TYPE, detail, "/function" + pointer);
    }

    private static ApiException invalid(String detail, String pointer) {
        return new ApiException(ProblemType.INVALID_DEFINITION, detail, "/function" + pointer);
    }
}
