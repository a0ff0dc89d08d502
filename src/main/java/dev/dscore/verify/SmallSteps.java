package dev.dscore.verify;

import dev.dscore.graph.Operation;

/**
 * {@link Elementary#change} for a row of lanes at once and changes that are small against 1: exp and log are replaced by the
 * first terms of their series. Where a change is not that small the numbers are off, so that second-order differences made of
 * them do not settle an entry.
 *
 * <p>The loops are plain so that the compiler turns them into vector instructions.
 */
final class SmallSteps {
    /** Below this the series are exact to rounding: the first term left out is d⁴/120 of the sum. */
    static final double SMALL = 0x1p-13;

    private SmallSteps() {}

    /** e^d − 1. */
    static double expm1(double d) {
        return d * (1 + d * (1 / 2.0 + d * (1 / 6.0 + d * (1 / 24.0))));
    }

    /** log(1 + d). */
    static double log1p(double d) {
        return d * (1 - d * (1 / 2.0 - d * (1 / 3.0 - d * (1 / 4.0))));
    }

    private static double tanh(double d) {
        return d * (1 - d * d * (1 / 3.0 - d * d * (2 / 15.0)));
    }

    /**
     * An argument of which one row is read.
     *
     * @param base its unperturbed numbers, one a lane
     * @param delta its changes, of which those from {@code from} on are the row
     */
    record Row(double[] base, double[] delta, int from) {}

    /**
     * @param f the results at the unperturbed numbers
     * @param slope for tanh 1/cosh², for sigmoid that of −a, at the unperturbed numbers
     */
    static void change(
            Operation operation, double[] f, double[] slope, Row x, Row y, Row z, double[] out, int to, int lanes) {
        double[] a = x.base, da = x.delta, b = y.base, db = y.delta;
        int i = x.from, j = y.from;
        switch (operation) {
            case NEGATE -> {
                for (int l = 0; l < lanes; l++) out[to + l] = -da[i + l];
            }
            case ADD -> {
                for (int l = 0; l < lanes; l++) out[to + l] = da[i + l] + db[j + l];
            }
            case SUBTRACT -> {
                for (int l = 0; l < lanes; l++) out[to + l] = da[i + l] - db[j + l];
            }
            case MULTIPLY -> {
                for (int l = 0; l < lanes; l++) out[to + l] = a[l] * db[j + l] + da[i + l] * (b[l] + db[j + l]);
            }
            case DIVIDE -> {
                for (int l = 0; l < lanes; l++) out[to + l] = (da[i + l] - f[l] * db[j + l]) / (b[l] + db[j + l]);
            }
            case SQUARE -> {
                for (int l = 0; l < lanes; l++) out[to + l] = da[i + l] * (2 * a[l] + da[i + l]);
            }
            case SQRT -> {
                for (int l = 0; l < lanes; l++) out[to + l] = da[i + l] / (Math.sqrt(a[l] + da[i + l]) + f[l]);
            }
            case EXP -> {
                for (int l = 0; l < lanes; l++) out[to + l] = f[l] * expm1(da[i + l]);
            }
            case LOG -> {
                for (int l = 0; l < lanes; l++) out[to + l] = log1p(da[i + l] / a[l]);
            }
            case TANH -> {
                for (int l = 0; l < lanes; l++) {
                    double t = tanh(da[i + l]);
                    out[to + l] = t * slope[l] / (1 + f[l] * t);
                }
            }
            case SIGMOID -> {
                for (int l = 0; l < lanes; l++) {
                    double e = expm1(da[i + l]);
                    out[to + l] = f[l] * slope[l] * e / (1 + f[l] * e);
                }
            }
            default -> {
                for (int l = 0; l < lanes; l++) {
                    out[to + l] = Elementary.change(
                            operation, f[l], a[l], da[i + l], b[l], db[j + l], z.base[l], z.delta[z.from + l]);
                }
            }
        }
    }

    /** What {@link #change} takes as the slope of an operation, or null if it takes none. */
    static double slope(Operation operation, double a) {
        if (operation == Operation.TANH) return 1 / (Math.cosh(a) * Math.cosh(a));
        return Elementary.apply(Operation.SIGMOID, -a, 0, 0);
    }

    static boolean takesSlope(Operation operation) {
        return operation == Operation.TANH || operation == Operation.SIGMOID;
    }
}
