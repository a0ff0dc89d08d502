package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.diagnosis.Yardstick;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How each gradient of a submission is measured. */
final class Yardsticks {
    private final Submission submission;
    private final Reference reference;
    private final Allowance pointed, beside;
    private final Map<String, Yardstick> known = new HashMap<>();

    /**
     * @param pointed for what has to be known of gradients with points
     * @param beside the same of gradients without points
     */
    Yardsticks(Submission submission, Reference reference, Allowance pointed, Allowance beside) {
        this.submission = submission;
        this.reference = reference;
        this.pointed = pointed;
        this.beside = beside;
    }

    Yardstick of(String name) {
        Tolerance tolerance = submission.toleranceOf(name);
        return known.computeIfAbsent(
                name,
                key -> new Yardstick(tolerance, reference.rounding(name, tolerance.precision()), allowanceOf(name)));
    }

    /** How a value of the forward pass is measured. */
    Yardstick ofValue(String name) {
        Tolerance tolerance = submission.toleranceOf(name);
        return known.computeIfAbsent(
                name,
                key -> new Yardstick(
                        tolerance, reference.roundingOfValue(name, tolerance.precision()), allowanceOf(name)));
    }

    Allowance allowanceOf(String name) {
        return submission.points().containsKey(name) ? pointed : beside;
    }

    /** The gradient once for each convention at kinks. */
    List<Tensor> candidates(String name) {
        return reference.claim(name).candidates().computed(allowanceOf(name));
    }
}
