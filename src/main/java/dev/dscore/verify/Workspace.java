package dev.dscore.verify;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where changes are computed: by which scheme, and in arrays that are used again for the next block, so that they stay in the
 * core's cache. For one thread.
 */
final class Workspace {
    private final Scheme scheme;
    private final Map<Integer, Deque<double[]>> free = new HashMap<>();
    private final List<double[]> taken = new ArrayList<>();

    Workspace(Scheme scheme) {
        this.scheme = scheme;
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

    /** Takes back all arrays given out. */
    void reuse() {
        for (double[] array : taken)
            free.computeIfAbsent(array.length, length -> new ArrayDeque<>()).push(array);
        taken.clear();
    }
}
