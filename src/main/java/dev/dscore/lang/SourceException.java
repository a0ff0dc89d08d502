package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.List;
import java.util.Optional;

/** The error that stops a program. The message is a sentence for people; line and column count from 1. */
public final class SourceException extends RuntimeException {
    private final String source;
    private final int line;
    private final int column;
    private final String text;
    private final Stop stop;
    private final String type;
    private final Optional<Value.Instance> raised;
    private final List<Size> unequal;
    private final Message message;
    private final Message remedy;

    /** Creates the error of a text that is not Python. */
    SourceException(int line, int column, String text, String message) {
        this(Stop.ERROR, line, column, text, message);
    }

    SourceException(Stop stop, int line, int column, String text, String message) {
        this(
                "",
                line,
                column,
                text,
                Message.fixed(message),
                stop,
                "SyntaxError",
                Optional.empty(),
                List.of(),
                Message.fixed(""));
    }

    private SourceException(
            String source,
            int line,
            int column,
            String text,
            Message message,
            Stop stop,
            String type,
            Optional<Value.Instance> raised,
            List<Size> unequal,
            Message remedy) {
        // without a stack trace, since a program may raise any number of errors
        super(null, null, false, false);
        this.message = message;
        this.source = source;
        this.line = line;
        this.column = column;
        this.text = text;
        this.stop = stop;
        this.type = type;
        this.raised = raised;
        this.unequal = unequal;
        this.remedy = remedy;
    }

    static SourceException of(Place at, Message message, Fault fault) {
        return new SourceException(
                at.source(),
                at.line(),
                at.column(),
                at.text(),
                message,
                fault.stop(),
                fault.type(),
                Optional.empty(),
                fault.unequal(),
                fault.remedy());
    }

    /** Returns this error with the object that the program raised. */
    SourceException with(Value.Instance raised) {
        return new SourceException(
                source, line, column, text, message, stop, raised.type().name(), Optional.of(raised), unequal, remedy);
    }

    /** Returns this error in a program with the given text. */
    SourceException in(String program) {
        return new SourceException(program, line, column, text, message, stop, type, raised, unequal, remedy);
    }

    @Override
    public String getMessage() {
        return message.text();
    }

    Message message() {
        return message;
    }

    /** Returns the message and its remedy for a reader who may not see the inputs. */
    public String told(Message.Known known) {
        return message.told(known) + remedy.told(known);
    }

    /** Returns the text of the whole program that contains the error. */
    String source() {
        return source;
    }

    public int line() {
        return line;
    }

    public int column() {
        return column;
    }

    /** Returns the piece of the program that the message is about. */
    public String text() {
        return text;
    }

    /** Returns the kind of the stop, which tells whether Python stops there too. */
    public Stop stop() {
        return stop;
    }

    /** Returns the class of Python's error; empty if it is not known. */
    String type() {
        return type;
    }

    /** Returns the object that the program raised itself, if any. */
    Optional<Value.Instance> raised() {
        return raised;
    }

    /** Returns the two sizes that had to be equal, empty unless shapes misfit. The message ends with them. */
    public List<Size> unequal() {
        return unequal;
    }

    /** Returns what would be right, to be appended to the message; empty if nothing is known. */
    public String remedy() {
        return remedy.text();
    }
}
