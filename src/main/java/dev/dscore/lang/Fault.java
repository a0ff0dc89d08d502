package dev.dscore.lang;

import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.List;

/** Why a value cannot be computed, before it is known where: what is evaluated adds its place. Knows no stack. */
public final class Fault extends RuntimeException {
    private final List<Size> unequal;
    private final String remedy;

    public Fault(String message) {
        this(message, List.of(), "");
    }

    public Fault(ShapeException cause) {
        this(cause.getMessage(), cause.unequal(), cause.remedy());
    }

    /** @param remedy what would be right, to follow the message; %1 and %2 stand for the operands */
    public Fault(String message, List<Size> unequal, String remedy) {
        super(message, null, false, false);
        this.unequal = unequal;
        this.remedy = remedy;
    }

    List<Size> unequal() {
        return unequal;
    }

    String remedy() {
        return remedy;
    }
}
