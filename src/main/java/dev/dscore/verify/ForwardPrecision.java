package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The precision of forward values as a derivative sees them that is written in terms of later values, as {@code 1 - t²} is. For
 * {@code w = 1 + e}, the term {@code e} can be computed as {@code w - 1}, with the rounding error of {@code w}. This error is
 * passed back from a sum with a constant to its other term, and further through constant factors and divisors. It is not passed back through exp, log
 * and other functions, since derivatives are not written in terms of their inverses.
 */
final class ForwardPrecision {
    // as 2 / (1 + e) - 1 has them
    private static final double ORDER_ONE = 2;

    private final Baseline baseline;
    private final DoubleUnaryOperator rounding;
    private final Set<Node> inLogarithms = new HashSet<>();
    // by value, the operations of the forward pass that take it
    private final Map<Node, List<Node.Apply>> uses = new HashMap<>();
    // relative to the value, where that is more than one rounding
    private final Map<Node, double[]> errors = new HashMap<>();
    // relative errors of sums of exponentials, due to the rounding of their logsumexp
    private final Map<Node, double[]> ofLogsumexps;

    /**
     * @param baseline of {@code graph}
     * @param rounding the error that one rounding makes in a number of this size
     */
    ForwardPrecision(Graph graph, Node objective, Baseline baseline, DoubleUnaryOperator rounding) {
        this.baseline = baseline;
        this.rounding = rounding;
        this.ofLogsumexps = new HashMap<>();
        List<Node> forward = graph.needed(List.of(objective));
        Set<Node> known = new HashSet<>(forward);
        for (Node node : graph.nodes()) {
            if (node instanceof Node.Apply apply) reflected(apply, known.contains(apply));
        }
        for (Node node : forward) {
            if (!(node instanceof Node.Apply use)) continue;
            for (Node argument : use.arguments())
                uses.computeIfAbsent(argument, first -> new ArrayList<>()).add(use);
        }
        for (int i = forward.size() - 1; i >= 0; i--) {
            if (!(forward.get(i) instanceof Node.Apply node)) continue;
            if (node.operation() == Operation.LOG || inLogarithms.contains(node) && rearranges(node))
                inLogarithms.add(node.argument());
            passBack(node);
        }
    }

    // whether the entries of the value are entries of its operand
    private static boolean rearranges(Node.Apply node) {
        return switch (node.operation()) {
            case PICK, TAKE, PART, RESHAPE, TRANSPOSE, BROADCAST_TO, FLIP -> true;
            default -> false;
        };
    }

    private ForwardPrecision(ForwardPrecision known) {
        this.inLogarithms.addAll(known.inLogarithms);
        this.baseline = known.baseline;
        this.rounding = known.rounding;
        this.ofLogsumexps = known.ofLogsumexps;
    }

    /** Returns the precision of divisors, which derivatives do not write in terms of later values. */
    ForwardPrecision ofDivisors() {
        return new ForwardPrecision(this);
    }

    /** The least error of each entry of a value; null where its own rounding is all. */
    double @Nullable [] of(Node node) {
        double[] relative = errors.get(node), ofLogsumexp = ofLogsumexps.get(node);
        if (relative == null) relative = ofLogsumexp;
        else if (ofLogsumexp != null) relative = BackwardPass.larger(relative, ofLogsumexp);
        if (relative == null) return null;
        double[] values = baseline.of(node).data(), least = new double[values.length];
        for (int i = 0; i < least.length; i++) {
            least[i] = Math.min(Double.MAX_VALUE, relative[i] * Math.abs(values[i]));
        }
        return least;
    }

    /** Whether the forward pass takes a logarithm of the value, or of what it is a multiple of. */
    boolean isInLogarithm(Node node) {
        if (inLogarithms.contains(node)) return true;
        return node instanceof Node.Apply product
                && product.operation() == Operation.MULTIPLY
                && product.arguments().stream().anyMatch(factor -> !(factor instanceof Node.Apply))
                && product.arguments().stream().anyMatch(inLogarithms::contains);
    }

    // the logistic function of -x, as such or written out, is as often had as 1 less that of x; in a derivative that of
    // any number
    private void reflected(Node.Apply node, boolean isForward) {
        Double range = rangeOfReflected(node, isForward);
        if (range == null) return;
        double error = rounding.applyAsDouble(range);
        double[] values = baseline.of(node).data();
        raise(node, i -> error / Math.abs(values[i]));
    }

    private static @Nullable Double rangeOfReflected(Node.Apply node, boolean isForward) {
        return switch (node.operation()) {
            case SIGMOID -> !isForward || isNegated(node.argument()) ? 1.0 : null;
            case DIVIDE -> {
                if (!isForward) yield null;
                if (!(node.argument() instanceof Node.Constant dividend)) yield null;
                if (!(node.arguments().get(1) instanceof Node.Apply sum) || sum.operation() != Operation.ADD)
                    yield null;
                // 1 / (1 + exp(-x)) is the logistic function of x itself
                if (sum.arguments().stream().anyMatch(ForwardPrecision::isExponentialOfNegated)) yield null;
                yield sum.arguments().stream()
                        .filter(term -> term instanceof Node.Constant constant && constant.value() != 0)
                        .map(term -> Math.abs(dividend.value() / ((Node.Constant) term).value()))
                        .findFirst()
                        .orElse(null);
            }
            default -> null;
        };
    }

    private static boolean isExponentialOfNegated(Node node) {
        return node instanceof Node.Apply apply && apply.operation() == Operation.EXP && isNegated(apply.argument());
    }

    private static boolean isNegated(Node node) {
        if (!(node instanceof Node.Apply apply)) return false;
        return apply.operation() == Operation.NEGATE
                || apply.operation() == Operation.MULTIPLY
                        && apply.arguments().stream()
                                .anyMatch(factor -> factor instanceof Node.Constant constant && constant.value() < 0);
    }

    private void passBack(Node.Apply node) {
        switch (node.operation()) {
            case ADD, SUBTRACT -> {
                Node left = node.argument(), right = node.arguments().get(1);
                if (isOfOrderOne(left)) toTerm(node, right);
                if (isOfOrderOne(right)) toTerm(node, left);
            }
            case LOG1P -> {
                double[] a = baseline.of(node.argument()).data();
                raise(node.argument(), i -> rounding.applyAsDouble(Math.abs(1 + a[i])) / Math.abs(a[i]));
            }
            // the terms of a softmax written by hand; terms of other reductions are not computed from the others
            case SUM -> {
                ofLogsumexp(node);
                if (node.argument() instanceof Node.Apply term && term.operation() == Operation.EXP)
                    toTermOfReduction(node, term);
            }
            case NEGATE -> toFactor(node, node.argument());
            case MULTIPLY, DIVIDE -> {
                Node left = node.argument(), right = node.arguments().get(1);
                if (left instanceof Node.Constant) toFactor(node, right);
                if (right instanceof Node.Constant || isLogistic(node)) toFactor(node, left);
            }
            default -> {}
        }
    }

    // p can be computed from 1 - p, and e from 1 + e; a term cannot be computed from its sum with a large number
    private static boolean isOfOrderOne(Node node) {
        return node instanceof Node.Constant constant && Math.abs(constant.value()) <= ORDER_ONE;
    }

    // a relative error stays what it is
    private void toFactor(Node node, Node factor) {
        double[] relative = errors.get(node);
        if (relative != null) raise(factor, i -> relative[i]);
    }

    private void toTerm(Node sum, Node term) {
        double[] sums = errorsOf(sum), terms = baseline.of(term).data();
        // a term that is broadcast is not told from one of its sums
        if (sums.length != terms.length) return;
        BitSet divided = divided(term, sum, terms.length);
        raise(term, i -> divided.get(i) ? 0 : sums[i] / Math.abs(terms[i]));
    }

    // the entries of e where the forward pass takes e / (1 + e) and nothing else of 1 + e: derivatives are written
    // in terms of that, which has all digits of a small e
    private BitSet divided(Node term, Node sum, int entries) {
        List<Node.Apply> own = uses.getOrDefault(sum, List.of());
        BitSet all = new BitSet();
        for (Node.Apply use : own) if (isQuotient(use, term, sum)) all.or(chosen(use, term, own, entries));
        return all;
    }

    // e / (1 + e)
    private static boolean isLogistic(Node.Apply node) {
        return node.arguments().get(1) instanceof Node.Apply sum
                && sum.operation() == Operation.ADD
                && sum.arguments().stream().anyMatch(ForwardPrecision::isOfOrderOne)
                && sum.arguments().stream().anyMatch(term -> isQuotient(node, term, sum));
    }

    private static boolean isQuotient(Node.Apply node, Node term, Node sum) {
        return node.operation() == Operation.DIVIDE
                && node.argument() == term
                && node.arguments().get(1) == sum;
    }

    // all entries if the sum has no other use; else those where a selection takes the quotient. By itself,
    // exp(-x) / (1 + exp(-x)) is often computed as 1 - 1 / (1 + exp(-x))
    private BitSet chosen(Node quotient, Node term, List<Node.Apply> ofSum, int entries) {
        BitSet chosen = new BitSet();
        if (ofSum.size() == 1 && !isExponentialOfNegated(term)) chosen.set(0, entries);
        for (Node.Apply use : uses.getOrDefault(quotient, List.of())) {
            if (use.operation() != Operation.WHERE || use.argument() == quotient) continue;
            boolean first = use.arguments().get(1) == quotient;
            Node other = use.arguments().get(first ? 2 : 1);
            double[] condition = PlainKernels.stretched(
                    baseline.of(use.argument()), baseline.of(use).shape());
            boolean all = ofSum.stream().allMatch(one -> one == quotient || one == other);
            if (!all || condition.length != entries) continue;
            for (int i = 0; i < entries; i++) if (condition[i] != 0 == first) chosen.set(i);
        }
        return chosen;
    }

    private void toTermOfReduction(Node.Apply sum, Node term) {
        double[] sums = errorsOf(sum), terms = baseline.of(term).data();
        int[] shape = baseline.of(term).shape();
        int[] to = Strides.offsets(
                shape, Strides.reducedStrides(shape, sum.attributes().axes()));
        raise(term, i -> sums[to[i]] / Math.abs(terms[i]));
    }

    // the share exp(a - m) / sum(exp(a - m)) may be computed as exp(a - logsumexp(a)); the rounding of the logsumexp
    // then acts as a relative error of the sum
    private void ofLogsumexp(Node.Apply sum) {
        if (!(sum.argument() instanceof Node.Apply exp) || exp.operation() != Operation.EXP) return;
        double[] values = baseline.of(sum).data(), relative = new double[values.length];
        int[] shape = baseline.of(exp).shape();
        int[] to = Strides.offsets(
                shape, Strides.reducedStrides(shape, sum.attributes().axes()));
        double[] taken = new double[to.length];
        if (exp.argument() instanceof Node.Apply shifted && shifted.operation() == Operation.SUBTRACT)
            taken = PlainKernels.stretched(baseline.of(shifted.arguments().get(1)), shape);
        int terms = to.length / Math.max(1, values.length);
        for (int i = 0; i < to.length; i++) {
            double log = Math.log(values[to[i]]), error = rounding.applyAsDouble(Math.abs(log + taken[i]));
            relative[to[i]] = RoundingErrors.ofLogsumexp(error, log, terms);
        }
        ofLogsumexps.put(sum, relative);
    }

    private double[] errorsOf(Node node) {
        Tensor value = baseline.of(node);
        double[] relative = errors.get(node);
        double[] known = new double[value.size()];
        for (int i = 0; i < known.length; i++) {
            double size = Math.abs(value.data()[i]);
            known[i] = Math.max(rounding.applyAsDouble(size), relative == null ? 0 : relative[i] * size);
        }
        return known;
    }

    private interface Relative {
        double at(int entry);
    }

    // inputs and constants are known
    private void raise(Node node, Relative to) {
        if (!(node instanceof Node.Apply)) return;
        double[] values = baseline.of(node).data();
        double[] known = errors.computeIfAbsent(node, key -> new double[values.length]);
        for (int i = 0; i < known.length; i++) {
            double error = to.at(i);
            if (Double.isFinite(error)) known[i] = Math.max(known[i], error);
        }
    }
}
