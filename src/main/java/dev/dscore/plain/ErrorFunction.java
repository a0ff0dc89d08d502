package dev.dscore.plain;

/** The error function: its series near 0, a continued fraction beyond. */
public final class ErrorFunction {
    private static final double SERIES_TO = 2.5;
    private static final int MOST_TERMS = 200;

    private ErrorFunction() {}

    public static double erf(double x) {
        if (Double.isNaN(x)) return x;
        double size = Math.abs(x);
        if (size > 6) return Math.signum(x);
        return size < SERIES_TO ? series(x) : Math.signum(x) * (1 - complement(size));
    }

    // 2/√π · exp(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n+1)): all terms positive
    private static double series(double x) {
        double term = x, sum = x;
        for (int n = 1; n < MOST_TERMS && Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    // the continued fraction of erfc, from its 60th term backwards
    private static double complement(double x) {
        double fraction = 0;
        for (int n = 60; n > 0; n--) fraction = n / 2.0 / (x + fraction);
        return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction);
    }
}
