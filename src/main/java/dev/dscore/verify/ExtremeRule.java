package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through the maximum or the minimum over axes. */
final class ExtremeRule implements DifferenceRule {
    private final int sign;

    /** @param sign 1 of a maximum, -1 of a minimum */
    ExtremeRule(int sign) {
        this.sign = sign;
    }

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change touched = DifferenceRule.only(changes);
        // the largest may be an entry that was not touched
        Change change =
                touched.widenedTo(touched.region().withWhole(node.attributes().axes()));
        Region region = change.region();
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        Change result = new Change(Reduction.region(node, region, baseline), change.space());
        Offsets to = Reduction.cells(node, region);
        Lanes before = new Lanes(region, a.shape(), a.data(), change.scheme());
        Lanes outs = new Lanes(result.region(), out.shape(), out.data(), change.scheme());
        int lanes = change.lanes(), shifts = change.scheme().shifts(), cells = region.cells();
        Arrays.fill(result.delta(), sign * Double.NEGATIVE_INFINITY);
        recordTies(node, change, baseline);
        BitSet ties = baseline.kinks().of(node);
        int[] strides = Strides.strides(region.shape()), laneOffsets = region.laneOffsets(strides);
        Offsets places = region.cellOffsets(strides);
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double below = before.at(cell, lane) - outs.at(to.at(cell), lane);
                for (int shift = 0; shift < shifts; shift++) {
                    int target = (to.at(cell) * shifts + shift) * lanes + lane;
                    double moved = below + change.delta()[(cell * shifts + shift) * lanes + lane];
                    if (sign * moved > sign * result.delta()[target]) result.delta()[target] = moved;
                }
            }
        }
        if (change.scheme().tracksErrors()) trackErrors(node, change, result, before, outs, baseline);
        if (ties != null && change.space().listener() != null) shareTies(change, result, ties, to, places, laneOffsets);
        return result;
    }

    private void trackErrors(
            Node.Apply node, Change change, Change result, Lanes before, Lanes outs, Baseline baseline) {
        Region region = change.region();
        BitSet ties = baseline.kinks().of(node);
        Offsets to = Reduction.cells(node, region);
        int[] strides = Strides.strides(region.shape()), laneOffsets = region.laneOffsets(strides);
        Offsets places = region.cellOffsets(strides);
        Lanes doubts = new Lanes(
                region, baseline.of(node.argument()).shape(), baseline.error(node.argument()), change.scheme());
        int lanes = change.lanes(), shifts = change.scheme().shifts();
        for (int cell = 0; cell < region.cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double below = before.at(cell, lane) - outs.at(to.at(cell), lane);
                double moved = Math.abs(change.delta()[cell * shifts * lanes + lane]);
                boolean tied = ties != null && ties.get(places.at(cell) + laneOffsets[lane]);
                if (!tied && !(sign * below + 2 * moved >= 0)) continue;
                // of a tie within rounding, which is the largest is rounding; the change is that of one of them, or
                // between
                double order = (tied ? Math.abs(below) : 0) + (below == 0 ? 0 : doubts.at(cell, lane));
                double between = moved + Math.abs(result.delta()[to.at(cell) * shifts * lanes + lane]);
                int target = to.at(cell) * lanes + lane;
                double error = change.error()[cell * lanes + lane] + Math.min(order, between);
                result.error()[target] = Math.max(result.error()[target], error);
            }
        }
    }

    // equal shares of all that ties, whichever moves
    private static void shareTies(
            Change change, Change result, BitSet ties, Offsets to, Offsets places, int[] laneOffsets) {
        int lanes = change.lanes(), shifts = change.scheme().shifts();
        double[] sum = new double[result.delta().length];
        int[] tied = new int[sum.length];
        for (int cell = 0; cell < change.region().cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                if (!ties.get(places.at(cell) + laneOffsets[lane])) continue;
                for (int shift = 0; shift < shifts; shift++) {
                    int target = (to.at(cell) * shifts + shift) * lanes + lane;
                    sum[target] += change.delta()[(cell * shifts + shift) * lanes + lane];
                    tied[target]++;
                }
            }
        }
        for (int i = 0; i < sum.length; i++) if (tied[i] > 0) result.delta()[i] = sum[i] / tied[i];
    }

    private static void recordTies(Node.Apply node, Change change, Baseline baseline) {
        BitSet ties = baseline.kinks().of(node);
        if (ties == null) return;
        Region region = change.region();
        int[] strides = Strides.strides(region.shape());
        Offsets cells = region.cellOffsets(strides);
        int[] offsets = region.laneOffsets(strides);
        int lanes = change.lanes();
        Workspace.KinkListener listener = change.space().listener();
        for (int cell = 0; cell < region.cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int place = cells.at(cell) + offsets[lane];
                int up = cell * change.width() + lane;
                Workspace.Sides moves = new Workspace.Sides(change.delta()[up], -change.delta()[up + lanes]);
                if (!moves.moves() || !ties.get(place)) continue;
                boolean exact = baseline.kinks().isExact(node, place);
                change.space().reachesKink(lane, lanes, node.id(), place, exact);
                if (listener != null) listener.moved(lane, node.id(), place, moves, Workspace.Sides.STILL);
            }
        }
    }

    // the errors of the entries that can be the largest
    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        double[] error = errors.ofOperand(node.argument());
        double[] result = new double[out.size()];
        int[] to = Reduction.results(node, baseline);
        for (int i = 0; i < to.length; i++) {
            boolean reaches = Math.abs(a.data()[i] - out.data()[to[i]]) <= error[i];
            if (reaches) result[to[i]] = Math.max(result[to[i]], error[i]);
        }
        return result;
    }
}
