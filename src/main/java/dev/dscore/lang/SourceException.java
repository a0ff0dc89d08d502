package dev.dscore.lang;

/** Text that is not a program in the language. The message is a sentence for people; line and column count from 1. */
public final class SourceException extends RuntimeException {
    private final int line;
    private final int column;
    private final String text;

    SourceException(int line, int column, String text, String message) {
        super(message);
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
}
