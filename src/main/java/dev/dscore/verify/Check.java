package dev.dscore.verify;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What finite differences say of analytic gradients.
 *
 * @param entries of all gradients; those checked are fewer only where directions were sampled
 * @param byGradient by the gradient's name, {@code dW}
 */
public record Check(
        boolean passed,
        String method,
        long entriesChecked,
        long entries,
        long entriesNotDifferentiable,
        double maxRelativeError,
        double maxAbsoluteError,
        Map<String, OfGradient> byGradient) {

    public record OfGradient(
            boolean passed,
            long entriesChecked,
            long entries,
            long entriesNotDifferentiable,
            double maxRelativeError,
            double maxAbsoluteError,
            @Nullable Worst worst) {}

    /**
     * The entry with the largest relative error: of those that fail, or where none fails, of all.
     *
     * @param errorBound how far analytic and numeric may lie apart by the verifier's own estimate
     */
    public record Worst(int[] index, double analytic, double numeric, double relativeError, double errorBound) {}
}
