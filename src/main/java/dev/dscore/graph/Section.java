package dev.dscore.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What basic indices choose of an array: along each of its axes a run of positions, or one position, whose axis goes. */
public record Section(List<Run> runs) {
    /**
     * @param step between positions, negative where they are counted down
     * @param length how many positions; 1 where the axis goes
     */
    public record Run(Size start, long step, Size length, boolean drops) {
        boolean isAll(Size axis) {
            return !drops && step == 1 && start.equals(Size.of(0)) && length.equals(axis);
        }

        /** The position after the last, a step on. */
        public Size stop() {
            return start.plus(length.times(Size.of(step)));
        }

        // of the positions from the least to the largest, none is in both
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

    /** The shape of what is chosen. */
    public Shape shape() {
        return new Shape(
                runs.stream().filter(run -> !run.drops).map(Run::length).toList());
    }

    /** Whether everything of an array of this shape is chosen, in order. */
    public boolean isAll(Shape of) {
        for (int axis = 0; axis < runs.size(); axis++) {
            if (!runs.get(axis).isAll(of.size(axis))) return false;
        }
        return true;
    }

    /** Whether it certainly has no entry in common with another of the same array. */
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
