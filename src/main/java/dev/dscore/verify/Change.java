package dev.dscore.verify;

import dev.dscore.array.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * By how much one value changes on its {@link Region}, for each lane and each shift of the scheme, and how far rounding can
 * have moved that.
 *
 * <p>Changes, and not changed values, are what is carried: a difference of two nearly equal numbers is never taken where an
 * identity gives it, so the finite difference keeps its digits however small the step.
 *
 * @param delta cell by cell, shift by shift, lane by lane
 * @param error cell by cell, lane by lane: a bound on the rounding error of the change at +h; null in a scheme without
 */
record Change(Region region, Workspace space, double[] delta, double @Nullable [] error) {
    /** No change yet. */
    Change(Region region, Workspace space) {
        this(
                region,
                space,
                space.zeros(region.cells() * space.scheme().shifts() * region.lanes()),
                space.scheme().tracksErrors() ? space.zeros(region.cells() * region.lanes()) : null);
    }

    /** The entries of {@code region}, one a lane, shifted by {@code steps}. */
    static Change ofEntries(Region region, double[] steps, Workspace space) {
        Change change = new Change(region, space);
        Scheme scheme = space.scheme();
        int lanes = steps.length;
        for (int shift = 0; shift < scheme.shifts(); shift++) {
            for (int lane = 0; lane < lanes; lane++) {
                change.delta[shift * lanes + lane] = scheme.shift(shift) * steps[lane];
            }
        }
        return change;
    }

    /** All entries of a value at once, shifted by {@code step} in a direction, in one lane. */
    static Change along(double[] direction, int[] shape, double step, Workspace space) {
        Change change = new Change(Region.whole(shape, 1), space);
        int width = change.width();
        for (int at = 0; at < change.delta.length; at++) {
            change.delta[at] = space.scheme().shift(at % width) * step * direction[at / width];
        }
        return change;
    }

    Scheme scheme() {
        return space.scheme();
    }

    int lanes() {
        return region.lanes();
    }

    /** How many numbers of {@code delta} one cell takes. */
    int width() {
        return scheme().shifts() * region.lanes();
    }

    /** The same numbers, read on another region with as many cells. */
    Change on(Region other) {
        return new Change(other, space, delta, error);
    }

    /** The same change on a larger region: zero where it was not touched. */
    Change widenedTo(Region wide) {
        if (sameCells(wide)) return on(wide);
        Change widened = new Change(wide, space);
        int lanes = region.lanes(), shifts = scheme().shifts();
        int[] strides = Strides.strides(wide.cellShape());
        Offsets wideCells = region.cellOffsets(strides);
        // where a lane's own index falls in the axes that have become whole
        int[] laneCells = new int[lanes];
        for (int axis = 0; axis < wide.shape().length; axis++) {
            int[] own = region.index()[axis];
            if (own == null || wide.index()[axis] != null) continue;
            for (int lane = 0; lane < lanes; lane++) laneCells[lane] += own[lane] * strides[axis];
        }
        for (int cell = 0; cell < region.cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int to = wideCells.at(cell) + laneCells[lane];
                for (int shift = 0; shift < shifts; shift++) {
                    widened.delta[(to * shifts + shift) * lanes + lane] = delta[(cell * shifts + shift) * lanes + lane];
                }
                if (error != null && widened.error != null)
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
        int[] own = region.cellShape(), full = stretched.cellShape();
        Change whole = Strides.count(own) == Strides.count(full)
                ? on(stretched)
                : gathered(stretched, Offsets.of(full, Strides.stretchedStrides(own, full)));
        return whole.widenedTo(wide);
    }

    /** The change whose cell number i is this one's cell at {@code source} of i. */
    Change gathered(Region to, Offsets source) {
        Change gathered = new Change(to, space);
        int cells = to.cells();
        for (int cell = 0; cell < cells; cell++) gathered.copyCell(cell, this, source.at(cell));
        return gathered;
    }

    /** Sets one cell to a cell of another change with the same lanes. */
    void copyCell(int cell, Change other, int source) {
        System.arraycopy(other.delta, source * width(), delta, cell * width(), width());
        if (error != null && other.error != null)
            System.arraycopy(other.error, source * lanes(), error, cell * lanes(), lanes());
    }

    /** The same change in arrays of its own. */
    Change copied() {
        Change copy = new Change(region, space);
        for (int cell = 0; cell < region.cells(); cell++) copy.copyCell(cell, this, cell);
        return copy;
    }

    /** Returns this change with NaN in the entries where the unperturbed value is NaN. */
    Change lostWhereNaN(Tensor value) {
        Change lost = copied();
        Lanes before = new Lanes(region, value.shape(), value.data(), scheme());
        for (int cell = 0; cell < region.cells(); cell++) {
            double[] row = before.at(cell);
            for (int at = 0; at < row.length; at++)
                if (Double.isNaN(row[at])) lost.delta[cell * width() + at] = Double.NaN;
        }
        return lost;
    }

    /** Adds a change of the same region. */
    void add(Change other) {
        for (int i = 0; i < delta.length; i++) delta[i] += other.delta[i];
        if (error == null || other.error == null) return;
        for (int i = 0; i < error.length; i++) error[i] += other.error[i];
    }

    /** Takes back what a lane does to a cell. */
    void still(int cell, int lane) {
        int lanes = lanes();
        for (int shift = 0; shift < scheme().shifts(); shift++)
            delta[(cell * scheme().shifts() + shift) * lanes + lane] = 0;
        if (error != null) error[cell * lanes + lane] = 0;
    }
}
