package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The places of a baseline at which an operation stands on a {@link Kink}, within the rounding of its operands: there the
 * derivative that a rule gives is one of several, or none.
 */
final class Kinks {
    private static final BitSet NONE = new BitSet();

    private final Map<Node, BitSet> places = new HashMap<>(), exact = new HashMap<>();

    Kinks(Graph graph, Baseline baseline) {
        BitSet steps = steps(graph);
        for (Node node : graph.nodes()) {
            if (!(node instanceof Node.Apply apply) || apply.operation().kink() == Kink.NONE) continue;
            // a truth value is equal to another nearly everywhere; the kink is where it changes
            Kink kink = apply.operation().kink();
            boolean ofSteps = kink == Kink.EQUAL
                    ? apply.arguments().stream().allMatch(argument -> steps.get(argument.id()))
                    : steps.get(apply.argument().id());
            if (ofSteps) continue;
            BitSet found = places(apply, baseline, true);
            if (found.isEmpty()) continue;
            places.put(node, found);
            exact.put(node, places(apply, baseline, false));
        }
    }

    /**
     * Of an elementwise operation the positions in its result, of a reduction those in its operand; null where there are none.
     */
    @Nullable
    BitSet of(Node node) {
        return places.get(node);
    }

    // the nodes that change by steps only: comparisons, signs, and what is made of these and of constants
    private static BitSet steps(Graph graph) {
        BitSet steps = new BitSet();
        for (Node node : graph.nodes()) {
            boolean step = node instanceof Node.Apply apply
                    ? apply.operation().isComparison()
                            || apply.operation() == Operation.SIGN
                            || apply.arguments().stream().allMatch(argument -> steps.get(argument.id()))
                    : !(node instanceof Node.Input input) || input.integer();
            if (step) steps.set(node.id());
        }
        return steps;
    }

    /** Whether an operation stands on its kink at a place exactly, and not only within rounding. */
    boolean isExact(Node node, int place) {
        return exact.containsKey(node) && exact.get(node).get(place);
    }

    /** The places of one operation, see {@link #of}. */
    static BitSet places(Node.Apply node, Baseline baseline) {
        return places(node, baseline, true);
    }

    /** Those places at which an operand was rounded, so that in other arithmetic it may lie beside the kink. */
    static BitSet byRounding(Node.Apply node, Baseline baseline) {
        BitSet places = places(node, baseline), rounded = new BitSet();
        if (places.isEmpty()) return rounded;
        int[] shape = baseline.of(node.operation().kink() == Kink.TIE ? node.argument() : node)
                .shape();
        for (Node argument : node.arguments()) {
            double[] error = error(argument, baseline, shape, true);
            boolean[] exact = baseline.isExact(argument, shape);
            places.stream()
                    .filter(place -> !exact[place] && baseline.exceedsUnderflow(error[place]))
                    .forEach(rounded::set);
        }
        return rounded;
    }

    private static BitSet places(Node.Apply node, Baseline baseline, boolean withinRounding) {
        return switch (node.operation().kink()) {
            case NONE -> NONE;
            case ZERO -> zeros(node, baseline, withinRounding);
            case EQUAL -> equals(node, baseline, withinRounding);
            case TIE -> ties(node, baseline, withinRounding);
        };
    }

    private static BitSet zeros(Node.Apply node, Baseline baseline, boolean withinRounding) {
        int[] shape = baseline.of(node).shape();
        double[] a = stretched(node.argument(), baseline, shape),
                error = error(node.argument(), baseline, shape, withinRounding);
        double[] exponent =
                node.operation() == Operation.POWER ? stretched(node.arguments().get(1), baseline, shape) : null;
        BitSet zeros = new BitSet();
        for (int i = 0; i < a.length; i++) {
            boolean smooth = exponent != null && exponent[i] >= 1 && exponent[i] == Math.rint(exponent[i]);
            if (Math.abs(a[i]) <= error[i] && !smooth) zeros.set(i);
        }
        return zeros;
    }

    private static BitSet equals(Node.Apply node, Baseline baseline, boolean withinRounding) {
        int[] shape = baseline.of(node).shape();
        Node left = node.argument(), right = node.arguments().get(1);
        double[] a = stretched(left, baseline, shape), b = stretched(right, baseline, shape);
        double[] ea = error(left, baseline, shape, withinRounding), eb = error(right, baseline, shape, withinRounding);
        BitSet equal = new BitSet();
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) <= ea[i] + eb[i]) equal.set(i);
        }
        return equal;
    }

    private static BitSet ties(Node.Apply node, Baseline baseline, boolean withinRounding) {
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        List<Integer> axes = node.attributes().axes();
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        double[] errors = error(node.argument(), baseline, a.shape(), withinRounding);
        double[] outErrors = error(node, baseline, out.shape(), withinRounding);
        int[] tied = new int[out.size()];
        BitSet reached = new BitSet();
        for (int i = 0; i < to.length; i++) {
            if (Math.abs(a.data()[i] - out.data()[to[i]]) > errors[i] + outErrors[to[i]]) continue;
            reached.set(i);
            tied[to[i]]++;
        }
        for (int i = reached.nextSetBit(0); i >= 0; i = reached.nextSetBit(i + 1)) {
            if (tied[to[i]] < 2) reached.clear(i);
        }
        return reached;
    }

    private static double[] stretched(Node node, Baseline baseline, int[] shape) {
        return PlainKernels.stretched(baseline.of(node), shape);
    }

    private static double[] error(Node node, Baseline baseline, int[] shape, boolean withinRounding) {
        if (!withinRounding) return new double[Strides.count(shape)];
        return PlainKernels.stretched(
                new Tensor(baseline.of(node).shape(), baseline.errorOfRoundedInputs(node)), shape);
    }
}
