package dev.dscore.lang;

/** Logarithms that the JDK lacks, without the loss of digits and the overflow of their definitions. */
public final class Logarithms {
    private static final double LN2 = Math.log(2);
    // from here on x² + 1 is x² in float64
    private static final double LARGE = 0x1p28;

    private Logarithms() {}

    /** Returns the logarithm to base 2; exact for powers of two. */
    public static double log2(double x) {
        boolean isPower = x >= Double.MIN_NORMAL && (Double.doubleToRawLongBits(x) & 0x000f_ffff_ffff_ffffL) == 0;
        return isPower && x < Double.POSITIVE_INFINITY ? Math.getExponent(x) : Math.log(x) / LN2;
    }

    /** Returns the inverse of sinh: {@code log(|x| + sqrt(x² + 1))} with the sign of x. */
    public static double arcsinh(double x) {
        double size = Math.abs(x);
        double value =
                size > LARGE ? Math.log(size) + LN2 : Math.log1p(size + size * size / (1 + Math.sqrt(1 + size * size)));
        return Math.copySign(value, x);
    }

    /** Returns the inverse of cosh: {@code log(x + sqrt(x² - 1))}; NaN below 1. */
    public static double arccosh(double x) {
        if (x > LARGE) return Math.log(x) + LN2;
        double beyond = x - 1;
        return Math.log1p(beyond + Math.sqrt(beyond * (beyond + 2)));
    }
}
