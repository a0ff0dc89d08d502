package dev.dscore.lang;

import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.List;

/** The reason why a value cannot be computed. The evaluation adds the place. Has no stack trace. */
public final class Fault extends RuntimeException {
    private final Stop stop;
    private final String type;
    private final Message message;
    private final List<Size> unequal;
    private final Message remedy;

    /** Creates an error of Python's or NumPy's whose class is not known here; see {@link Message#of}. */
    public Fault(String template, Object... values) {
        this(Stop.ERROR, "", Message.of(template, values), List.of(), Message.fixed(""));
    }

    /** Creates the error of shapes that do not fit in a definition, whose shapes are symbols. */
    public Fault(ShapeException cause) {
        this(
                Stop.ERROR,
                "ValueError",
                Message.fixed(String.valueOf(cause.getMessage())),
                cause.unequal(),
                Message.fixed(cause.remedy()));
    }

    private Fault(Stop stop, String type, Message message, List<Size> unequal, Message remedy) {
        super(null, null, false, false);
        this.stop = stop;
        this.type = type;
        this.message = message;
        this.unequal = unequal;
        this.remedy = remedy;
    }

    /**
     * Creates an error for shapes that do not fit.
     *
     * @param remedy what would be right, appended to the message; %1 and %2 stand for the operands
     */
    public static Fault misfit(Message message, List<Size> unequal, Message remedy) {
        return new Fault(Stop.ERROR, "ValueError", message, unequal, remedy);
    }

    /** Creates an error of Python's or NumPy's with the name of its class; see {@link Message#of}. */
    public static Fault error(String type, String template, Object... values) {
        return new Fault(Stop.ERROR, type, Message.of(template, values), List.of(), Message.fixed(""));
    }

    /** Creates a stop for something that Python or NumPy does and the language does not; see {@link Message#of}. */
    public static Fault unsupported(String template, Object... values) {
        return new Fault(Stop.UNSUPPORTED, "", Message.of(template, values), List.of(), Message.fixed(""));
    }

    /** Creates a stop for something that is larger than this service computes; see {@link Message#of}. */
    public static Fault limit(String template, Object... values) {
        return new Fault(Stop.LIMIT, "", Message.of(template, values), List.of(), Message.fixed(""));
    }

    Fault with(Message sentence, Message remedy) {
        return new Fault(stop, type, sentence, unequal, remedy);
    }

    @Override
    public String getMessage() {
        return message.text();
    }

    Message message() {
        return message;
    }

    Stop stop() {
        return stop;
    }

    /** Returns the class of Python's error, such as {@code ValueError}; empty if it is not known. */
    String type() {
        return type;
    }

    List<Size> unequal() {
        return unequal;
    }

    Message remedy() {
        return remedy;
    }
}
