package dev.dscore.truth;

import java.math.BigDecimal;

/**
 * A real number, an infinity, or no number. BigDecimal's exponent is wide enough for exp(5000) and exp(-1e6); an infinity stands
 * only for a division by zero, a logarithm of zero and an exponential beyond {@link Arithmetic#LARGEST_EXPONENT}.
 */
final class Real {
    static final Real ZERO = of(BigDecimal.ZERO);
    static final Real ONE = of(BigDecimal.ONE);
    static final Real INFINITY = new Real(BigDecimal.ONE, true);
    static final Real MINUS_INFINITY = new Real(BigDecimal.ONE.negate(), true);
    static final Real NAN = new Real(BigDecimal.ZERO, true);

    /** The number; of an infinity its sign, of no number 0. */
    final BigDecimal value;

    private final boolean special;

    private Real(BigDecimal value, boolean special) {
        this.value = value;
        this.special = special;
    }

    static Real of(BigDecimal value) {
        return new Real(value, false);
    }

    /** The exact value of a binary double. */
    static Real of(double value) {
        if (Double.isNaN(value)) return NAN;
        if (Double.isInfinite(value)) return infinity(value > 0 ? 1 : -1);
        return of(new BigDecimal(value));
    }

    static Real infinity(int sign) {
        return sign > 0 ? INFINITY : sign < 0 ? MINUS_INFINITY : NAN;
    }

    boolean isFinite() {
        return !special;
    }

    boolean isNan() {
        return special && value.signum() == 0;
    }

    boolean isInfinite() {
        return special && value.signum() != 0;
    }

    boolean isZero() {
        return !special && value.signum() == 0;
    }

    /** Also of an infinity; of no number 0. */
    int signum() {
        return value.signum();
    }

    /** The nearest double. A number beyond the range of double is an infinity or zero there. */
    double toDouble() {
        if (isNan()) return Double.NaN;
        return special ? value.signum() * Double.POSITIVE_INFINITY : Arithmetic.toDouble(value);
    }

    @Override
    public String toString() {
        return special ? String.valueOf(toDouble()) : value.toString();
    }
}
