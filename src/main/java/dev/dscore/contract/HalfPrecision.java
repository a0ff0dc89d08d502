package dev.dscore.contract;

/** Reads numbers of 16 bits: IEEE 754 binary16. */
final class HalfPrecision {
    private HalfPrecision() {}

    static double value(short bits) {
        int exponent = bits >> 10 & 0x1f, fraction = bits & 0x3ff;
        double sign = bits < 0 ? -1 : 1;
        if (exponent == 0x1f) return fraction == 0 ? sign * Double.POSITIVE_INFINITY : Double.NaN;
        if (exponent == 0) return sign * Math.scalb((double) fraction, -24);
        return sign * Math.scalb(1024.0 + fraction, exponent - 25);
    }
}
