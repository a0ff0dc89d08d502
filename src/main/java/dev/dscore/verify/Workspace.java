package dev.dscore.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where changes are computed: by which scheme, and in arrays that are used again for the next block, so that they stay in the
 * core's cache. Records which lanes move an operation that stands on a kink. For one thread.
 */
final class Workspace {
    private final Scheme scheme;
    private final Map<Integer, Deque<double[]>> free = new HashMap<>();
    private final List<double[]> taken = new ArrayList<>();
    // by lane; null while no lane has reached a kink
    private ReachedKinks @Nullable [] reached;
    private final @Nullable KinkListener listener;

    /** Is told of each cell that a lane moves and that stands on a kink. */
    interface KinkListener {
        /**
         * @param place of the cell in the node, as {@link Kinks} has it
         * @param first by how much the first operand moves there, and {@code second} the second
         */
        void moved(int lane, int node, int place, Sides first, Sides second);
    }

    /** By how much a number moves at +h, and how much the other way at −h. */
    record Sides(double up, double down) {
        static final Sides STILL = new Sides(0, 0);

        double average() {
            return (up + down) / 2;
        }

        /** The one of the larger size, where both are as large that at +h. */
        double steeper() {
            return Math.abs(down) > Math.abs(up) ? down : up;
        }

        boolean moves() {
            return up != 0 || down != 0;
        }

        Sides over(double step) {
            return new Sides(up / step, down / step);
        }
    }

    Workspace(Scheme scheme) {
        this(scheme, null);
    }

    /**
     * @param listener where there is one, the entries that tie in a reduction have equal shares in how it moves, so that
     *     what several entries do to a later operation adds up
     */
    Workspace(Scheme scheme, @Nullable KinkListener listener) {
        this.scheme = scheme;
        this.listener = listener;
    }

    @Nullable
    KinkListener listener() {
        return listener;
    }

    Scheme scheme() {
        return scheme;
    }

    double[] zeros(int length) {
        Deque<double[]> known = free.get(length);
        double[] array = known == null ? null : known.poll();
        if (array == null) array = new double[length];
        else Arrays.fill(array, 0);
        taken.add(array);
        return array;
    }

    /** Records that a lane moves the cell at {@code place} of a node that stands on a kink there. */
    void reachesKink(int lane, int lanes, int node, int place, boolean exact) {
        ReachedKinks[] known = reached;
        if (known == null) {
            reached = known = new ReachedKinks[lanes];
            Arrays.fill(known, ReachedKinks.NONE);
        }
        ReachedKinks before = known[lane];
        known[lane] = before.count() == 0
                ? new ReachedKinks(1, node, place, exact)
                : new ReachedKinks(before.count() + 1, before.node(), before.place(), before.exact() && exact);
    }

    /** The kinks that a lane has moved since the last {@link #reuse}. */
    ReachedKinks reached(int lane) {
        ReachedKinks[] known = reached;
        return known == null ? ReachedKinks.NONE : known[lane];
    }

    /** Takes back all arrays given out, and forgets kinks. */
    void reuse() {
        for (double[] array : taken)
            free.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
        taken.clear();
        reached = null;
    }
}
