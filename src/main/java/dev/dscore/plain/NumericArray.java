package dev.dscore.plain;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Size;
import dev.dscore.lang.Array;
import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Whole;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Numbers in a buffer, addressed by an offset and a stride for each axis. Views share one buffer, as in NumPy. */
public final class NumericArray implements Array {
    /** The bytes of an array beside its entries: the objects that hold its shape, and those of its lengths. */
    private static final long OVERHEAD = 400;

    private static final long BYTES_OF_AXIS = 48;

    /**
     * The maximum length of an axis of an array without entries, whose other axes the limit on entries does not bound.
     */
    private static final int LONGEST_OF_NONE = 1_000_000;

    /** The memory that views share. */
    static final class Buffer {
        final double[] data;

        @Nullable
        Cause cause;

        Buffer(double[] data) {
            this.data = data;
        }
    }

    final Buffer buffer;
    final int offset;
    final Whole[] lengths;
    final int[] shape;
    final int[] strides;
    final Dtype dtype;
    final boolean readOnly;

    NumericArray(Buffer buffer, int offset, Whole[] lengths, int[] strides, Dtype dtype, boolean readOnly) {
        this.buffer = buffer;
        this.offset = offset;
        this.lengths = lengths;
        this.shape = new int[lengths.length];
        boolean empty = false;
        for (Whole length : lengths) empty |= length.number() == 0;
        for (int i = 0; i < lengths.length; i++)
            shape[i] = length(lengths[i], empty ? LONGEST_OF_NONE : Integer.MAX_VALUE);
        this.strides = strides;
        this.dtype = dtype;
        this.readOnly = readOnly;
    }

    private static int length(Whole length, int most) {
        if (length.number() > most) throw Fault.limit("makes an axis of length {}, which is too long", length);
        return (int) length.number();
    }

    /** Returns an array of numbers in C order. */
    static NumericArray of(double[] data, Whole[] lengths, Dtype dtype) {
        NumericArray array = new NumericArray(new Buffer(data), 0, lengths, new int[lengths.length], dtype, false);
        System.arraycopy(rowStrides(array.shape), 0, array.strides, 0, lengths.length);
        return array;
    }

    NumericArray view(int offset, Whole[] lengths, int[] strides) {
        return new NumericArray(buffer, offset, lengths, strides, dtype, readOnly);
    }

    static int[] rowStrides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= Math.max(1, shape[axis]);
        }
        return strides;
    }

    int count() {
        int count = 1;
        for (int length : shape) count *= length;
        return count;
    }

    boolean isContiguous() {
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] != 1 && strides[axis] != stride) return false;
            stride *= shape[axis];
        }
        return true;
    }

    /** Returns a copy of the entries in C order. */
    double[] toArray() {
        int count = count();
        if (isContiguous()) return Arrays.copyOfRange(buffer.data, offset, offset + count);
        double[] result = new double[count];
        Loop.over(shape, strides, rowStrides(shape), offset, 0, (n, from, step, to, next) -> {
            double[] data = buffer.data;
            for (int i = 0; i < n; i++) result[to + i * next] = data[from + i * step];
        });
        return result;
    }

    /** Returns the index of the entry at {@code position} in C order. */
    int[] index(int position) {
        int[] index = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = position % shape[axis];
            position /= shape[axis];
        }
        return index;
    }

    public Tensor tensor() {
        return new Tensor(shape.clone(), toArray());
    }

    /** Returns the operation whose result was the first not to be finite, if known. */
    public Optional<Cause> cause() {
        return Optional.ofNullable(buffer.cause);
    }

    /** Returns the bytes of an array of the given number of axes beside its entries. */
    static long bytesBeside(int rank) {
        return OVERHEAD + BYTES_OF_AXIS * rank;
    }

    @Override
    public List<Whole> lengths() {
        return List.of(lengths);
    }

    @Override
    public int rank() {
        return lengths.length;
    }

    @Override
    public Dtype dtype() {
        return dtype;
    }

    @Override
    public Object memory() {
        return buffer;
    }

    @Override
    public String shown() {
        return shown(lengths);
    }

    static String shown(Whole[] lengths) {
        return Arrays.stream(lengths).map(Whole::size).map(Size::toString).collect(Collectors.joining(" ", "(", ")"));
    }
}
