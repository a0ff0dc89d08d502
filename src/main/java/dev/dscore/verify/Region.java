package dev.dscore.verify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The part of a value that a block of lanes touches. Each lane perturbs one entry of the source; along an axis it touches
 * either everything or one index of its own. The touched entries of a lane are its cells, equally many for every lane.
 *
 * @param shape of the whole value
 * @param index an axis: null where all of it is touched, else the one index of each lane. An axis of length 1 has null
 */
record Region(int[] shape, int @Nullable [][] index, int lanes) {
    Region {
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 1) index[axis] = null;
        }
    }

    static Region whole(int[] shape, int lanes) {
        return new Region(shape, new int[shape.length][], lanes);
    }

    /** One entry a lane: those at {@code positions} in C order. */
    static Region entries(int[] shape, int[] positions) {
        int[][] index = new int[shape.length][];
        int[] strides = Strides.strides(shape);
        for (int axis = 0; axis < shape.length; axis++) {
            int stride = strides[axis], length = shape[axis];
            index[axis] = new int[positions.length];
            if (length == 1) continue;
            for (int lane = 0; lane < positions.length; lane++) index[axis][lane] = positions[lane] / stride % length;
        }
        return new Region(shape, index, positions.length);
    }

    /** The shape of one lane's cells: 1 along an axis on which each lane has an index of its own. */
    int[] cellShape() {
        int[] cells = shape.clone();
        for (int axis = 0; axis < cells.length; axis++) {
            if (index[axis] != null) cells[axis] = 1;
        }
        return cells;
    }

    int cells() {
        int cells = 1;
        for (int axis = 0; axis < shape.length; axis++) {
            if (index[axis] == null) cells *= shape[axis];
        }
        return cells;
    }

    /** Of each lane, how far its own indices lie from the start of an array with these strides. */
    int[] laneOffsets(int[] strides) {
        int[] offsets = new int[lanes];
        for (int axis = 0; axis < shape.length; axis++) {
            int[] own = index[axis];
            if (own == null) continue;
            for (int lane = 0; lane < lanes; lane++) offsets[lane] += own[lane] * strides[axis];
        }
        return offsets;
    }

    /** Of each cell, how far it lies from the lane's offset in an array with these strides. */
    Offsets cellOffsets(int[] strides) {
        return Offsets.of(cellShape(), strides);
    }

    /**
     * The smallest region of a value of shape {@code result} that holds what this one touches when it is broadcast: all of
     * an axis along which it is stretched.
     */
    Region stretchedTo(int[] result) {
        int[][] stretched = new int[result.length][];
        int shift = result.length - shape.length;
        for (int axis = shift; axis < result.length; axis++) {
            if (shape[axis - shift] == result[axis]) stretched[axis] = index[axis - shift];
        }
        return new Region(result, stretched, lanes);
    }

    /** The smallest region that holds this and another of the same shape. */
    Region join(Region other) {
        int[][] joined = new int[shape.length][];
        for (int axis = 0; axis < shape.length; axis++) {
            if (Arrays.equals(index[axis], other.index[axis])) joined[axis] = index[axis];
        }
        return new Region(shape, joined, lanes);
    }

    Region withWhole(Iterable<Integer> axes) {
        int[][] widened = index.clone();
        for (int axis : axes) widened[axis] = null;
        return new Region(shape, widened, lanes);
    }
}
