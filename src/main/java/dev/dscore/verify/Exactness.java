package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The entries of values that were computed without rounding, judged by their digits: short numbers that are computed from short
 * numbers only. {@code 2 * 2} is 4 in every precision; {@code 0.1 * 3} is not 0.3.
 */
final class Exactness {
    private final Graph graph;
    private final Baseline baseline;
    private final Precision precision;
    private final Map<Node, boolean[]> known = new HashMap<>();

    Exactness(Graph graph, Baseline baseline, Precision precision) {
        this.graph = graph;
        this.baseline = baseline;
        this.precision = precision;
    }

    /** Of each entry, broadcast to a shape. */
    boolean[] of(Node node, int[] shape) {
        boolean[] exact = of(node);
        double[] flags = new double[exact.length];
        for (int i = 0; i < flags.length; i++) flags[i] = exact[i] ? 1 : 0;
        double[] stretched = PlainKernels.stretched(new Tensor(baseline.of(node).shape(), flags), shape);
        boolean[] result = new boolean[stretched.length];
        for (int i = 0; i < result.length; i++) result[i] = stretched[i] == 1;
        return result;
    }

    private boolean[] of(Node node) {
        boolean[] found = known.get(node);
        if (found == null) {
            for (Node earlier : graph.needed(List.of(node)))
                if (!known.containsKey(earlier)) known.put(earlier, compute(earlier));
            found = known.get(node);
        }
        return found;
    }

    private boolean[] compute(Node node) {
        double[] values = baseline.of(node).data();
        boolean[] exact = new boolean[values.length];
        for (int i = 0; i < exact.length; i++) exact[i] = precision.isPlain(values[i]);
        if (!(node instanceof Node.Apply apply)) return exact;
        boolean elementwise = DifferenceRule.of(apply.operation()) instanceof ElementwiseRule;
        for (Node argument : apply.arguments()) {
            boolean[] of = elementwise
                    ? of(argument, baseline.of(node).shape())
                    : repeated(isAll(known.get(argument)), exact.length);
            for (int i = 0; i < exact.length; i++) exact[i] &= of[i];
        }
        return exact;
    }

    private static boolean isAll(boolean[] flags) {
        for (boolean flag : flags) if (!flag) return false;
        return true;
    }

    private static boolean[] repeated(boolean flag, int count) {
        boolean[] result = new boolean[count];
        Arrays.fill(result, flag);
        return result;
    }
}
