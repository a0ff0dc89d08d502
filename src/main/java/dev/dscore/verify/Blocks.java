package dev.dscore.verify;

/**
 * The entries of an array in blocks to be perturbed together. The longest axis runs fastest, so that the lanes of a block
 * differ along one axis only, where that axis is long enough to fill them.
 */
final class Blocks {
    private final int stride;
    private final int length;
    private final int entries;
    // how many blocks a run along the axis makes
    private final int ofRun;

    /** @param lanes most entries in a block */
    Blocks(int[] shape, int lanes, int shortAxis) {
        int[] strides = Layout.strides(shape);
        int longest = shape.length - 1;
        for (int axis = longest - 1; axis >= 0; axis--) {
            if (shape[axis] > shape[longest]) longest = axis;
        }
        this.entries = Layout.count(shape);
        // few entries fill one block, in their own order
        boolean few = entries <= lanes || shape[longest] < shortAxis;
        this.length = few ? entries : shape[longest];
        this.stride = few ? 1 : strides[longest];
        this.ofRun = (length + lanes - 1) / lanes;
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
