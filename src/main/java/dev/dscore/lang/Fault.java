package dev.dscore.lang;

import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.List;

/** Why a value cannot be computed, before it is known where: what is evaluated adds its place. Knows no stack. */
public final class Fault extends RuntimeException {
    private final Stop stop;
    private final String type;
    private final List<Size> unequal;
    private final String remedy;

    /** An error of Python's or NumPy's whose class is not known here. */
    public Fault(String message) {
        this(Stop.ERROR, "", message, List.of(), "");
    }

    public Fault(ShapeException cause) {
        this(cause.getMessage(), cause.unequal(), cause.remedy());
    }

    /**
     * Shapes that do not fit.
     *
     * @param remedy what would be right, to follow the message; %1 and %2 stand for the operands
     */
    public Fault(String message, List<Size> unequal, String remedy) {
        this(Stop.ERROR, "ValueError", message, unequal, remedy);
    }

    private Fault(Stop stop, String type, String message, List<Size> unequal, String remedy) {
        super(message, null, false, false);
        this.stop = stop;
        this.type = type;
        this.unequal = unequal;
        this.remedy = remedy;
    }

    /** An error of Python's or NumPy's, by the name of its class. */
    public static Fault error(String type, String message) {
        return new Fault(Stop.ERROR, type, message, List.of(), "");
    }

    /** What Python or NumPy does, and the language does not. */
    public static Fault unsupported(String message) {
        return new Fault(Stop.UNSUPPORTED, "", message, List.of(), "");
    }

    /** What is larger than this service computes. */
    public static Fault limit(String message) {
        return new Fault(Stop.LIMIT, "", message, List.of(), "");
    }

    Fault withMessage(String message, String remedy) {
        return new Fault(stop, type, message, unequal, remedy);
    }

    Stop stop() {
        return stop;
    }

    /** The class of Python's error, {@code ValueError}; empty where it is not known. */
    String type() {
        return type;
    }

    List<Size> unequal() {
        return unequal;
    }

    String remedy() {
        return remedy;
    }
}
