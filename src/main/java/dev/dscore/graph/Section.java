package dev.dscore.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The selection of basic indices from an array: a run of positions along each axis, or one position, whose axis is
 * dropped.
 */
public record Section(List<Run> runs) {
    /**
     * @param step the distance between positions, negative if they are counted down
     * @param length the number of positions; 1 if the axis is dropped
     */
    public record Run(Size start, long step, Size length, boolean drops) {
        boolean isAll(Size axis) {
            return !drops && step == 1 && start.equals(Size.of(0)) && length.equals(axis);
        }

        /** Returns the position one step after the last. */
        public Size stop() {
            return start.plus(length.times(Size.of(step)));
        }

        // the ranges from the least to the largest position do not overlap, or two runs of equal step never meet
        private boolean isApartFrom(Run other) {
            Run one = rising(), two = other.rising();
            if (isNegative(one.last().minus(two.start)) || isNegative(two.last().minus(one.start))) return true;
            Size between = one.start.minus(two.start);
            return one.step == two.step && between.isNumber() && between.number() % one.step != 0;
        }

        private Size last() {
            return stop().minus(Size.of(step));
        }

        private Run rising() {
            return step > 0 ? this : new Run(last(), -step, length, drops);
        }

        private static boolean isNegative(Size size) {
            return size.isNumber() && size.number() < 0;
        }
    }

    public Section {
        runs = List.copyOf(runs);
    }

    /** Returns the shape of the selected part. */
    public Shape shape() {
        return new Shape(
                runs.stream().filter(run -> !run.drops).map(Run::length).toList());
    }

    /** Returns whether all of an array of shape {@code of} is selected, in order. */
    public boolean isAll(Shape of) {
        for (int axis = 0; axis < runs.size(); axis++) {
            if (!runs.get(axis).isAll(of.size(axis))) return false;
        }
        return true;
    }

    /** Returns whether this section certainly has no entry in common with another section of the same array. */
    public boolean isApartFrom(Section other) {
        for (int axis = 0; axis < runs.size(); axis++) {
            if (runs.get(axis).isApartFrom(other.runs.get(axis))) return true;
        }
        return false;
    }

    Section with(Map<String, Size> sizes) {
        List<Run> changed = new ArrayList<>();
        for (Run run : runs) changed.add(new Run(run.start.with(sizes), run.step, run.length.with(sizes), run.drops));
        return new Section(changed);
    }
}
