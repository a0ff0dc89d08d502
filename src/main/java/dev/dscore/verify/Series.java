package dev.dscore.verify;

/** The functions of the exponential family near 0, where the first terms of their series are exact to rounding. */
final class Series {
    /** Below this the series are exact to rounding: the first term left out is d⁴/120 of the sum. */
    private static final double SMALL = 0x1p-13;

    private Series() {}

    /** Math.expm1, faster for small arguments. */
    static double expm1(double d) {
        return Math.abs(d) < SMALL ? smallExpm1(d) : Math.expm1(d);
    }

    /** Math.log1p, faster for small arguments. */
    static double log1p(double d) {
        return Math.abs(d) < SMALL ? smallLog1p(d) : Math.log1p(d);
    }

    /** e^d − 1, of a small d. */
    static double smallExpm1(double d) {
        return d * (1 + d * (1 / 2.0 + d * (1 / 6.0 + d * (1 / 24.0))));
    }

    /** log(1 + d), of a small d. */
    static double smallLog1p(double d) {
        return d * (1 - d * (1 / 2.0 - d * (1 / 3.0 - d * (1 / 4.0))));
    }

    /** tanh(d), of a small d. */
    static double smallTanh(double d) {
        return d * (1 - d * d * (1 / 3.0 - d * d * (2 / 15.0)));
    }
}
