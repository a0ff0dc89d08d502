package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through basic indices: a lane that perturbs an entry that is not chosen changes nothing. */
final class PartRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        ResolvedSection chosen = ResolvedSection.of(node, baseline.lengths());
        Region region = change.region();
        int lanes = change.lanes(), first = 0;
        int[] own = Strides.strides(region.cellShape());
        boolean[] misses = new boolean[lanes];
        List<int @Nullable []> index = new ArrayList<>();
        List<Integer> strides = new ArrayList<>();
        for (int axis = 0; axis < own.length; axis++) {
            int[] touched = region.index()[axis];
            int @Nullable [] places = null;
            if (touched == null) {
                first += chosen.start()[axis] * own[axis];
            } else {
                places = new int[lanes];
                for (int lane = 0; lane < lanes; lane++) {
                    int place = chosen.place(axis, touched[lane]);
                    misses[lane] |= place < 0;
                    places[lane] = Math.max(0, place);
                }
            }
            if (chosen.drops()[axis]) continue;
            index.add(places);
            strides.add(touched == null ? chosen.step()[axis] * own[axis] : 0);
        }
        int[] shape = baseline.of(node).shape();
        Change result = new Change(new Region(shape, index.toArray(new int[0][]), lanes), change.space());
        int[] steps = strides.stream().mapToInt(Integer::intValue).toArray();
        Offsets from = Offsets.of(result.region().cellShape(), steps);
        int cells = result.region().cells();
        for (int cell = 0; cell < cells; cell++) result.copyCell(cell, change, first + from.at(cell));
        for (int lane = 0; lane < lanes; lane++) {
            if (misses[lane]) for (int cell = 0; cell < cells; cell++) result.still(cell, lane);
        }
        return result;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        int[] positions = ResolvedSection.of(node, baseline.lengths())
                .positions(baseline.of(node.argument()).shape());
        return PlainKernels.gathered(errors.ofOperand(node.argument()), positions);
    }

    @Override
    public boolean knowsNaN() {
        return true;
    }
}
