package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** How changes pass through a matrix product: (A + dA)(B + dB) − AB = dA B + (A + dA) dB. */
final class MatmulRule implements DifferenceRule {
    // products of squares of numbers between 2^-200 and 2^200 are in range
    private static final int ORDINARY = 200;

    // of a sum of squares that is smaller, terms may have underflowed
    private static final double LEAST_SQUARE = Double.MIN_NORMAL / (Baseline.U * Baseline.U);

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        int[] shape = baseline.of(node).shape();
        Node a = node.argument(), b = node.arguments().get(1);
        ProductRule.Sides sides = new ProductRule.Sides() {
            @Override
            public double[] errorOfA() {
                return baseline.error(a);
            }

            @Override
            public double[] errorOfB() {
                return baseline.error(b);
            }

            @Override
            public double[] transposedB() {
                return baseline.transposed(b);
            }
        };
        ProductRule rule = new ProductRule(baseline.of(a), baseline.of(b), sides, shape);
        Change left = changes.get(0), right = changes.get(1);
        if (right == null) return rule.left(left);
        if (left == null) return rule.right(right);
        return rule.both(left, right);
    }

    @Override
    public boolean isLinear(Node.Apply node, Predicate<Integer> changes) {
        return !changes.test(0) || !changes.test(1);
    }

    /** The touched cells times the other side. */
    @Override
    public double work(Node.Apply node, List<@Nullable Change> changes, Change result, Baseline baseline) {
        int[] left = baseline.of(node.argument()).shape();
        int[] right = baseline.of(node.arguments().get(1)).shape();
        Change a = changes.get(0), b = changes.get(1);
        if (a != null && b != null) return (double) left[0] * left[1] * right[1];
        return a != null
                ? (double) a.region().cells() * right[1]
                : (double) left[0] * b.region().cells();
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor out = baseline.of(node);
        Node left = node.argument(), right = node.arguments().get(1);
        double[] a = baseline.of(left).data(), ea = errors.ofOperand(left);
        double[] b = baseline.of(right).data(), eb = errors.ofOperand(right);
        double[] result = new double[out.size()];
        int inner = baseline.of(left).shape()[1], columns = out.shape()[1];
        if (errors.isBound()) {
            double growth = errors.ofTerms(inner);
            for (int i = 0; i < out.shape()[0]; i++) {
                Cores.stopIfInterrupted();
                for (int k = 0; k < inner; k++) {
                    double size = Math.abs(a[i * inner + k]), doubt = ea[i * inner + k] + growth * size;
                    addBounds(result, i * columns, size, doubt, b, eb, k * columns, columns);
                }
            }
            return result;
        }
        int[] ofRows = exponents(a, ea, out.shape()[0], i -> i / inner);
        int[] ofColumns = exponents(b, eb, columns, i -> i % columns);
        Operand first =
                new Operand(scaled(a, i -> -ofRows[i / inner], ofRows), scaled(ea, i -> -ofRows[i / inner], ofRows));
        Operand second = new Operand(
                scaled(b, i -> -ofColumns[i % columns], ofColumns),
                scaled(eb, i -> -ofColumns[i % columns], ofColumns));
        double[] sums = new double[columns];
        for (int i = 0; i < out.shape()[0]; i++) {
            Cores.stopIfInterrupted();
            Arrays.fill(sums, 0);
            for (int k = 0; k < inner; k++) {
                int at = i * inner + k;
                addSquares(errors, result, i * columns, first, at, second, k * columns, sums);
            }
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                result[at] = result[at] > LEAST_SQUARE
                        ? Math.sqrt(result[at])
                        : tiny(first, i * inner, second, j, inner, columns);
            }
        }
        double[] ofRow = scaled(result, i -> ofRows[i / columns], ofRows);
        return scaled(ofRow, i -> ofColumns[i % columns], ofColumns);
    }

    // of each line a scale at which squares are in range: 0 for ordinary numbers
    private static int[] exponents(double[] values, double[] errors, int lines, IntUnaryOperator lineOf) {
        double[] largest = new double[lines];
        for (int i = 0; i < values.length; i++) {
            int line = lineOf.applyAsInt(i);
            double size = Math.max(Math.abs(values[i]), Math.abs(errors[i]));
            if (Double.isFinite(size)) largest[line] = Math.max(largest[line], size);
        }
        return Arrays.stream(largest)
                .mapToInt(size -> size == 0 ? 0 : Math.getExponent(size))
                .map(exponent -> Math.abs(exponent) < ORDINARY ? 0 : exponent)
                .toArray();
    }

    private static double[] scaled(double[] data, IntUnaryOperator by, int[] exponents) {
        if (Arrays.stream(exponents).allMatch(exponent -> exponent == 0)) return data;
        double[] scaled = new double[data.length];
        Arrays.setAll(scaled, i -> Math.scalb(data[i], by.applyAsInt(i)));
        return scaled;
    }

    private static void addBounds(
            double[] result, int to, double size, double doubt, double[] b, double[] eb, int from, int columns) {
        for (int j = 0; j < columns; j++) result[to + j] += size * eb[from + j] + Math.abs(b[from + j]) * doubt;
    }

    /** An operand and its errors. */
    private record Operand(double[] values, double[] errors) {}

    /** @param sums of the products so far, a column each */
    private static void addSquares(
            RoundingErrors errors,
            double[] result,
            int to,
            Operand first,
            int at,
            Operand second,
            int from,
            double[] sums) {
        double unit = errors.rounding(1), factor = first.values[at], doubt = first.errors[at];
        double[] b = second.values, eb = second.errors;
        for (int j = 0; j < sums.length; j++) {
            double product = factor * b[from + j];
            sums[j] += product;
            double own = unit * unit * (product * product + sums[j] * sums[j]);
            double ofA = doubt * b[from + j], ofB = factor * eb[from + j];
            result[to + j] += ofA * ofA + ofB * ofB + own;
        }
    }

    // the operands' errors of one result, whose squares may be lost; a rounding of so small a result is nothing beside
    // them
    private static double tiny(Operand first, int row, Operand second, int column, int inner, int columns) {
        double largest = 0;
        for (int k = 0; k < inner; k++)
            largest = Math.max(largest, contribution(first, row + k, second, k * columns + column));
        if (largest == 0) return 0;
        double squares = 0;
        for (int k = 0; k < inner; k++) {
            double part = contribution(first, row + k, second, k * columns + column) / largest;
            squares += part * part;
        }
        return largest * Math.sqrt(squares);
    }

    private static double contribution(Operand first, int i, Operand second, int j) {
        return Math.abs(first.errors[i] * second.values[j]) + Math.abs(first.values[i] * second.errors[j]);
    }
}
