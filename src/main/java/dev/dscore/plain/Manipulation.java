package dev.dscore.plain;

import dev.dscore.graph.Size;
import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Rearranges entries into other shapes, as views wherever NumPy has views. */
final class Manipulation {
    private final Meter meter;

    Manipulation(Meter meter) {
        this.meter = meter;
    }

    NumericArray transposed(NumericArray a, List<Integer> axes) {
        return Reductions.transposed(a, axes.stream().mapToInt(axis -> axis).toArray());
    }

    NumericArray reshaped(NumericArray a, Whole[] lengths) {
        double count = 1;
        for (Whole length : lengths) count *= length.number();
        if (count != a.count()) {
            throw Fault.error(
                    "ValueError",
                    "cannot be reshaped to {}: {} entries ≠ {}",
                    Message.shape(lengths),
                    product(a.lengths),
                    product(lengths));
        }
        Optional<int[]> strides = strides(a, lengths);
        // a scalar is never a view
        if (strides.isPresent() && a.rank() > 0) return a.view(a.offset, lengths, strides.get());
        meter.array(lengths);
        NumericArray copy = NumericArray.of(a.toArray(), lengths, a.dtype);
        copy.buffer.cause = a.buffer.cause;
        return copy;
    }

    private static Object product(Whole[] lengths) {
        Size product = Size.ONE;
        double count = 1;
        for (Whole length : lengths) count *= length.number();
        if (count > Whole.LARGEST) return String.format(Locale.ROOT, "%.3g", count);
        long number = (long) count;
        try {
            for (Whole length : lengths) product = product.times(length.size());
            return Whole.of(number, product);
        } catch (ArithmeticException e) {
            return Whole.of(number);
        }
    }

    /** Returns the strides of a view of this shape, if the layout of the entries allows one. */
    private static Optional<int[]> strides(NumericArray a, Whole[] lengths) {
        if (a.count() == 0) return Optional.of(new int[lengths.length]);
        int[] oldShape = new int[a.rank()], oldStrides = new int[a.rank()];
        int rank = 0;
        for (int axis = 0; axis < a.rank(); axis++) {
            if (a.shape[axis] == 1) continue;
            oldShape[rank] = a.shape[axis];
            oldStrides[rank++] = a.strides[axis];
        }
        int[] strides = new int[lengths.length];
        int from = 0, to = 0;
        while (from < rank) {
            int first = from;
            long old = oldShape[from++], now = to < lengths.length ? lengths[to].number() : 1;
            int start = to;
            to++;
            while (old != now) {
                if (old < now) old *= oldShape[from++];
                else now *= lengths[to++].number();
            }
            for (int axis = first; axis < from - 1; axis++) {
                if (oldStrides[axis] != oldShape[axis + 1] * oldStrides[axis + 1]) return Optional.empty();
            }
            int stride = oldStrides[from - 1];
            for (int axis = to - 1; axis >= start; axis--) {
                strides[axis] = stride;
                stride *= (int) lengths[axis].number();
            }
        }
        return Optional.of(strides);
    }

    NumericArray broadcast(NumericArray a, Whole[] lengths) {
        int missing = lengths.length - a.rank();
        boolean fits = missing >= 0;
        double count = 1;
        for (Whole length : lengths) count *= length.number();
        for (int axis = 0; fits && axis < a.rank(); axis++) {
            fits = a.shape[axis] == 1 || a.shape[axis] == lengths[axis + missing].number();
        }
        if (!fits)
            throw Fault.error("ValueError", "broadcast_to of {} cannot be broadcast to {}", a, Message.shape(lengths));
        meter.array(lengths);
        int[] shape =
                Arrays.stream(lengths).mapToInt(length -> (int) length.number()).toArray();
        return new NumericArray(a.buffer, a.offset, lengths, Elementwise.strides(a, shape), a.dtype, true);
    }

    // read-only, as in NumPy
    NumericArray diagonal(NumericArray a) {
        Whole[] length = {a.shape[0] <= a.shape[1] ? a.lengths[0] : a.lengths[1]};
        int[] stride = {a.strides[0] + a.strides[1]};
        return new NumericArray(a.buffer, a.offset, length, stride, a.dtype, true);
    }

    NumericArray concatenated(List<NumericArray> arrays, int axis) {
        NumericArray first = arrays.get(0);
        if (first.rank() == 0) throw Fault.error("ValueError", "numbers without axes cannot be concatenated");
        if (axis >= first.rank()) throw new Fault("axis {} is not there: {}", axis, first);
        meter.operands(arrays.size());
        Dtype dtype = first.dtype;
        long total = 0;
        Size sum = Size.of(0);
        for (NumericArray array : arrays) {
            dtype = dtype.with(array.dtype);
            total += array.rank() == first.rank() ? array.shape[axis] : 0;
            fit(first, array, axis);
            sum = sum(sum, array.lengths[axis].size());
        }
        Whole[] lengths = first.lengths.clone();
        lengths[axis] = arrays.size() <= 8 ? Whole.of(total, sum) : Whole.of(total);
        double[] data = new double[meter.array(lengths)];
        NumericArray result = NumericArray.of(data, lengths, dtype);
        int at = 0;
        for (NumericArray array : arrays) {
            Loop.over(
                    array.shape,
                    array.strides,
                    result.strides,
                    array.offset,
                    at * result.strides[axis],
                    (n, i, si, j, sj) -> {
                        for (int t = 0; t < n; t++) data[j + t * sj] = array.buffer.data[i + t * si];
                    });
            at += array.shape[axis];
            if (result.buffer.cause == null) result.buffer.cause = array.buffer.cause;
        }
        return result;
    }

    private static Size sum(Size a, Size b) {
        try {
            return a.plus(b);
        } catch (ArithmeticException e) {
            return Size.of(0);
        }
    }

    private static void fit(NumericArray a, NumericArray b, int joined) {
        boolean fits = a.rank() == b.rank();
        for (int axis = 0; fits && axis < a.rank(); axis++) fits = axis == joined || a.shape[axis] == b.shape[axis];
        if (!fits) throw Fault.error("ValueError", "{} and {} cannot be joined along axis {}", a, b, joined);
    }

    NumericArray windows(NumericArray a, List<Integer> axes, List<Whole> windows) {
        int rank = a.rank();
        Whole[] lengths = Arrays.copyOf(a.lengths, rank + axes.size());
        int[] strides = Arrays.copyOf(a.strides, rank + axes.size());
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            Whole window = windows.get(i);
            long left = lengths[axis].number() - window.number() + 1;
            if (left < 1)
                throw Fault.error(
                        "ValueError",
                        "a window of length {} is longer than the axis of length {}",
                        window,
                        lengths[axis]);
            lengths[axis] = Whole.of(left);
            lengths[rank + i] = window;
            strides[rank + i] = a.strides[axis];
        }
        meter.view(lengths);
        return new NumericArray(a.buffer, a.offset, lengths, strides, a.dtype, true);
    }
}
