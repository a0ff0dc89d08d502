package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Tolerance;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is graded, and how.
 *
 * @param gradients the submitted arrays by name, {@code dW}
 * @param reading what stands beside them and is no array of numbers
 * @param code NumPy code that assigns gradients, instead of arrays or beside them
 * @param calls run after the code, one by one: then what these assign is graded
 * @param points by gradient, or by value of the forward pass; what they name must be submitted
 * @param followThrough the part of the points, 0 … 1, that a right step from wrong earlier values keeps
 * @param tolerance of what the code computes
 * @param squeezed whether a shape counts that differs by axes of length 1 only
 * @param tolerances by gradient, of arrays: those that came in few bits are held to less
 */
public record Submission(
        Map<String, Tensor> gradients,
        Reading reading,
        Optional<String> code,
        List<String> calls,
        Map<String, Double> points,
        double followThrough,
        Tolerance tolerance,
        Map<String, Tolerance> tolerances,
        boolean squeezed) {
    public Submission(
            Map<String, Tensor> gradients,
            Optional<String> code,
            Map<String, Double> points,
            double followThrough,
            Tolerance tolerance,
            Map<String, Tolerance> tolerances) {
        this(gradients, Reading.CLEAN, code, List.of(), points, followThrough, tolerance, tolerances, false);
    }

    public Submission withGradients(Map<String, Tensor> all) {
        return new Submission(all, reading, code, calls, points, followThrough, tolerance, tolerances, squeezed);
    }

    boolean carriesPoints(String name) {
        return points.getOrDefault(name, 0.0) > 0;
    }

    Tolerance toleranceOf(String name) {
        return tolerances.getOrDefault(name, tolerance);
    }
}
