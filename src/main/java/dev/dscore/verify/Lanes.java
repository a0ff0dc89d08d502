package dev.dscore.verify;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the unperturbed numbers of an array at a cell, for all lanes of a region at once, and again for each shift. */
final class Lanes {
    private final double[] data;
    private final Offsets cells;
    private final int[] lanes;
    private final boolean same;
    private final boolean consecutive;
    private final int copies;
    private double @Nullable [] row;

    /** @param shape of the array, which is broadcast to the region's shape */
    Lanes(Region region, int[] shape, double[] data, Scheme scheme) {
        this(data, region.cellOffsets(strides(region, shape)), region.laneOffsets(strides(region, shape)), scheme);
    }

    /** @param cells of each cell, and {@code lanes} of each lane, how far it lies from the array's start */
    Lanes(double[] data, Offsets cells, int[] lanes, Scheme scheme) {
        this.data = data;
        this.cells = cells;
        this.lanes = lanes;
        this.copies = scheme.shifts();
        boolean same = true, consecutive = true;
        for (int lane = 1; lane < lanes.length; lane++) {
            same &= lanes[lane] == lanes[0];
            consecutive &= lanes[lane] == lanes[0] + lane;
        }
        this.same = same;
        this.consecutive = consecutive;
    }

    private static int[] strides(Region region, int[] shape) {
        return Strides.stretchedStrides(shape, region.shape());
    }

    /** One number for each shift and lane, in an array that the next call overwrites. */
    double[] at(int cell) {
        int start = cells.at(cell), count = lanes.length;
        double[] row = this.row;
        if (row == null) this.row = row = new double[count * copies];
        if (same) {
            Arrays.fill(row, data[start + lanes[0]]);
            return row;
        }
        if (consecutive) System.arraycopy(data, start + lanes[0], row, 0, count);
        else for (int lane = 0; lane < count; lane++) row[lane] = data[start + lanes[lane]];
        for (int at = count; at < row.length; at += count) System.arraycopy(row, 0, row, at, count);
        return row;
    }

    /** Whether all lanes read the same number. */
    boolean same() {
        return same;
    }

    double at(int cell, int lane) {
        return data[cells.at(cell) + lanes[lane]];
    }
}
