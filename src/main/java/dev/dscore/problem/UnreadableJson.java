package dev.dscore.problem;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Makes problems of JSON that cannot be read as a request, without the names of Java classes. */
final class UnreadableJson {
    private UnreadableJson() {}

    static Problem problem(JacksonException cause) {
        if (cause instanceof UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return answer(
                    ProblemType.UNKNOWN_FIELD,
                    "there is no field " + Printable.quoted(e.getPropertyName()) + "; the fields are " + known,
                    RequestException.pointer(
                            Objects.requireNonNullElse(pointer(e), ""), Printable.quoted(e.getPropertyName())));
        }
        if (cause instanceof StreamConstraintsException e) {
            return answer(ProblemType.MALFORMED_JSON, constraint(e.getOriginalMessage()) + at(e), null);
        }
        if (cause instanceof UnexpectedEndOfInputException e) {
            return answer(ProblemType.MALFORMED_JSON, "the JSON ends too early" + at(e), null);
        }
        if (cause instanceof StreamReadException e) return unparsable(e);
        if (cause instanceof MismatchedInputException e
                && e.getOriginalMessage().startsWith("Trailing token")) {
            return answer(ProblemType.MALFORMED_JSON, "something follows the JSON object" + at(e), null);
        }
        if (cause instanceof MismatchedInputException e) {
            String pointer = pointer(e);
            String expected = expected(e.getTargetType());
            return answer(
                    ProblemType.WRONG_TYPE,
                    (pointer == null || pointer.isEmpty() ? "the body" : pointer) + " must be " + expected,
                    pointer);
        }
        return answer(ProblemType.MALFORMED_JSON, "the body breaks off or is not JSON" + at(cause), null);
    }

    private static Problem answer(ProblemType type, String detail, @Nullable String pointer) {
        Problem problem = new Problem(type, detail);
        return pointer == null ? problem : problem.at(pointer);
    }

    private static Problem unparsable(StreamReadException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Duplicate")) {
            return answer(ProblemType.DUPLICATE_FIELD, "a field of this object is given twice" + at(e), pointer(e));
        }
        String why = message.contains("UTF-8") ? "the body is not UTF-8" : "the JSON cannot be read";
        return answer(ProblemType.MALFORMED_JSON, why + at(e), null);
    }

    private static String constraint(String message) {
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("nesting depth")) return "the JSON is nested too deeply";
        if (lower.contains("number")) return "a number has too many digits";
        return "a name or a string is too long";
    }

    private static String at(JacksonException e) {
        TokenStreamLocation location = e.getLocation();
        if (location == null || location.getLineNr() < 1) return "";
        return ": line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static @Nullable String pointer(JacksonException e) {
        if (!(e.processor() instanceof JsonParser parser)) return null;
        return parser.streamReadContext().pathAsPointer().toString();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) return "of another type";
        if (type == String.class) return "a string";
        if (type == Integer.class || type == int.class) return "a whole number";
        if (Number.class.isAssignableFrom(type) || type == double.class) return "a number";
        if (type == Boolean.class || type == boolean.class) return "true or false";
        return Iterable.class.isAssignableFrom(type) ? "a list" : "an object";
    }
}
