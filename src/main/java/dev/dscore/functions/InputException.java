package dev.dscore.functions;

import java.util.List;

/** Thrown when a function cannot take the arrays that were sent. The message is a sentence for people. */
public final class InputException extends Exception {
    private final Kind kind;
    private final String input;
    private final List<Integer> index;

    public enum Kind {
        MISSING,
        UNKNOWN,
        SHAPE,
        LABEL,
        /** A whole number outside a bound that is itself a number, such as the 0 and 1 of a mask. */
        WHOLE_NUMBER,
        NOT_FINITE,
        MISSING_UPSTREAM,
        UNKNOWN_UPSTREAM,
        UPSTREAM_SHAPE,
        UPSTREAM_NOT_FINITE
    }

    InputException(Kind kind, String input, List<Integer> index, String message) {
        super(message);
        this.kind = kind;
        this.input = input;
        this.index = List.copyOf(index);
    }

    public Kind kind() {
        return kind;
    }

    /** Returns the input's name as it was sent. */
    public String input() {
        return input;
    }

    /** Returns the index of the entry at fault; empty if the whole array is at fault. */
    public List<Integer> index() {
        return index;
    }
}
