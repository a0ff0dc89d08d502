package dev.dscore.lang;

import java.util.function.Supplier;

/**
 * How much of an expression is printed. A program can be longer than any line, and shared parts can make its text longer
 * still: what lies deeper than {@value #DEEPEST} operations, or behind the first {@value #MOST_NODES}, is an ellipsis.
 */
final class Excerpt {
    private static final int DEEPEST = 60;
    private static final int MOST_NODES = 2000;

    private final String ellipsis;
    private int depth = 0;
    private int printed = 0;

    Excerpt(String ellipsis) {
        this.ellipsis = ellipsis;
    }

    /** Begins another expression. */
    void begin() {
        printed = 0;
    }

    /** The text of a node, which asks for those of its operands in turn. */
    String of(Supplier<String> text) {
        if (depth == DEEPEST || printed == MOST_NODES) return ellipsis;
        depth++;
        printed++;
        String whole = text.get();
        depth--;
        return whole;
    }
}
