package dev.dscore.contract;

import dev.dscore.array.Tensor;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ValueDeserializer;

/**
 * Reads an array in any of its JSON spellings: nested lists, shaped data, base64 bytes. Numbers go straight into one
 * flat array; nothing is coerced, and a value that does not fit is reported with its JSON pointer.
 */
final class ArrayReader extends ValueDeserializer<TypedTensor> {
    private static final Pattern PLACE = Pattern.compile("(/data|/shape)?((?:/\\d+)+)");

    private final long mostElements;
    private final ShapedData shaped;

    ArrayReader(long mostElements) {
        this.mostElements = mostElements;
        this.shaped = new ShapedData(mostElements);
    }

    @Override
    public TypedTensor deserialize(JsonParser parser, DeserializationContext context) {
        // an array of an npz, in the tree of the JSON that came with it
        if (parser.currentToken() == JsonToken.VALUE_EMBEDDED_OBJECT
                && parser.getEmbeddedObject() instanceof TypedTensor typed) return typed;
        if (parser.currentToken() == JsonToken.START_OBJECT)
            return Objects.requireNonNull(shaped.read(parser, false).array());
        return new TypedTensor(new NestedLists(parser, mostElements, false, false).read(), ElementType.FLOAT64);
    }

    /**
     * Returns the reader of a student's arrays, whose errors are never the request's fault: a value that is no array of
     * numbers is skipped and the reason kept. A null between numbers is read as NaN, as browsers and pandas write it.
     */
    ValueDeserializer<SubmittedArray> ofStudents() {
        return new ValueDeserializer<>() {
            @Override
            public SubmittedArray deserialize(JsonParser parser, DeserializationContext context) {
                return ArrayReader.this.submitted(parser);
            }
        };
    }

    private SubmittedArray submitted(JsonParser parser) {
        JsonToken first = parser.currentToken();
        if (first == JsonToken.VALUE_EMBEDDED_OBJECT) {
            Object embedded = parser.getEmbeddedObject();
            if (embedded instanceof TypedTensor typed) return SubmittedArray.of(typed, OptionalInt.empty());
            if (embedded instanceof SubmittedArray submitted) return submitted;
        }
        String place = parser.streamReadContext().pathAsPointer().toString();
        TokenStreamContext around = parser.streamReadContext();
        if (first == JsonToken.START_ARRAY || first == JsonToken.START_OBJECT) around = around.getParent();
        try {
            if (first == JsonToken.START_OBJECT) return shaped.read(parser, true);
            NestedLists nested = new NestedLists(parser, mostElements, false, true);
            return SubmittedArray.of(new TypedTensor(nested.read(), ElementType.FLOAT64), nested.firstNull());
        } catch (RequestException e) {
            while (parser.streamReadContext() != around && parser.nextToken() != null) {}
            String where = e.type() == ProblemType.TOO_LARGE
                    ? ""
                    : place(e.pointer()
                            .substring(Math.min(place.length(), e.pointer().length())));
            return SubmittedArray.unreadable(e.type(), where + e.detail());
        }
    }

    // the text of /1/0: at [1, 0],
    private static String place(String pointer) {
        Matcher matcher = PLACE.matcher(pointer);
        if (!matcher.matches()) return "";
        String name = matcher.group(1) == null ? "" : matcher.group(1).substring(1);
        return "at " + name + "[" + matcher.group(2).substring(1).replace("/", ", ") + "], ";
    }

    /** Returns the reader of arrays whose dtype does not matter. */
    ValueDeserializer<Tensor> ofNumbers() {
        return new ValueDeserializer<>() {
            @Override
            public Tensor deserialize(JsonParser parser, DeserializationContext context) {
                return ArrayReader.this.deserialize(parser, context).tensor();
            }
        };
    }

    /** Returns a fault at the current place of {@code parser}. */
    static RequestException fault(JsonParser parser, ProblemType type, String detail) {
        return new RequestException(
                type, detail, parser.streamReadContext().pathAsPointer().toString());
    }
}
