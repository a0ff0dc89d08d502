package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.List;
import java.util.Optional;

/** What stops a program. The message is a sentence for people; line and column count from 1. */
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

    /** A text that no Python reads. */
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
        // without a stack: a program may raise as many as it likes
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

    /** The same with the object that the program raised. */
    SourceException with(Value.Instance raised) {
        return new SourceException(
                source, line, column, text, message, stop, raised.type().name(), Optional.of(raised), unequal, remedy);
    }

    /** The same of a program with this text. */
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

    /** The message and its remedy, for those who may not see the inputs. */
    public String told(Message.Known known) {
        return message.told(known) + remedy.told(known);
    }

    /** The whole program that it stands in. */
    String source() {
        return source;
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

    /** Whether Python stops there, too. */
    public Stop stop() {
        return stop;
    }

    /** The class of Python's error; empty where it is not known. */
    String type() {
        return type;
    }

    /** What the program raised itself. */
    Optional<Value.Instance> raised() {
        return raised;
    }

    /** Where shapes do not fit, the two sizes that had to be equal; the message ends with them. */
    public List<Size> unequal() {
        return unequal;
    }

    /** What would be right, to follow the message; empty where nothing is known. */
    public String remedy() {
        return remedy.text();
    }
}
