package dev.dscore.verify;

import java.util.List;

/** Where the entries of arrays in C order lie. */
final class Strides {
    private Strides() {}

    static int count(int[] shape) {
        int count = 1;
        for (int length : shape) count *= length;
        return count;
    }

    static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        for (int axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    /** The strides of an array of shape {@code from} read as if it had the shape {@code to}: 0 along stretched axes. */
    static int[] stretchedStrides(int[] from, int[] to) {
        int[] own = strides(from), strides = new int[to.length];
        int shift = to.length - from.length;
        for (int axis = shift; axis < to.length; axis++) {
            strides[axis] = from[axis - shift] == 1 ? 0 : own[axis - shift];
        }
        return strides;
    }

    /** For each entry of an array of shape {@code shape}, in C order, the offset that {@code strides} give it. */
    static int[] offsets(int[] shape, int[] strides) {
        int[] offsets = new int[count(shape)];
        int filled = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            for (int i = 1; i < shape[axis]; i++) {
                for (int j = 0; j < filled; j++) offsets[i * filled + j] = offsets[j] + i * strides[axis];
            }
            filled *= shape[axis];
        }
        return offsets;
    }

    /** The strides, in an array reduced over {@code axes}, of the array before: 0 along those axes. */
    static int[] reducedStrides(int[] shape, List<Integer> axes) {
        int[] kept = shape.clone();
        for (int axis : axes) kept[axis] = 1;
        int[] strides = strides(kept);
        for (int axis : axes) strides[axis] = 0;
        return strides;
    }

    static int[] permuted(int[] values, List<Integer> permutation) {
        return permutation.stream().mapToInt(axis -> values[axis]).toArray();
    }
}
