package dev.dscore.lang;

import java.util.function.Supplier;

/**
 * Limits how much of an expression is printed. A program can be longer than any line, and shared parts can make its
 * text longer still: below {@value #DEEPEST} operations, and after the first {@value #MOST_NODES} nodes, an ellipsis is
 * printed.
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

    /** Begins the next expression. */
    void begin() {
        printed = 0;
    }

    /** Returns the text of a node. {@code text} calls this method in turn for the operands. */
    String of(Supplier<String> text) {
        if (depth == DEEPEST || printed == MOST_NODES) return ellipsis;
        depth++;
        printed++;
        String whole = text.get();
        depth--;
        return whole;
    }
}
