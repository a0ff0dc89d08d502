package dev.dscore.grade;

import dev.dscore.tensor.Tensor;

/**
 * How far a submitted entry may lie from the reference: {@code rtol} times the reference entry, and {@code atol} times the
 * largest magnitude in the reference.
 */
public record Tolerance(double rtol, double atol) {
    public static final Tolerance DEFAULT = new Tolerance(1e-5, 1e-9);

    /** At least what honest arithmetic in this type needs: float32 has 24 bits, float16 has 11. */
    public Tolerance widenedFor(String dtype) {
        return switch (dtype) {
            case "float32" -> new Tolerance(Math.max(rtol, 1e-4), Math.max(atol, 1e-5));
            case "float16" -> new Tolerance(Math.max(rtol, 2e-2), Math.max(atol, 5e-3));
            default -> this;
        };
    }

    boolean accepts(double submitted, double reference, double largest) {
        return Double.isFinite(reference)
                && Math.abs(submitted - reference) <= rtol * Math.abs(reference) + atol * largest;
    }

    /** Whether every entry is accepted; nothing is accepted against a reference that is not finite. */
    boolean accepts(Tensor submitted, Tensor reference) {
        double largest = largest(reference);
        for (int i = 0; i < reference.size(); i++) {
            if (!accepts(submitted.data()[i], reference.data()[i], largest)) return false;
        }
        return true;
    }

    static double largest(Tensor tensor) {
        double largest = 0;
        for (double value : tensor.data()) largest = Math.max(largest, Math.abs(value));
        return largest;
    }
}
