package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a new shape for the same numbers. */
final class ReshapeRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        int[] shape = baseline.of(node).shape();
        Region region = change.region();
        if (region.cells() == 1) {
            return change.on(Region.entries(shape, region.laneOffsets(Strides.strides(region.shape()))));
        }
        int[][] index = withoutOnes(region, shape);
        if (index != null) return change.on(new Region(shape, index, region.lanes()));
        return change.widenedTo(Region.whole(region.shape(), region.lanes())).on(Region.whole(shape, region.lanes()));
    }

    // where only axes of length 1 come or go, the other axes keep their indices
    private static int @Nullable [][] withoutOnes(Region region, int[] shape) {
        List<int @Nullable []> kept = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int axis = 0; axis < region.shape().length; axis++) {
            if (region.shape()[axis] == 1) continue;
            kept.add(region.index()[axis]);
            lengths.add(region.shape()[axis]);
        }
        int[][] index = new int[shape.length][];
        int next = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 1) continue;
            if (next == lengths.size() || lengths.get(next) != shape[axis]) return null;
            index[axis] = kept.get(next++);
        }
        return next == lengths.size() ? index : null;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        return errors.ofOperand(node.argument());
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
