package dev.dscore.verify;

/** A floating-point type of IEEE 754, by what rounding to it does. */
public enum Precision {
    FLOAT64(0x1p-53, Double.MIN_VALUE, Double.MAX_VALUE, Double.MIN_NORMAL),
    FLOAT32(0x1p-24, 0x1p-150, Float.MAX_VALUE, Float.MIN_NORMAL),
    FLOAT16(0x1p-11, 0x1p-25, 65504, 0x1p-24);

    private final double unit;
    private final double underflow;
    private final double largest;
    private final double negligible;

    Precision(double unit, double underflow, double largest, double negligible) {
        this.unit = unit;
        this.underflow = underflow;
        this.largest = largest;
        this.negligible = negligible;
    }

    /** The unit roundoff: half the distance from 1 to the next number. */
    public double unit() {
        return unit;
    }

    /** Half the smallest number, the error of one that underflows; of float64 the smallest itself. */
    double underflow() {
        return underflow;
    }

    /**
     * How far from {@code value} a number of this type may lie that stands for it: one in its last place, or what is lost where
     * numbers underflow or their reciprocals overflow.
     */
    public double last(double value) {
        return 2 * unit * Math.abs(value) + negligible;
    }

    /** The number below which exp gives fewer digits, or none: the logarithm of the smallest normal number. */
    double leastExponent() {
        return this == FLOAT16 ? Math.log(0x1p-14) : Math.log(negligible);
    }

    /** Whether a number is larger than any of this type. */
    boolean isBeyond(double value) {
        return Math.abs(value) > largest;
    }

    /** A number, or what this type has for it where it is too large or too small: infinity or 0. */
    double inRange(double value) {
        // what is less than half a last place beyond the largest is rounded to it
        if (Math.abs(value) >= largest * (1 + unit / 2)) return Math.copySign(Double.POSITIVE_INFINITY, value);
        return Math.abs(value) < underflow ? 0 : value;
    }

    /** Whether a number has so few digits that it is no rounded decimal, as 0.75 and 3 have and 0.1 has not. */
    boolean isPlain(double value) {
        return value == Math.rint(value) || this != FLOAT16 && (this == FLOAT64 ? FLOAT32 : FLOAT16).holds(value);
    }

    /** Whether {@code value} has no more digits than this type. */
    boolean holds(double value) {
        if (value == 0) return true;
        double last = Math.scalb(2 * unit, Math.getExponent(value));
        return value == Math.rint(value / last) * last;
    }
}
