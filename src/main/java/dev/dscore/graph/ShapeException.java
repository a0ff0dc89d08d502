package dev.dscore.graph;

/** Operands whose shapes leave no way to apply an operation to them. The message is a sentence for people. */
public final class ShapeException extends Exception {
    public ShapeException(String message) {
        super(message);
    }

    static ShapeException sizes(Size a, Size b) {
        return new ShapeException("does not fit: " + a + " ≠ " + b);
    }
}
