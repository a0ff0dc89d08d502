package dev.dscore.verify;

/**
 * The entries of an array in blocks to be perturbed together. The longest axis runs fastest, so that the lanes of a block
 * differ along one axis only, where that axis is long enough to fill them.
 */
final class Blocks {
    // so that the changes of a block stay in a core's cache
    private static final int CELLS_AND_LANES = 16384;
    private static final int MOST_LANES = 512, FEWEST_LANES = 16;
    // along a shorter axis than this, entries are not perturbed by themselves
    private static final int SHORT_AXIS = 64;

    private final int stride;
    private final int length;
    private final int entries;
    // how many blocks a run along the axis makes
    private final int ofRun;

    /** @param cells how many entries of a value one lane touches at most */
    Blocks(int[] shape, int cells) {
        int lanes = lanes(cells);
        int[] strides = Layout.strides(shape);
        int longest = shape.length - 1;
        for (int axis = longest - 1; axis >= 0; axis--) {
            if (shape[axis] > shape[longest]) longest = axis;
        }
        this.entries = Layout.count(shape);
        // few entries fill one block, in their own order
        boolean few = entries <= lanes || shape[longest] < SHORT_AXIS;
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

    int[] positions(int block) {
        int run = block / ofRun, part = block % ofRun;
        // of the axes before and after that along which the block runs
        int start = run / stride * stride * length + run % stride;
        int from = (int) ((long) part * length / ofRun), to = (int) ((long) (part + 1) * length / ofRun);
        int[] positions = new int[to - from];
        for (int i = 0; i < positions.length; i++) positions[i] = start + (from + i) * stride;
        return positions;
    }
}
