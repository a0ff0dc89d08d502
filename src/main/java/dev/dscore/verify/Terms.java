package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;

/**
 * Of each entry of a value, the largest magnitude among the terms that it is a sum of, whatever cancels: through sums and the
 * products of sums, as {@code p * (dp - sum(dp * p))} is one, of which little may be left. Values of the forward pass are given.
 */
final class Terms {
    private Terms() {}

    /** @param firstBackward the id of the first node that is no part of the forward graph */
    static double[] of(Graph graph, Node node, int firstBackward, Baseline baseline) {
        BitSet reached = new BitSet();
        reached.set(node.id());
        for (int id = node.id(); id >= 0; id--) {
            if (!reached.get(id)
                    || !(graph.nodes().get(id) instanceof Node.Apply apply)
                    || !isOfTerms(apply, firstBackward)) continue;
            apply.arguments().forEach(argument -> reached.set(argument.id()));
        }
        Map<Node, double[]> terms = new HashMap<>();
        for (int id = reached.nextSetBit(0); id >= 0; id = reached.nextSetBit(id + 1)) {
            Node each = graph.nodes().get(id);
            terms.put(each, of(each, firstBackward, terms, baseline));
        }
        return terms.get(node);
    }

    private static boolean isOfTerms(Node.Apply node, int firstBackward) {
        if (node.id() < firstBackward) return false;
        return switch (node.operation()) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, NEGATE, SUM, RESHAPE, TRANSPOSE, BROADCAST_TO, MATMUL -> true;
            default -> false;
        };
    }

    private static double[] of(Node node, int firstBackward, Map<Node, double[]> terms, Baseline baseline) {
        Tensor value = baseline.of(node);
        double[] sizes = new double[value.size()];
        for (int i = 0; i < sizes.length; i++) sizes[i] = finite(Math.abs(value.data()[i]));
        if (!(node instanceof Node.Apply apply) || !isOfTerms(apply, firstBackward)) return sizes;
        int[] shape = value.shape();
        double[] inside =
                switch (apply.operation()) {
                    case ADD, SUBTRACT -> both(apply, terms, baseline, shape, Math::max);
                    case MULTIPLY -> both(apply, terms, baseline, shape, (a, b) -> a * b);
                    case DIVIDE -> {
                        double[] dividends = stretched(apply, 0, terms, baseline, shape);
                        double[] divisors = PlainKernels.stretched(
                                baseline.of(apply.arguments().get(1)), shape);
                        double[] quotients = new double[dividends.length];
                        for (int i = 0; i < quotients.length; i++) quotients[i] = dividends[i] / Math.abs(divisors[i]);
                        yield quotients;
                    }
                    case SUM -> {
                        double[] of = terms.get(apply.argument()), largest = new double[sizes.length];
                        int[] to = Reduction.results(apply, baseline);
                        for (int i = 0; i < to.length; i++) largest[to[i]] = Math.max(largest[to[i]], of[i]);
                        yield largest;
                    }
                    default -> {
                        List<Tensor> arguments = apply.arguments().stream()
                                .map(argument ->
                                        new Tensor(baseline.of(argument).shape(), terms.get(argument)))
                                .toList();
                        yield PlainKernels.apply(apply, shape, arguments, baseline.lengths())
                                .data();
                    }
                };
        for (int i = 0; i < sizes.length; i++) sizes[i] = Math.max(sizes[i], finite(Math.abs(inside[i])));
        return sizes;
    }

    private static double[] both(
            Node.Apply node, Map<Node, double[]> terms, Baseline baseline, int[] shape, DoubleBinaryOperator operator) {
        double[] a = stretched(node, 0, terms, baseline, shape), b = stretched(node, 1, terms, baseline, shape);
        double[] result = new double[a.length];
        for (int i = 0; i < result.length; i++) result[i] = operator.applyAsDouble(a[i], b[i]);
        return result;
    }

    private static double[] stretched(
            Node.Apply node, int argument, Map<Node, double[]> terms, Baseline baseline, int[] shape) {
        Node operand = node.arguments().get(argument);
        return PlainKernels.stretched(new Tensor(baseline.of(operand).shape(), terms.get(operand)), shape);
    }

    private static double finite(double size) {
        return Double.isFinite(size) ? size : 0;
    }
}
