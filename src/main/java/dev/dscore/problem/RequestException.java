package dev.dscore.problem;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Thrown when a request is at fault. The message names the error and its remedy. */
public final class RequestException extends RuntimeException {
    private final ProblemType type;
    private final @Nullable String pointer;
    private final Map<String, Object> properties;

    /** Creates a fault of the request as a whole. */
    public RequestException(ProblemType type, String detail) {
        this(null, type, detail, Map.of());
    }

    /** @param pointer the JSON pointer (RFC 6901) to the value at fault */
    public RequestException(ProblemType type, String detail, String pointer) {
        this(type, detail, pointer, Map.of());
    }

    /** @param properties further members of the problem document, such as the line and column of code */
    public RequestException(ProblemType type, String detail, String pointer, Map<String, Object> properties) {
        this(pointer, type, detail, properties);
    }

    private RequestException(
            @Nullable String pointer, ProblemType type, String detail, Map<String, Object> properties) {
        super(detail);
        this.type = type;
        this.pointer = pointer;
        this.properties = properties;
    }

    /** Returns the JSON pointer to a member of the object at {@code parent}. */
    public static String pointer(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    public ProblemType type() {
        return type;
    }

    /** Returns the message, which is never null. */
    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Returns this fault as a problem document. */
    Problem problem() {
        Problem problem = new Problem(type, detail());
        return (pointer == null ? problem : problem.at(pointer)).with(properties);
    }

    /** Returns the JSON pointer to the value at fault, empty for the request as a whole. */
    public String pointer() {
        return pointer == null ? "" : pointer;
    }
}
