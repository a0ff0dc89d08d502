package dev.dscore.grade;

import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Claim;

/**
 * How far a submitted entry may lie from the reference: {@code rtol} times the reference entry; or {@code atol} times the
 * largest magnitude in the reference, where the entry is zero or rounding can explain it. So an entry a millionth of the
 * largest is still held to its own size.
 *
 * @param roundings how many times the rounding error of the reference's own formula may explain
 */
public record Tolerance(double rtol, double atol, double roundings) {
    public static final Tolerance DEFAULT = new Tolerance(1e-5, 1e-9);

    private static final double ROUNDINGS = 0x1p10;

    public Tolerance(double rtol, double atol) {
        this(rtol, atol, ROUNDINGS);
    }

    /** At least what honest arithmetic in this type needs: float32 has 24 bits, float16 has 11. */
    public Tolerance widenedFor(String dtype) {
        return switch (dtype) {
            case "float32" -> new Tolerance(Math.max(rtol, 1e-4), Math.max(atol, 1e-5), Double.POSITIVE_INFINITY);
            case "float16" -> new Tolerance(Math.max(rtol, 2e-2), Math.max(atol, 5e-3), Double.POSITIVE_INFINITY);
            default -> this;
        };
    }

    /** Whether each entry is accepted; nothing is accepted against a reference that is not finite. */
    boolean[] accepted(Tensor submitted, Tensor reference, Claim.Rounding rounding) {
        boolean[] accepted = new boolean[reference.size()];
        double largest = largest(reference);
        double[] bounds = null;
        for (int i = 0; i < accepted.length; i++) {
            double y = reference.data()[i], error = Math.abs(submitted.data()[i] - y);
            if (!Double.isFinite(y)) continue;
            if (error <= rtol * Math.abs(y)) accepted[i] = true;
            else if (error <= atol * largest) {
                if (bounds == null) bounds = rounding.bounds();
                accepted[i] = y == 0 || error <= roundings * bounds[i];
            }
        }
        return accepted;
    }

    /** Whether every entry is accepted, whatever rounding explains. */
    boolean accepts(Tensor submitted, Tensor reference) {
        double largest = largest(reference);
        for (int i = 0; i < reference.size(); i++) {
            double y = reference.data()[i], error = Math.abs(submitted.data()[i] - y);
            if (!(Double.isFinite(y) && error <= rtol * Math.abs(y) + atol * largest)) return false;
        }
        return true;
    }

    private static double largest(Tensor tensor) {
        double largest = 0;
        for (double value : tensor.data()) largest = Math.max(largest, Math.abs(value));
        return largest;
    }
}
