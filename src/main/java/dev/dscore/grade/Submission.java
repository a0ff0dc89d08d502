package dev.dscore.grade;

import dev.dscore.tensor.Tensor;
import java.util.Map;

/**
 * What is graded, and how.
 *
 * @param gradients the submitted arrays by name, {@code dW}
 * @param points by gradient; what they name must be submitted
 * @param followThrough the part of the points, 0 … 1, that a right step from wrong earlier values keeps
 */
public record Submission(
        Map<String, Tensor> gradients, Map<String, Double> points, double followThrough, Tolerance tolerance) {}
