package dev.dscore.truth;

import dev.dscore.array.Tensor;
import java.util.Arrays;
import java.util.List;

/** Real numbers in C order, with the index arithmetic of broadcasting and of reductions. */
record Array(int[] shape, Real[] data) {
    static Array of(Tensor tensor) {
        return new Array(
                tensor.shape(), Arrays.stream(tensor.data()).mapToObj(Real::of).toArray(Real[]::new));
    }

    static Array scalar(Real value) {
        return new Array(new int[0], new Real[] {value});
    }

    static Array zeros(int[] shape) {
        Real[] data = new Real[Tensor.count(shape)];
        Arrays.fill(data, Real.ZERO);
        return new Array(shape, data);
    }

    int size() {
        return data.length;
    }

    /** The array broadcast to {@code target}. */
    Array stretched(int[] target) {
        if (Arrays.equals(shape, target)) return this;
        int[] strides = new int[target.length];
        int stride = 1, missing = target.length - shape.length;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis + missing] = shape[axis] == 1 ? 0 : stride;
            stride *= shape[axis];
        }
        return gathered(target, strides);
    }

    /** Of the transposed array axis i is this one's axis axes[i]. */
    Array transposed(int[] target, List<Integer> axes) {
        int[] own = strides(shape), strides = new int[axes.size()];
        for (int i = 0; i < strides.length; i++) strides[i] = own[axes.get(i)];
        return gathered(target, strides);
    }

    private Array gathered(int[] target, int[] strides) {
        int[] from = offsets(target, strides);
        Real[] gathered = new Real[from.length];
        for (int i = 0; i < from.length; i++) gathered[i] = data[from[i]];
        return new Array(target, gathered);
    }

    /** Of each entry the position of the group that it is in where {@code axes} are reduced, counted in C order. */
    int[] groups(List<Integer> axes) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (axes.contains(axis)) continue;
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return offsets(shape, strides);
    }

    private static int[] strides(int[] shape) {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= shape[axis];
        }
        return strides;
    }

    private static int[] offsets(int[] shape, int[] strides) {
        int[] offsets = new int[Tensor.count(shape)];
        int[] index = new int[shape.length];
        for (int i = 0, offset = 0; i < offsets.length; i++) {
            offsets[i] = offset;
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                offset += strides[axis];
                if (++index[axis] < shape[axis]) break;
                offset -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
        return offsets;
    }
}
