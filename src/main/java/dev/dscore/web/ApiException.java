package dev.dscore.web;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request at fault. The message says what is wrong and what would be right. */
final class ApiException extends RuntimeException {
    private final ProblemType type;
    private final @Nullable String pointer;

    private final Map<String, Object> properties;

    /** @param pointer a JSON pointer to the value at fault, where there is one */
    ApiException(ProblemType type, String detail, @Nullable String pointer) {
        this(type, detail, pointer, Map.of());
    }

    /** @param properties more about the fault: the line and column of code */
    ApiException(ProblemType type, String detail, @Nullable String pointer, Map<String, Object> properties) {
        super(detail);
        this.type = type;
        this.pointer = pointer;
        this.properties = properties;
    }

    /** The JSON pointer (RFC 6901) to a member of the object that {@code parent} points to. */
    static String pointer(String parent, String member) {
        return parent + "/" + member.replace("~", "~0").replace("/", "~1");
    }

    Map<String, Object> properties() {
        return properties;
    }

    ProblemType type() {
        return type;
    }

    @Nullable
    String pointer() {
        return pointer;
    }
}
