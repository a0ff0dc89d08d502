package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through an array of indices along an axis: an entry changes the result wherever an index names it. */
final class TakeRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        int axis = node.attributes().axes().get(0);
        Tensor indices = baseline.of(node.arguments().get(1));
        Region region = change.region();
        int[] shape = baseline.of(node).shape(), cells = region.cellShape(), touched = region.index()[axis];
        int[][] index = new int[shape.length][];
        System.arraycopy(region.index(), 0, index, 0, axis);
        int behind = cells.length - axis - 1;
        System.arraycopy(region.index(), axis + 1, index, shape.length - behind, behind);
        Change result = new Change(new Region(shape, index, change.lanes()), change.space());
        int inner = Strides.count(Arrays.copyOfRange(cells, axis + 1, cells.length));
        int outer = Strides.count(cells) / (inner * cells[axis]), count = indices.size();
        for (int j = 0; j < count; j++) {
            int place = PlainKernels.column(indices, j, region.shape()[axis]);
            for (int o = 0; o < outer; o++) {
                for (int i = 0; i < inner; i++) {
                    int to = (o * count + j) * inner + i;
                    int from = (o * cells[axis] + (touched == null ? place : 0)) * inner + i;
                    result.copyCell(to, change, from);
                    for (int lane = 0; touched != null && lane < change.lanes(); lane++) {
                        if (touched[lane] != place) result.still(to, lane);
                    }
                }
            }
        }
        return result;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        int[] positions = PlainKernels.taken(
                baseline.of(node.argument()).shape(),
                node.attributes().axes().get(0),
                baseline.of(node.arguments().get(1)));
        return PlainKernels.gathered(errors.ofOperand(node.argument()), positions);
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
