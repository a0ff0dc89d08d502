package dev.dscore.verify;

import dev.dscore.graph.Node;
import dev.dscore.graph.Section;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A section in numbers: along each axis of the whole where it starts, by what step it goes on, how often, and whether the axis goes. */
record ResolvedSection(int[] start, int[] step, int[] length, boolean[] drops) {
    static ResolvedSection of(Node.Apply node, Map<String, Integer> lengths) {
        List<Section.Run> runs =
                Objects.requireNonNull(node.attributes().section()).runs();
        int axes = runs.size();
        ResolvedSection chosen = new ResolvedSection(new int[axes], new int[axes], new int[axes], new boolean[axes]);
        for (int axis = 0; axis < axes; axis++) {
            Section.Run run = runs.get(axis);
            chosen.start[axis] = (int) run.start().in(lengths);
            chosen.step[axis] = (int) run.step();
            chosen.length[axis] = (int) run.length().in(lengths);
            chosen.drops[axis] = run.drops();
        }
        return chosen;
    }

    /** Where in an array of {@code shape} the chosen entries are. */
    int[] positions(int[] shape) {
        int[] strides = Strides.strides(shape);
        int first = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            first += start[axis] * strides[axis];
            strides[axis] *= step[axis];
        }
        int[] positions = Strides.offsets(length, strides);
        for (int i = 0; i < positions.length; i++) positions[i] += first;
        return positions;
    }

    /** Which of the chosen positions along an axis {@code index} is; −1 where it is none. */
    int place(int axis, int index) {
        int past = index - start[axis];
        if (past % step[axis] != 0) return -1;
        int place = past / step[axis];
        return place >= 0 && place < length[axis] ? place : -1;
    }
}
