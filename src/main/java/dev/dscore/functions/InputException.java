package dev.dscore.functions;

import java.util.List;

/** Numbers that a function cannot take. The message is a sentence for people. */
public final class InputException extends Exception {
    private final Kind kind;
    private final String input;
    private final List<Integer> index;

    public enum Kind {
        MISSING,
        UNKNOWN,
        SHAPE,
        LABEL,
        /** A whole number below a bound that is itself a number, as the 0 and 1 of a mask. */
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

    /** The input's name as it was sent. */
    public String input() {
        return input;
    }

    /** The entry at fault, empty where it is the whole array. */
    public List<Integer> index() {
        return index;
    }
}
