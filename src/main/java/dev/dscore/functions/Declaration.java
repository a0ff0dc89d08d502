package dev.dscore.functions;

import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.Optional;

/**
 * One input that a function declares.
 *
 * @param below the size that each entry is less than, for an array of integers from 0 on; such an input has no gradient
 * @param alias another name under which the input may be sent
 */
public record Declaration(String name, Shape shape, Optional<Size> below, Optional<String> alias) {
    public Declaration(String name, Shape shape) {
        this(name, shape, Optional.empty(), Optional.empty());
    }

    /** Parses a bound such as {@code C} or {@code 10}. */
    public static Size size(String text) {
        return Shape.parse(text).size(0);
    }

    public boolean isInteger() {
        return below.isPresent();
    }

    /** Whether entries of 0 and 1 may say which entries of another array count. */
    public boolean isMask() {
        return below.isEmpty() || below.get().equals(Size.of(2));
    }

    boolean isCalled(String given) {
        return name.equals(given) || alias.filter(given::equals).isPresent();
    }
}
