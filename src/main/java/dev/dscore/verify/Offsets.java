package dev.dscore.verify;

import org.jspecify.annotations.Nullable;

/** Where the entries of an array of some shape lie in another: for each, in C order, how far from the start. */
final class Offsets {
    private final int step;
    private final int @Nullable [] table;

    private Offsets(int step, int @Nullable [] table) {
        this.step = step;
        this.table = table;
    }

    static Offsets of(int[] shape, int[] strides) {
        // a table only where one step does not lead from each entry to the next
        int step = 0, next = -1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            if (shape[axis] == 1) continue;
            if (next < 0) step = strides[axis];
            else if (strides[axis] != next) return new Offsets(0, Strides.offsets(shape, strides));
            next = strides[axis] * shape[axis];
        }
        return new Offsets(step, null);
    }

    int at(int entry) {
        return table == null ? entry * step : table[entry];
    }
}
