package dev.dscore.verify;

import java.util.Arrays;

/**
 * By how much one value changes on its {@link Region}, for each lane and each of the four shifts h, −h, 2h, −2h, and how
 * far rounding can have moved that.
 *
 * <p>Changes, and not changed values, are what is carried: a difference of two nearly equal numbers is never taken where an
 * identity gives it, so the finite difference keeps its digits however small the step.
 *
 * @param delta cell by cell, shift by shift, lane by lane
 * @param error cell by cell, lane by lane: a bound on the rounding error of the change at +h
 */
record Change(Region region, double[] delta, double[] error) {
    static final int SHIFTS = 4;

    Change(Region region) {
        this(region, new double[region.cells() * SHIFTS * region.lanes()], new double[region.cells() * region.lanes()]);
    }

    /** The entries at {@code positions} shifted by {@code steps}, one a lane. */
    static Change ofEntries(int[] shape, int[] positions, double[] steps) {
        Change change = new Change(Region.entries(shape, positions));
        int lanes = steps.length;
        for (int lane = 0; lane < lanes; lane++) {
            change.delta[lane] = steps[lane];
            change.delta[lanes + lane] = -steps[lane];
            change.delta[2 * lanes + lane] = 2 * steps[lane];
            change.delta[3 * lanes + lane] = -2 * steps[lane];
        }
        return change;
    }

    /** The same change on a larger region: zero where it was not touched. */
    Change widenedTo(Region wide) {
        if (sameCells(wide)) return new Change(wide, delta, error);
        Change widened = new Change(wide);
        int lanes = region.lanes();
        int[] strides = Layout.strides(wide.cellShape());
        int[] wideCells = region.cellOffsets(strides);
        // where a lane's own index falls in the axes that have become whole
        int[] laneCells = new int[lanes];
        for (int axis = 0; axis < wide.shape().length; axis++) {
            int[] own = region.index()[axis];
            if (own == null || wide.index()[axis] != null) continue;
            for (int lane = 0; lane < lanes; lane++) laneCells[lane] += own[lane] * strides[axis];
        }
        for (int cell = 0; cell < wideCells.length; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int to = wideCells[cell] + laneCells[lane];
                for (int shift = 0; shift < SHIFTS; shift++) {
                    widened.delta[(to * SHIFTS + shift) * lanes + lane] = delta[(cell * SHIFTS + shift) * lanes + lane];
                }
                widened.error[to * lanes + lane] = error[cell * lanes + lane];
            }
        }
        return widened;
    }

    private boolean sameCells(Region wide) {
        for (int axis = 0; axis < wide.index().length; axis++) {
            if ((region.index()[axis] == null) != (wide.index()[axis] == null)) return false;
        }
        return true;
    }

    /** The change read as one of the larger value to which this one is broadcast, on {@code region} of it. */
    Change stretchedTo(Region wide) {
        int[] result = wide.shape();
        Region stretched = region.stretchedTo(result);
        int[] own = region.cellShape();
        Change whole = this;
        if (!Arrays.equals(own, stretched.cellShape())) {
            int[] source = Layout.offsets(stretched.cellShape(), Layout.stretchedStrides(own, stretched.cellShape()));
            whole = gathered(stretched, source);
        }
        return new Change(stretched, whole.delta, whole.error).widenedTo(wide);
    }

    /** The change whose cell number i is cell number {@code source[i]} of this one. */
    Change gathered(Region to, int[] source) {
        Change gathered = new Change(to);
        int lanes = region.lanes();
        for (int cell = 0; cell < source.length; cell++) {
            int from = source[cell];
            System.arraycopy(delta, from * SHIFTS * lanes, gathered.delta, cell * SHIFTS * lanes, SHIFTS * lanes);
            System.arraycopy(error, from * lanes, gathered.error, cell * lanes, lanes);
        }
        return gathered;
    }
}
