package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a permutation of axes. */
final class TransposeRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        int[] shape = baseline.of(node).shape();
        List<Integer> axes = node.attributes().axes();
        Region region = change.region();
        int[][] index = new int[axes.size()][];
        for (int axis = 0; axis < index.length; axis++) index[axis] = region.index()[axes.get(axis)];
        Region permuted = new Region(shape, index, region.lanes());
        if (permuted.cells() == 1) return change.on(permuted);
        int[] strides = Strides.permuted(Strides.strides(region.cellShape()), axes);
        return change.gathered(permuted, Offsets.of(permuted.cellShape(), strides));
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        int[] strides = Strides.strides(baseline.of(node.argument()).shape());
        int[] from = Strides.permuted(strides, node.attributes().axes());
        return PlainKernels.gathered(
                errors.ofOperand(node.argument()),
                Strides.offsets(baseline.of(node).shape(), from));
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
