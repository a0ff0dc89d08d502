package dev.dscore.verify;

import java.util.Arrays;

/**
 * The entries of an array in blocks to be perturbed together. The longest axis runs fastest, so that the lanes of a block
 * differ along one axis only, where that axis is long enough to fill them.
 */
final class EntryBlocks {
    // so that the changes of a block stay in a core's cache
    private static final int CELLS_AND_LANES = 32768;
    private static final int MOST_LANES = 512, FEWEST_LANES = 16;
    // along a shorter axis than this, entries are not perturbed by themselves
    private static final int SHORT_AXIS = 64;

    private final int[] shape;
    private final int axis;
    private final int stride;
    private final int length;
    private final int entries;
    // how many blocks a run along the axis makes
    private final int ofRun;

    /** @param cells how many entries of a value one lane touches at most */
    EntryBlocks(int[] shape, int cells) {
        int lanes = lanes(cells);
        int[] strides = Strides.strides(shape);
        int longest = shape.length - 1;
        for (int axis = longest - 1; axis >= 0; axis--) {
            if (shape[axis] > shape[longest]) longest = axis;
        }
        this.shape = shape;
        this.entries = Strides.count(shape);
        // few entries fill one block, in their own order
        boolean few = entries <= lanes || shape[longest] < SHORT_AXIS;
        this.axis = few ? -1 : longest;
        this.length = few ? entries : shape[longest];
        this.stride = few ? 1 : strides[longest];
        this.ofRun = (length + lanes - 1) / lanes;
    }

    /** How many lanes a block has at most. */
    static int lanes(int cells) {
        return Math.max(FEWEST_LANES, Math.min(MOST_LANES, CELLS_AND_LANES / cells));
    }

    int count() {
        return entries / length * ofRun;
    }

    /** The entries of a block, in C order or along the longest axis. */
    int[] positions(int block) {
        int start = start(block), from = from(block);
        int[] positions = new int[from(block + 1, block) - from];
        for (int i = 0; i < positions.length; i++) positions[i] = start + (from + i) * stride;
        return positions;
    }

    /** The same entries as a region, one a lane. */
    Region region(int block) {
        if (axis < 0) return Region.entries(shape, positions(block));
        int from = from(block), lanes = from(block + 1, block) - from;
        int[][] index = new int[shape.length][lanes];
        int[] strides = Strides.strides(shape);
        for (int other = 0; other < shape.length; other++) {
            if (other != axis) Arrays.fill(index[other], start(block) / strides[other] % shape[other]);
        }
        for (int lane = 0; lane < lanes; lane++) index[axis][lane] = from + lane;
        return new Region(shape, index, lanes);
    }

    // of the run that the block is part of
    private int start(int block) {
        int run = block / ofRun;
        return run / stride * stride * length + run % stride;
    }

    private int from(int block) {
        return from(block, block);
    }

    // where a block starts in the run of another: where it is the next, that is where the other ends
    private int from(int block, int other) {
        int part = block - other / ofRun * ofRun;
        return (int) ((long) part * length / ofRun);
    }
}
