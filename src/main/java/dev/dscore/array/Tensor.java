package dev.dscore.array;

import java.util.Arrays;

/**
 * An array of float64 numbers in C order, as plain Java data that the packages exchange.
 *
 * <p>The shape and data arrays are not copied, neither in nor out, and are not written to after construction.
 */
public record Tensor(int[] shape, double[] data) {
    public Tensor {
        if (count(shape) != data.length) {
            throw new IllegalArgumentException(data.length + " numbers do not fill the shape " + tuple(shape));
        }
    }

    public static Tensor scalar(double value) {
        return new Tensor(new int[0], new double[] {value});
    }

    public static Tensor vector(double... data) {
        return new Tensor(new int[] {data.length}, data);
    }

    public static Tensor matrix(double[]... rows) {
        double[] data = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return new Tensor(new int[] {rows.length, rows.length == 0 ? 0 : rows[0].length}, data);
    }

    public int rank() {
        return shape.length;
    }

    public int size() {
        return data.length;
    }

    /** Returns a tensor of another shape that shares these numbers. */
    public Tensor reshaped(int... shape) {
        return new Tensor(shape, data);
    }

    /** Returns a tensor of the same shape, with each number multiplied. */
    public Tensor times(double factor) {
        return new Tensor(
                shape, Arrays.stream(data).map(entry -> factor * entry).toArray());
    }

    /** Returns the index of the entry at {@code position} in C order. */
    public int[] index(int position) {
        int[] index = new int[shape.length];
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            index[axis] = position % shape[axis];
            position /= shape[axis];
        }
        return index;
    }

    /** Returns a shape as NumPy prints it: {@code (3, 4)}, {@code (3,)}, {@code ()}. */
    public static String tuple(int[] shape) {
        String inside = Arrays.toString(shape);
        inside = inside.substring(1, inside.length() - 1);
        return shape.length == 1 ? "(" + inside + ",)" : "(" + inside + ")";
    }

    public static int count(int[] shape) {
        return Math.toIntExact(Arrays.stream(shape).asLongStream().reduce(1, Math::multiplyExact));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor && Arrays.equals(shape, tensor.shape) && Arrays.equals(data, tensor.data);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(shape) + Arrays.hashCode(data);
    }

    @Override
    public String toString() {
        return size() <= 20 ? tuple(shape) + Arrays.toString(data) : tuple(shape);
    }
}
