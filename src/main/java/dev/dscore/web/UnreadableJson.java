package dev.dscore.web;

import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.exc.UnexpectedEndOfInputException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** What is wrong with JSON that does not read as the request it should be, without a word of Java. */
final class UnreadableJson {
    private UnreadableJson() {}

    static ResponseEntity<ProblemDetail> problem(@Nullable Throwable cause) {
        if (cause instanceof ArrayException e) return Problems.answer(e.type(), e.getOriginalMessage(), e.pointer());
        if (cause instanceof UnrecognizedPropertyException e) {
            String known = e.getKnownPropertyIds().stream()
                    .map(Object::toString)
                    .sorted()
                    .collect(Collectors.joining(", "));
            return Problems.answer(
                    ProblemType.UNKNOWN_FIELD,
                    "there is no field " + Printable.quoted(e.getPropertyName()) + "; the fields are " + known,
                    ApiException.pointer(
                            Objects.requireNonNullElse(pointer(e), ""), Printable.quoted(e.getPropertyName())));
        }
        if (cause instanceof StreamConstraintsException e) {
            return Problems.answer(ProblemType.MALFORMED_JSON, constraint(e.getOriginalMessage()) + at(e), null);
        }
        if (cause instanceof UnexpectedEndOfInputException e) {
            return Problems.answer(ProblemType.MALFORMED_JSON, "the JSON ends too early" + at(e), null);
        }
        if (cause instanceof StreamReadException e) return unparsable(e);
        if (cause instanceof MismatchedInputException e
                && e.getOriginalMessage().startsWith("Trailing token")) {
            return Problems.answer(ProblemType.MALFORMED_JSON, "something follows the JSON object" + at(e), null);
        }
        if (cause instanceof MismatchedInputException e) {
            String pointer = pointer(e);
            String expected = expected(e.getTargetType());
            return Problems.answer(
                    ProblemType.WRONG_TYPE,
                    (pointer == null || pointer.isEmpty() ? "the body" : pointer) + " must be " + expected,
                    pointer);
        }
        if (cause instanceof JacksonException e) {
            return Problems.answer(ProblemType.MALFORMED_JSON, "the body breaks off or is not JSON" + at(e), null);
        }
        return Problems.answer(ProblemType.MALFORMED_JSON, "the body is empty; send a JSON object", null);
    }

    private static ResponseEntity<ProblemDetail> unparsable(StreamReadException e) {
        String message = e.getOriginalMessage();
        if (message.startsWith("Duplicate")) {
            return Problems.answer(
                    ProblemType.DUPLICATE_FIELD, "a field of this object is given twice" + at(e), pointer(e));
        }
        String why = message.contains("UTF-8") ? "the body is not UTF-8" : "the JSON cannot be read";
        return Problems.answer(ProblemType.MALFORMED_JSON, why + at(e), null);
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
