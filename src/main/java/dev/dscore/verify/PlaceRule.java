package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a store at basic indices: what is stored takes the place of what was there. */
final class PlaceRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        ResolvedSection chosen = ResolvedSection.of(node, baseline.lengths());
        Change whole = changes.get(0), part = changes.get(1);
        int[] shape = baseline.of(node).shape();
        if (part == null) return around(DifferenceRule.only(changes), chosen);
        Change stored = stored(part, chosen, shape);
        if (whole == null) return stored;
        Region both = stored.region().join(whole.region());
        Change sum = around(whole, chosen).widenedTo(both);
        sum.add(stored.widenedTo(both));
        return sum;
    }

    private static Change stored(Change part, ResolvedSection chosen, int[] shape) {
        int lanes = part.lanes(), next = 0, first = 0;
        int[][] index = new int[shape.length][];
        int[] partCells = part.region().cellShape(), cells = new int[shape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            int start = chosen.start()[axis], step = chosen.step()[axis];
            boolean drops = chosen.drops()[axis];
            int[] own = drops ? null : part.region().index()[next];
            cells[axis] = drops ? 1 : partCells[next];
            if (own != null)
                index[axis] =
                        Arrays.stream(own).map(place -> start + step * place).toArray();
            else if (chosen.length()[axis] == 1) index[axis] = filled(lanes, start);
            if (!drops) next++;
        }
        Change result = new Change(new Region(shape, index, lanes), part.space());
        int[] strides = Strides.strides(result.region().cellShape());
        for (int axis = 0; axis < shape.length; axis++) {
            boolean single = result.region().index()[axis] != null;
            if (!single) first += chosen.start()[axis] * strides[axis];
            strides[axis] = single ? 0 : chosen.step()[axis] * strides[axis];
        }
        Offsets to = Offsets.of(cells, strides);
        for (int cell = 0; cell < part.region().cells(); cell++) result.copyCell(first + to.at(cell), part, cell);
        return result;
    }

    private static int[] filled(int lanes, int value) {
        int[] filled = new int[lanes];
        Arrays.fill(filled, value);
        return filled;
    }

    // what changes of the whole beside what is stored
    private static Change around(Change whole, ResolvedSection chosen) {
        Region region = whole.region();
        int[] cells = region.cellShape();
        boolean[] within = new boolean[whole.lanes()];
        Arrays.fill(within, true);
        for (int axis = 0; axis < cells.length; axis++) {
            int[] own = region.index()[axis];
            for (int lane = 0; own != null && lane < within.length; lane++)
                within[lane] &= chosen.place(axis, own[lane]) >= 0;
        }
        Change result = whole.copied();
        int[] strides = Strides.strides(cells);
        for (int cell = 0; cell < region.cells(); cell++) {
            boolean inside = true;
            for (int axis = 0; axis < cells.length; axis++) {
                if (region.index()[axis] != null) continue;
                inside &= chosen.place(axis, cell / strides[axis] % cells[axis]) >= 0;
            }
            for (int lane = 0; inside && lane < within.length; lane++) if (within[lane]) result.still(cell, lane);
        }
        return result;
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        double[] running = errors.ofOperand(node.argument()).clone();
        double[] part = errors.ofOperand(node.arguments().get(1));
        int[] positions = ResolvedSection.of(node, baseline.lengths())
                .positions(baseline.of(node).shape());
        for (int i = 0; i < positions.length; i++) running[positions[i]] = part[i];
        return running;
    }
}
