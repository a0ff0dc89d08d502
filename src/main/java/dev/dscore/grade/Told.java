package dev.dscore.grade;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What may be told, of a number that was computed from the inputs, to those who may not see the answers: two digits of the
 * size of an error. All digits of it would give the expected value, and all digits of a number that code computed would give
 * the inputs.
 */
public final class Told {
    private static final MathContext DIGITS = new MathContext(2);

    private Told() {}

    /** Rounds the size of an error, such as a ratio, to the digits that may be told. */
    public static double size(double size) {
        return Double.isFinite(size) ? new BigDecimal(size).round(DIGITS).doubleValue() : size;
    }
}
