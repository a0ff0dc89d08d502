package dev.dscore.grade;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Matrices in a student's own arithmetic: every result is rounded to float64, float32 or float16, and sums are taken in a
 * chosen order. Shares nothing with dscore's kernels.
 *
 * @param precision of every single result
 * @param order of every sum
 */
record Plain(Precision precision, Order order) {
    static final Plain DOUBLE = new Plain(Precision.FLOAT64, Order.FORWARD);
    static final Plain SINGLE = new Plain(Precision.FLOAT32, Order.FORWARD);

    enum Precision {
        FLOAT64(0x1p-53),
        FLOAT32(0x1p-24),
        FLOAT16(0x1p-11);

        /** Half a unit in the last place of 1. */
        final double unit;

        Precision(double unit) {
            this.unit = unit;
        }

        String dtype() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        double round(double x) {
            return switch (this) {
                case FLOAT64 -> x;
                case FLOAT32 -> (float) x;
                case FLOAT16 -> half(x);
            };
        }

        // 11 bits down to 2^-14, then steps of 2^-24; beyond 65504 infinite
        private static double half(double x) {
            if (x == 0 || !Double.isFinite(x)) return x;
            double step = Math.scalb(1.0, Math.max(Math.getExponent(x), -14) - 10);
            double rounded = Math.rint(x / step) * step;
            return Math.abs(rounded) > 65504 ? Math.signum(x) * Double.POSITIVE_INFINITY : rounded;
        }
    }

    enum Order {
        FORWARD,
        BACKWARD,
        PAIRWISE,
        SMALLEST_FIRST
    }

    record Matrix(int rows, int columns, double... data) {
        static Matrix row(double... data) {
            return new Matrix(1, data.length, data);
        }

        static Matrix column(double... data) {
            return new Matrix(data.length, 1, data);
        }

        static Matrix scalar(double value) {
            return new Matrix(1, 1, value);
        }

        double at(int i, int j) {
            return data[(rows == 1 ? 0 : i) * columns + (columns == 1 ? 0 : j)];
        }

        Matrix transposed() {
            double[] result = new double[data.length];
            for (int i = 0; i < rows; i++) for (int j = 0; j < columns; j++) result[j * rows + i] = at(i, j);
            return new Matrix(columns, rows, result);
        }
    }

    Matrix zip(Matrix a, Matrix b, DoubleBinaryOperator operator) {
        int rows = Math.max(a.rows, b.rows), columns = Math.max(a.columns, b.columns);
        double[] result = new double[rows * columns];
        for (int i = 0; i < result.length; i++) {
            int r = i / columns, c = i % columns;
            result[i] = precision.round(operator.applyAsDouble(a.at(r, c), b.at(r, c)));
        }
        return new Matrix(rows, columns, result);
    }

    Matrix map(Matrix a, DoubleUnaryOperator operator) {
        return new Matrix(
                a.rows,
                a.columns,
                Arrays.stream(a.data).map(operator).map(precision::round).toArray());
    }

    Matrix rounded(Matrix a) {
        return map(a, x -> x);
    }

    Matrix add(Matrix a, Matrix b) {
        return zip(a, b, (x, y) -> x + y);
    }

    Matrix sub(Matrix a, Matrix b) {
        return zip(a, b, (x, y) -> x - y);
    }

    Matrix mul(Matrix a, Matrix b) {
        return zip(a, b, (x, y) -> x * y);
    }

    Matrix div(Matrix a, Matrix b) {
        return zip(a, b, (x, y) -> x / y);
    }

    Matrix mul(Matrix a, double b) {
        return mul(a, Matrix.scalar(precision.round(b)));
    }

    Matrix div(Matrix a, double b) {
        return div(a, Matrix.scalar(precision.round(b)));
    }

    Matrix exp(Matrix a) {
        return map(a, Math::exp);
    }

    Matrix log(Matrix a) {
        return map(a, Math::log);
    }

    Matrix sqrt(Matrix a) {
        return map(a, Math::sqrt);
    }

    /** Over the rows, so that one row is left. */
    Matrix down(Matrix a) {
        double[] result = new double[a.columns];
        for (int j = 0; j < a.columns; j++) {
            double[] terms = new double[a.rows];
            for (int i = 0; i < a.rows; i++) terms[i] = a.at(i, j);
            result[j] = sum(terms);
        }
        return Matrix.row(result);
    }

    /** Over the columns, so that one column is left. */
    Matrix along(Matrix a) {
        return down(a.transposed()).transposed();
    }

    Matrix all(Matrix a) {
        return Matrix.scalar(sum(a.data));
    }

    double sum(double... terms) {
        double[] ordered = terms.clone();
        switch (order) {
            case FORWARD -> {}
            case BACKWARD -> {
                for (int i = 0; i < terms.length; i++) ordered[i] = terms[terms.length - 1 - i];
            }
            case SMALLEST_FIRST ->
                ordered = Arrays.stream(terms)
                        .boxed()
                        .sorted((a, b) -> Double.compare(Math.abs(a), Math.abs(b)))
                        .mapToDouble(Double::doubleValue)
                        .toArray();
            case PAIRWISE -> {
                return pairwise(terms, 0, terms.length);
            }
        }
        double sum = 0;
        for (double term : ordered) sum = precision.round(sum + term);
        return sum;
    }

    private double pairwise(double[] terms, int from, int to) {
        if (to - from == 1) return terms[from];
        if (to == from) return 0;
        int middle = (from + to) >>> 1;
        return precision.round(pairwise(terms, from, middle) + pairwise(terms, middle, to));
    }

    Matrix product(Matrix a, Matrix b) {
        double[] result = new double[a.rows * b.columns];
        for (int i = 0; i < a.rows; i++) {
            for (int j = 0; j < b.columns; j++) {
                double[] terms = new double[a.columns];
                for (int k = 0; k < a.columns; k++) terms[k] = precision.round(a.at(i, k) * b.at(k, j));
                result[i * b.columns + j] = sum(terms);
            }
        }
        return new Matrix(a.rows, b.columns, result);
    }

    /** Of each row. */
    Matrix largest(Matrix a) {
        double[] largest = new double[a.rows];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        for (int i = 0; i < a.rows; i++)
            for (int j = 0; j < a.columns; j++) largest[i] = Math.max(largest[i], a.at(i, j));
        return Matrix.column(largest);
    }

    /** Of each row, less its largest entry. */
    Matrix softmax(Matrix score) {
        Matrix e = exp(sub(score, largest(score)));
        return div(e, along(e));
    }

    /** The same by exp(score - logsumexp(score)). */
    Matrix softmaxByLog(Matrix score) {
        Matrix m = largest(score);
        return exp(sub(score, add(m, log(along(exp(sub(score, m)))))));
    }

    static Matrix oneHot(double[] labels, int classes) {
        double[] result = new double[labels.length * classes];
        for (int i = 0; i < labels.length; i++) result[i * classes + (int) labels[i]] = 1;
        return new Matrix(labels.length, classes, result);
    }
}
