package dev.dscore.calculus;

import dev.dscore.graph.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a backward pass.
 *
 * @param name of the gradient, or of a value used more than once on the way
 * @param numpy the line as NumPy code
 * @param latex the same, typeset
 * @param because the operations whose rules of the table of derivatives it took
 * @param dimensions for a product the argument by shapes: {@code (D N) @ (N C) → (D C)}
 * @param why why the gradient is no derivative of the next named value by this one
 */
public record Step(
        String name,
        Shape shape,
        String numpy,
        String latex,
        List<String> because,
        @Nullable String dimensions,
        @Nullable String why) {}
