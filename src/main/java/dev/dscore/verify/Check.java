package dev.dscore.verify;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What finite differences say of analytic gradients.
 *
 * @param entries of all gradients; those checked are fewer only where directions were sampled
 * @param entriesNotDifferentiable those at which the one-sided derivatives differ
 * @param entriesUndetermined those for which there is no derivative, or none that finite differences can tell
 * @param byGradient by the gradient's name, {@code dW}
 */
public record Check(
        boolean passed,
        String method,
        long entriesChecked,
        long entries,
        long entriesNotDifferentiable,
        long entriesUndetermined,
        double maxRelativeError,
        double maxAbsoluteError,
        Map<String, OfGradient> byGradient) {

    /** @param undetermined the first of these entries; null where there are none */
    public record OfGradient(
            boolean passed,
            long entriesChecked,
            long entries,
            long entriesNotDifferentiable,
            long entriesUndetermined,
            double maxRelativeError,
            double maxAbsoluteError,
            @Nullable Worst worst,
            @Nullable List<Undetermined> undetermined) {

        private OfGradient inOutline(DoubleUnaryOperator told) {
            return new OfGradient(
                    passed,
                    entriesChecked,
                    entries,
                    entriesNotDifferentiable,
                    entriesUndetermined,
                    told.applyAsDouble(maxRelativeError),
                    told.applyAsDouble(maxAbsoluteError),
                    null,
                    undetermined);
        }
    }

    /**
     * The entry with the largest relative error: of those that fail, or where none fails, of all.
     *
     * @param errorBound how far analytic and numeric may lie apart by the verifier's own estimate
     */
    public record Worst(int[] index, double analytic, double numeric, double relativeError, double errorBound) {}

    /** @param reason the operation and the place, and how to write it so that there is a derivative */
    public record Undetermined(int[] index, String reason) {}

    static Check of(String method, Map<String, OfGradient> byGradient) {
        var all = byGradient.values();
        return new Check(
                all.stream().allMatch(OfGradient::passed),
                method,
                all.stream().mapToLong(OfGradient::entriesChecked).sum(),
                all.stream().mapToLong(OfGradient::entries).sum(),
                all.stream().mapToLong(OfGradient::entriesNotDifferentiable).sum(),
                all.stream().mapToLong(OfGradient::entriesUndetermined).sum(),
                all.stream().mapToDouble(OfGradient::maxRelativeError).max().orElse(0),
                all.stream().mapToDouble(OfGradient::maxAbsoluteError).max().orElse(0),
                byGradient);
    }

    /**
     * Without the worst entries, which are entries of the answer.
     *
     * @param told rounds the size of an error to the digits that may be shown
     */
    public Check inOutline(DoubleUnaryOperator told) {
        Map<String, OfGradient> shown = new LinkedHashMap<>();
        byGradient.forEach((name, of) -> shown.put(name, of.inOutline(told)));
        return of(method, shown);
    }
}
