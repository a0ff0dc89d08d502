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
     * One argument of an operation: its unperturbed numbers and its changes, of which a cell takes {@code width}, or none where
     * it does not change.
     */
    record Argument(Lanes base, double[] delta, int width) {
        private int from(int cell) {
            return cell * width;
        }
    }

    /**
     * One cell of the change of a result.
     *
     * @param f the results at the unperturbed numbers
     * @param slope for tanh 1/cosh², for sigmoid that of −a, at the unperturbed numbers
     */
    static void change(
            Operation operation,
            int cell,
            Lanes f,
            Lanes slope,
            Argument x,
            Argument y,
            Argument z,
            double[] out,
            int to,
            int width) {
        double[] da = x.delta, db = y.delta;
        int i = x.from(cell), j = y.from(cell);
        switch (operation) {
            case NEGATE -> negate(da, i, out, to, width);
            case ADD -> add(da, i, db, j, out, to, width);
            case SUBTRACT -> subtract(da, i, db, j, out, to, width);
            case MULTIPLY -> multiply(x.base.at(cell), da, i, y.base.at(cell), db, j, out, to);
            case DIVIDE -> divide(f.at(cell), da, i, y.base.at(cell), db, j, out, to);
            case SQUARE -> square(x.base.at(cell), da, i, out, to);
            case SQRT -> sqrt(f.at(cell), x.base.at(cell), da, i, out, to);
            case EXP -> {
                if (f.same()) exp(f.at(cell, 0), da, i, out, to, width);
                else exp(f.at(cell), da, i, out, to);
            }
            case LOG -> log(x.base.at(cell), da, i, out, to);
            case TANH -> tanh(f.at(cell), slope.at(cell), da, i, out, to);
            case SIGMOID -> sigmoid(f.at(cell), slope.at(cell), da, i, out, to);
            case MAXIMUM -> extreme(1, f.at(cell), x.base.at(cell), da, i, y.base.at(cell), db, j, out, to);
            case MINIMUM -> extreme(-1, f.at(cell), x.base.at(cell), da, i, y.base.at(cell), db, j, out, to);
            default -> {
                double[] g = f.at(cell), a = x.base.at(cell), b = y.base.at(cell), c = z.base.at(cell);
                for (int l = 0; l < width; l++) {
                    out[to + l] = Elementary.change(
                            operation, g[l], a[l], da[i + l], b[l], db[j + l], c[l], z.delta[z.from(cell) + l]);
                }
            }
        }
    }

    private static void negate(double[] da, int i, double[] out, int to, int length) {
        for (int l = 0; l < length; l++) out[to + l] = -da[i + l];
    }

    private static void add(double[] da, int i, double[] db, int j, double[] out, int to, int length) {
        for (int l = 0; l < length; l++) out[to + l] = da[i + l] + db[j + l];
    }

    private static void subtract(double[] da, int i, double[] db, int j, double[] out, int to, int length) {
        for (int l = 0; l < length; l++) out[to + l] = da[i + l] - db[j + l];
    }

    private static void multiply(double[] a, double[] da, int i, double[] b, double[] db, int j, double[] out, int to) {
        for (int l = 0; l < a.length; l++) out[to + l] = a[l] * db[j + l] + da[i + l] * (b[l] + db[j + l]);
    }

    private static void divide(double[] f, double[] da, int i, double[] b, double[] db, int j, double[] out, int to) {
        for (int l = 0; l < f.length; l++) out[to + l] = (da[i + l] - f[l] * db[j + l]) / (b[l] + db[j + l]);
    }

    private static void square(double[] a, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < a.length; l++) out[to + l] = da[i + l] * (2 * a[l] + da[i + l]);
    }

    private static void sqrt(double[] f, double[] a, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < f.length; l++) out[to + l] = da[i + l] / (Math.sqrt(a[l] + da[i + l]) + f[l]);
    }

    private static void exp(double[] f, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < f.length; l++) out[to + l] = f[l] * expm1(da[i + l]);
    }

    private static void exp(double f, double[] da, int i, double[] out, int to, int length) {
        for (int l = 0; l < length; l++) out[to + l] = f * expm1(da[i + l]);
    }

    private static void log(double[] a, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < a.length; l++) out[to + l] = log1p(da[i + l] / a[l]);
    }

    private static void tanh(double[] f, double[] slope, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < f.length; l++) {
            double t = tanh(da[i + l]);
            out[to + l] = t * slope[l] / (1 + f[l] * t);
        }
    }

    private static void sigmoid(double[] f, double[] slope, double[] da, int i, double[] out, int to) {
        for (int l = 0; l < f.length; l++) {
            double e = expm1(da[i + l]);
            out[to + l] = f[l] * slope[l] * e / (1 + f[l] * e);
        }
    }

    /** @param sign 1 of a maximum, -1 of a minimum */
    private static void extreme(
            int sign,
            double[] f,
            double[] a,
            double[] da,
            int i,
            double[] b,
            double[] db,
            int j,
            double[] out,
            int to) {
        for (int l = 0; l < f.length; l++) {
            double order = sign * ((a[l] - b[l]) + (da[i + l] - db[j + l]));
            double ofA = (a[l] - f[l]) + da[i + l], ofB = (b[l] - f[l]) + db[j + l];
            // of infinities, no number: such an entry is left open
            out[to + l] = order >= 0 ? ofA : order < 0 ? ofB : Double.NaN;
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
