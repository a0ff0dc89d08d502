package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.graph.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The verdict on one gradient.
 *
 * @param message for those who may see the inputs
 * @param told for those who may not: it says no number that was computed from the inputs, but places, and sizes as
 *     {@link Told} has them
 * @param isShapeTold whether these may see the submitted shape
 * @param declared the shape of the value that it is the gradient of, in symbols
 * @param submitted in the shape in which it came, null where it is missing
 * @param reference the right gradient, never to be shown unless the author says so
 * @param distance where the shape is right and every number finite
 */
public record Mark(
        String name,
        Status status,
        double score,
        double maxScore,
        String message,
        String told,
        boolean isShapeTold,
        Shape declared,
        @Nullable Tensor submitted,
        Tensor reference,
        @Nullable Distance distance,
        @Nullable Mistake mistake) {
    /**
     * Returns the mark of a multiple of these numbers, compared with the same multiple of the gradient.
     *
     * @param submitted the multiple, as it was submitted
     */
    Mark times(Scales.Scale scale, Tensor submitted) {
        String compared =
                "Compared with " + scale.text() + " times the gradient, as the gradients derived from it use it. ";
        return new Mark(
                name,
                status,
                score,
                maxScore,
                compared + message,
                compared + told,
                isShapeTold,
                declared,
                submitted,
                reference.times(scale.factor()),
                distance == null ? null : distance.times(scale.factor()),
                mistake == null ? null : mistake.times(scale.text()));
    }
}
