package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Functions along axes: reductions such as sums, and functions that keep the shape. */
final class Reductions {
    /** The cost of sorting indices relative to sorting numbers. */
    private static final int ARGSORT = 5;

    private final Meter meter;
    private final Elementwise elementwise;

    Reductions(Meter meter, Elementwise elementwise) {
        this.meter = meter;
        this.elementwise = elementwise;
    }

    NumericArray reduced(String function, NumericArray a, List<Integer> axes, boolean keepdims, int ddof) {
        List<Whole> lengths = new ArrayList<>();
        int[] order = new int[a.rank()];
        int kept = 0, lane = 1;
        for (int axis = 0; axis < a.rank(); axis++) {
            if (axes.contains(axis)) {
                lane *= a.shape[axis];
                if (keepdims) lengths.add(Whole.of(1));
            } else {
                order[kept++] = axis;
                lengths.add(a.lengths[axis]);
            }
        }
        int next = kept;
        for (int axis : axes) order[next++] = axis;
        meter.touch((long) passes(function) * a.count());
        double[] entries = transposed(a, order).toArray();
        Whole[] shape = lengths.toArray(Whole[]::new);
        double[] data = new double[meter.array(shape)];
        boolean empty = lane == 0;
        if (empty && !function.matches("sum|nansum|prod|mean|var|std|any|all|count_nonzero")) {
            throw Fault.error("ValueError", "an axis of length 0 has no {}", Message.fixed(function));
        }
        for (int i = 0; i < data.length; i++) data[i] = lane(function, entries, i * lane, lane, ddof);
        Dtype dtype = dtype(function, a.dtype);
        if (dtype == Dtype.INT)
            for (double entry : data)
                if (Math.abs(entry) > Whole.LARGEST)
                    throw Fault.unsupported("makes a whole number beyond 2 ** 53, which is not counted with");
        NumericArray result = NumericArray.of(data, shape, dtype);
        result.buffer.cause = a.buffer.cause;
        if (function.equals("sum")
                && a.buffer.cause != null
                && a.buffer.cause.function().equals("exp")) a.buffer.cause.normalizes();
        return result;
    }

    // the number of passes over the entries, or their equivalent in time
    private static int passes(String function) {
        return switch (function) {
            case "logsumexp" -> 8;
            case "var", "std" -> 4;
            default -> 2;
        };
    }

    private static Dtype dtype(String function, Dtype of) {
        return switch (function) {
            case "sum", "prod", "nansum" -> of == Dtype.FLOAT ? of : Dtype.INT;
            case "max", "min" -> of;
            case "any", "all" -> Dtype.BOOL;
            case "argmax", "argmin", "count_nonzero" -> Dtype.INT;
            default -> Dtype.FLOAT;
        };
    }

    private static double lane(String function, double[] a, int from, int n, int ddof) {
        return switch (function) {
            case "sum" -> sum(a, from, n);
            case "nansum" -> {
                double sum = 0;
                for (int i = from; i < from + n; i++) if (!Double.isNaN(a[i])) sum += a[i];
                yield sum;
            }
            case "mean" -> sum(a, from, n) / n;
            case "prod" -> {
                double product = 1;
                for (int i = from; i < from + n; i++) product *= a[i];
                yield product;
            }
            case "max" -> {
                double max = a[from];
                for (int i = from + 1; i < from + n; i++) max = Math.max(max, a[i]);
                yield max;
            }
            case "min" -> {
                double min = a[from];
                for (int i = from + 1; i < from + n; i++) min = Math.min(min, a[i]);
                yield min;
            }
            case "any" -> {
                for (int i = from; i < from + n; i++) if (a[i] != 0) yield 1;
                yield 0;
            }
            case "all" -> {
                for (int i = from; i < from + n; i++) if (a[i] == 0) yield 0;
                yield 1;
            }
            case "count_nonzero" -> {
                int count = 0;
                for (int i = from; i < from + n; i++) if (a[i] != 0) count++;
                yield count;
            }
            case "argmax" -> place(a, from, n, 1);
            case "argmin" -> place(a, from, n, -1);
            case "var" -> variance(a, from, n, ddof);
            case "std" -> Math.sqrt(variance(a, from, n, ddof));
            case "logsumexp" -> logsumexp(a, from, n);
            default -> throw new IllegalArgumentException("no reduction is called " + function);
        };
    }

    // pairwise, as in NumPy: the rounding error grows with the logarithm of the length
    private static double sum(double[] a, int from, int n) {
        if (n <= 16) {
            double sum = 0;
            for (int i = from; i < from + n; i++) sum += a[i];
            return sum;
        }
        int half = n / 2;
        return sum(a, from, half) + sum(a, from + half, n - half);
    }

    // the first NaN, else the first of the largest entries (smallest for sign −1)
    private static int place(double[] a, int from, int n, int sign) {
        int best = 0;
        for (int i = 0; i < n; i++) {
            if (Double.isNaN(a[from + i])) return i;
            if (sign * a[from + i] > sign * a[from + best]) best = i;
        }
        return best;
    }

    private static double variance(double[] a, int from, int n, int ddof) {
        double mean = sum(a, from, n) / n;
        double[] squares = new double[n];
        for (int i = 0; i < n; i++) squares[i] = (a[from + i] - mean) * (a[from + i] - mean);
        return sum(squares, 0, n) / Math.max(0, n - ddof);
    }

    private static double logsumexp(double[] a, int from, int n) {
        double max = a[from];
        for (int i = from + 1; i < from + n; i++) max = Math.max(max, a[i]);
        if (!Double.isFinite(max)) return max;
        double sum = 0;
        for (int i = from; i < from + n; i++) sum += Math.exp(a[i] - max);
        return max + Math.log(sum);
    }

    NumericArray along(String function, NumericArray a, List<Integer> axes) {
        if (function.equals("softmax") || function.equals("log_softmax")) {
            NumericArray sums = reduced("logsumexp", a, axes, true, 0);
            NumericArray logs = elementwise.apply("subtract", List.of(a, sums));
            return function.equals("softmax") ? elementwise.apply("exp", List.of(logs)) : logs;
        }
        int axis = axes.get(0), rank = a.rank();
        int[] order = IntStream.concat(IntStream.range(0, rank).filter(i -> i != axis), IntStream.of(axis))
                .toArray();
        NumericArray turned = transposed(a, order);
        int lane = a.shape[axis];
        meter.touch(2L * a.count());
        if (function.equals("sort")) meter.sort(a.count(), lane);
        if (function.equals("argsort")) meter.sort(ARGSORT * (long) a.count(), lane);
        meter.array(a.lengths);
        double[] data = turned.toArray();
        for (int from = 0; lane > 0 && from < data.length; from += lane) lane(function, data, from, lane);
        Dtype dtype = a.dtype;
        if (function.equals("argsort")) dtype = Dtype.INT;
        if (function.startsWith("cum") && dtype == Dtype.BOOL) dtype = Dtype.INT;
        int[] back = new int[rank];
        for (int i = 0; i < rank; i++) back[order[i]] = i;
        NumericArray result = transposed(NumericArray.of(data, turned.lengths, dtype), back);
        return NumericArray.of(result.toArray(), a.lengths, dtype);
    }

    private static void lane(String function, double[] a, int from, int n) {
        switch (function) {
            case "cumsum" -> {
                for (int i = from + 1; i < from + n; i++) a[i] += a[i - 1];
            }
            case "cumprod" -> {
                for (int i = from + 1; i < from + n; i++) a[i] *= a[i - 1];
            }
            case "sort" -> Arrays.sort(a, from, from + n);
            case "argsort" -> {
                double[] lane = Arrays.copyOfRange(a, from, from + n);
                int[] order = IntStream.range(0, n)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> lane[i]))
                        .mapToInt(i -> i)
                        .toArray();
                for (int i = 0; i < n; i++) a[from + i] = order[i];
            }
            default -> throw new IllegalArgumentException("nothing is called " + function + " along an axis");
        }
    }

    static NumericArray transposed(NumericArray a, int[] order) {
        Whole[] lengths = new Whole[order.length];
        int[] strides = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            lengths[i] = a.lengths[order[i]];
            strides[i] = a.strides[order[i]];
        }
        return a.view(a.offset, lengths, strides);
    }
}
