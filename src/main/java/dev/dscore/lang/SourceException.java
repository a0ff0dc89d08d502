package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.List;

/** Text that is not a program in the language. The message is a sentence for people; line and column count from 1. */
public final class SourceException extends RuntimeException {
    private final int line;
    private final int column;
    private final String text;
    private final List<Size> unequal;
    private final String remedy;

    SourceException(int line, int column, String text, String message) {
        this(line, column, text, message, List.of(), "");
    }

    SourceException(int line, int column, String text, String message, List<Size> unequal, String remedy) {
        super(message);
        this.remedy = remedy;
        this.unequal = unequal;
        this.line = line;
        this.column = column;
        this.text = text;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** The piece of the program that the message is about. */
    public String text() {
        return text;
    }

    /** Where shapes do not fit, the two sizes that had to be equal; the message ends with them. */
    public List<Size> unequal() {
        return unequal;
    }

    /** What would be right, to follow the message; empty where nothing is known. */
    public String remedy() {
        return remedy;
    }
}
