package dev.dscore.graph;

import java.util.List;

/** Operands whose shapes leave no way to apply an operation to them. The message is a sentence for people. */
public final class ShapeException extends Exception {
    private final List<Size> unequal;
    private final String remedy;

    public ShapeException(String message) {
        this(message, List.of());
    }

    ShapeException(String message, List<Size> unequal) {
        this(message, unequal, "");
    }

    /** @param remedy what would be right, to follow the message */
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

    /** The two sizes that had to be equal and are not, where that is what is wrong. */
    public List<Size> unequal() {
        return unequal;
    }
}
