package dev.dscore.web;

import org.jspecify.annotations.Nullable;

/** A request at fault. The message says what is wrong and what would be right. */
final class ApiException extends RuntimeException {
    private final ProblemType type;
    private final @Nullable String pointer;

    /** @param pointer a JSON pointer to the value at fault, where there is one */
    ApiException(ProblemType type, String detail, @Nullable String pointer) {
        super(detail);
        this.type = type;
        this.pointer = pointer;
    }

    ProblemType type() {
        return type;
    }

    @Nullable
    String pointer() {
        return pointer;
    }
}
