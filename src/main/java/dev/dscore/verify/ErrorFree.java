package dev.dscore.verify;

import dev.dscore.graph.Operation;

/**
 * Tests whether an operation of float64 is exact, by its remainder: Ogita, Rump and Oishi, Accurate Sum and Dot Product (2005),
 * section 3.
 */
final class ErrorFree {
    // below this a product's remainder may underflow
    private static final double LEAST_PRODUCT = Double.MIN_NORMAL / (Baseline.U * Baseline.U);

    private ErrorFree() {}

    /** Returns whether f is the result of an arithmetic operation on a and b without rounding; false where that is not known. */
    static boolean is(Operation operation, double f, double a, double b) {
        return switch (operation) {
            case ADD -> isSum(f, a, b);
            case SUBTRACT -> isSum(f, a, -b);
            case MULTIPLY -> isProduct(f, a, b);
            case SQUARE -> isProduct(f, a, a);
            case DIVIDE -> isProduct(a, f, b);
            case SQRT -> isProduct(a, f, f);
            default -> false;
        };
    }

    private static boolean isSum(double sum, double a, double b) {
        double ofB = sum - a, ofA = sum - ofB;
        return (a - ofA) + (b - ofB) == 0;
    }

    private static boolean isProduct(double product, double a, double b) {
        if (product == 0) return a == 0 || b == 0;
        return Math.abs(product) > LEAST_PRODUCT && Math.fma(a, b, -product) == 0;
    }

    /** Returns the value of the last bit of a number that is set; infinity for 0, and 0 for what is no number. */
    static double lastBit(double number) {
        if (number == 0) return Double.POSITIVE_INFINITY;
        if (!Double.isFinite(number)) return 0;
        long bits = Double.doubleToRawLongBits(number) & 0x000f_ffff_ffff_ffffL;
        // the hidden bit, where all others are 0
        int zeros = bits == 0 ? 52 : Long.numberOfTrailingZeros(bits);
        return Math.ulp(number) * (1L << zeros);
    }
}
