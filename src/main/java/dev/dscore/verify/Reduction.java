package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.List;

/** Where the numbers of a reduction go: to a result each, of an array, and of a region of it. */
final class Reduction {
    private Reduction() {}

    /** Of each entry of the operand, the position in the result. */
    static int[] results(Node.Apply node, Baseline baseline) {
        int[] shape = baseline.of(node.argument()).shape();
        return Strides.offsets(
                shape, Strides.reducedStrides(shape, node.attributes().axes()));
    }

    /** Of each cell of a region of the operand, the cell of the reduced region. */
    static Offsets cells(Node.Apply node, Region region) {
        int[] shape = region.cellShape();
        return Offsets.of(shape, Strides.reducedStrides(shape, node.attributes().axes()));
    }

    /** The region of a result with axes of length 1 that a region of the operand reaches. */
    static Region kept(Region region, List<Integer> axes) {
        int[] shape = region.shape().clone();
        for (int axis : axes) shape[axis] = 1;
        return new Region(shape, region.index().clone(), region.lanes());
    }

    /** The region of the result that a region of the operand reaches. */
    static Region region(Node.Apply node, Region region, Baseline baseline) {
        int[] shape = baseline.of(node).shape();
        List<Integer> axes = node.attributes().axes();
        int[][] index = new int[shape.length][];
        boolean keepdims = shape.length == region.shape().length;
        int next = 0;
        for (int axis = 0; axis < region.shape().length; axis++) {
            if (axes.contains(axis)) next += keepdims ? 1 : 0;
            else index[next++] = region.index()[axis];
        }
        return new Region(shape, index, region.lanes());
    }
}
