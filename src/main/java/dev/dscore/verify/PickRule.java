package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through the choice of an entry in each row. */
final class PickRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        Tensor columns = baseline.of(node.arguments().get(1));
        int[] shape = baseline.of(node).shape();
        Region region = change.region();
        int[] rows = region.index()[0], touched = region.index()[1];
        int lanes = change.lanes(), shifts = change.scheme().shifts(), length = region.shape()[1];
        Change result = new Change(new Region(shape, new int[][] {rows}, lanes), change.space());
        int cells = result.region().cells(), width = touched == null ? length : 1;
        for (int cell = 0; cell < cells; cell++) {
            int column = rows == null ? PlainKernels.column(columns, cell, length) : -1;
            for (int lane = 0; lane < lanes; lane++) {
                if (rows != null) column = PlainKernels.column(columns, rows[lane], length);
                if (touched != null && touched[lane] != column) continue;
                int from = cell * width + (touched == null ? column : 0);
                for (int shift = 0; shift < shifts; shift++) {
                    result.delta()[(cell * shifts + shift) * lanes + lane] =
                            change.delta()[(from * shifts + shift) * lanes + lane];
                }
                if (change.scheme().tracksErrors())
                    result.error()[cell * lanes + lane] = change.error()[from * lanes + lane];
            }
        }
        return result;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        int[] shape = baseline.of(node.argument()).shape();
        Tensor columns = baseline.of(node.arguments().get(1));
        return PlainKernels.gathered(errors.ofOperand(node.argument()), PlainKernels.picked(shape, columns));
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
