package dev.dscore.calculus;

import dev.dscore.graph.Shape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a backward pass.
 *
 * @param name the name of the gradient, or of an intermediate value that has its own line
 * @param numpy the line as NumPy code
 * @param latex the line in LaTeX
 * @param because the operations whose rules in the table of derivatives the line applies
 * @param dimensions for a product, the shapes: {@code (D N) @ (N C) → (D C)}
 * @param why the reason why the gradient is not the derivative of the next named value by this one
 */
public record Step(
        String name,
        Shape shape,
        String numpy,
        String latex,
        List<String> because,
        @Nullable String dimensions,
        @Nullable String why) {}
