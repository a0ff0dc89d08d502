package dev.dscore.verify;

/** The loops in which checking spends its time, each by itself so that the compiler makes vector instructions of it. */
final class Rows {
    private Rows() {}

    /** sum += row. */
    static void add(double[] sum, int to, double[] row, int from, int length) {
        for (int i = 0; i < length; i++) sum[to + i] += row[from + i];
    }

    /** sum += factor · row. */
    static void addScaled(double[] sum, int to, double factor, double[] row, int from, int length) {
        for (int i = 0; i < length; i++) sum[to + i] += factor * row[from + i];
    }

    /** sum += factors · row, number by number. */
    static void addProducts(double[] sum, int to, double[] factors, double[] row, int from, int length) {
        for (int i = 0; i < length; i++) sum[to + i] += factors[i] * row[from + i];
    }

    /** sum += factor · (e^row − 1). */
    static void addScaledExpm1(double[] sum, int to, double factor, double[] row, int from, int length) {
        for (int i = 0; i < length; i++) sum[to + i] += factor * Series.smallExpm1(row[from + i]);
    }

    /** sum += factors · (e^row − 1), number by number. */
    static void addExpm1(double[] sum, int to, double[] factors, double[] row, int from, int length) {
        for (int i = 0; i < length; i++) sum[to + i] += factors[i] * Series.smallExpm1(row[from + i]);
    }

    /** to = a − b. */
    static void subtract(double[] to, int at, double[] a, int fromA, double[] b, int fromB, int length) {
        for (int i = 0; i < length; i++) to[at + i] = a[fromA + i] - b[fromB + i];
    }

    /** row = factor · (e^row − 1). */
    static void scaledExpm1(double[] row, int at, double factor, int length) {
        for (int i = 0; i < length; i++) row[at + i] = factor * Series.smallExpm1(row[at + i]);
    }

    /** row = factors · (e^row − 1), number by number. */
    static void expm1(double[] row, int at, double[] factors, int length) {
        for (int i = 0; i < length; i++) row[at + i] = factors[i] * Series.smallExpm1(row[at + i]);
    }

    /** row = log(1 + row). */
    static void log1p(double[] row) {
        for (int i = 0; i < row.length; i++) row[i] = Series.smallLog1p(row[i]);
    }
}
