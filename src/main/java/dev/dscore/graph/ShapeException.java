package dev.dscore.graph;

import java.util.List;

/** Thrown when an operation cannot be applied to operands of these shapes. The message is a sentence for people. */
public final class ShapeException extends Exception {
    private final List<Size> unequal;
    private final String remedy;

    public ShapeException(String message) {
        this(message, List.of());
    }

    ShapeException(String message, List<Size> unequal) {
        this(message, unequal, "");
    }

    /** @param remedy a correction to append to the message */
    public ShapeException(String message, List<Size> unequal, String remedy) {
        super(message);
        this.unequal = unequal;
        this.remedy = remedy;
    }

    public String remedy() {
        return remedy;
    }

    static ShapeException sizes(Size a, Size b) {
        return new ShapeException("does not fit: " + a + " ≠ " + b, List.of(a, b));
    }

    /** Returns the two sizes that should be equal and are not; empty if the error is another one. */
    public List<Size> unequal() {
        return unequal;
    }
}
