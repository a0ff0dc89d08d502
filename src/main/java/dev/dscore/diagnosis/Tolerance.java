package dev.dscore.diagnosis;

import dev.dscore.verify.Precision;

/**
 * How far a submitted entry may lie from the reference: {@code rtol} times the reference entry, or {@code atol} times the
 * largest magnitude in the reference, or what rounding explains in the submission's precision, whichever is most. Without an
 * {@code atol}, an entry a millionth of the largest is held to its own size.
 *
 * @param precision in which the submission was computed
 */
public record Tolerance(double rtol, double atol, Precision precision) {
    public static final Tolerance DEFAULT = new Tolerance(1e-5, 0);

    public Tolerance(double rtol, double atol) {
        this(rtol, atol, Precision.FLOAT64);
    }

    /** For what was computed in this NumPy type, or in a coarser one that this tolerance is for already. */
    public Tolerance widenedFor(String dtype) {
        Precision computed =
                switch (dtype) {
                    case "float32" -> Precision.FLOAT32;
                    case "float16" -> Precision.FLOAT16;
                    default -> Precision.FLOAT64;
                };
        return new Tolerance(rtol, atol, computed.compareTo(precision) > 0 ? computed : precision);
    }
}
