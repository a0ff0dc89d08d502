package dev.dscore.calculus;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Largest entries that are taken out of scores only so that {@code exp} does not overflow: {@code m} in
 * {@code exp(s - m) / sum(exp(s - m))} and in {@code log(sum(exp(s - m))) + m}. Any other numbers in their place give the same
 * output, so no gradient passes through them.
 *
 * <p>The analysis assigns degrees. If {@code m} increases by {@code c}, a value of degree k increases by {@code k * c}, or is
 * multiplied by {@code exp(k * c)}. The reduction is a shift if the output has degree 0.
 */
final class Shifts {
    /** Marks an axis along which the shift is constant. */
    private static final int NO_AXIS = -1;

    /** The largest degree that is tracked. A softmax needs 1 and -1; the limit prevents integer overflow. */
    private static final int LARGEST = 100;

    private Shifts() {}

    /** The ids of such reductions among the values that {@code output} is computed from. */
    static BitSet of(Graph graph, Node output, Allowance allowance) {
        List<Node> needed = graph.needed(List.of(output));
        Map<List<Object>, List<Node.Apply>> reductions = new LinkedHashMap<>();
        for (Node node : needed) {
            if (!(node instanceof Node.Apply apply) || apply.operation().kink() != Kink.TIE) continue;
            List<Object> key = List.of(
                    apply.operation(), apply.argument().id(), apply.attributes().axes());
            reductions.computeIfAbsent(key, first -> new ArrayList<>()).add(apply);
        }
        BitSet shifts = new BitSet();
        for (List<Node.Apply> same : reductions.values()) {
            allowance.take(needed.size());
            if (isShift(same, needed, output)) same.forEach(node -> shifts.set(node.id()));
        }
        return shifts;
    }

    private static boolean isShift(List<Node.Apply> reductions, List<Node> needed, Node output) {
        Map<Node, Degree> degrees = new HashMap<>();
        for (Node.Apply reduction : reductions) degrees.put(reduction, Degree.of(reduction));
        for (Node node : needed) {
            if (!(node instanceof Node.Apply apply) || degrees.containsKey(node)) continue;
            if (apply.arguments().stream().noneMatch(degrees::containsKey)) continue;
            Optional<Degree> degree = degree(apply, degrees);
            if (degree.isEmpty()) return false;
            if (degree.get().k != 0) degrees.put(node, degree.get());
        }
        return !degrees.containsKey(output);
    }

    /**
     * How a value follows the shift.
     *
     * @param factor whether it is multiplied by {@code exp(k * c)}, instead of changed by {@code k * c}
     * @param axes of each axis of the value, the axis of the reduction's operand along which c differs
     */
    private record Degree(boolean factor, int k, List<Integer> axes) {
        static Degree of(Node.Apply reduction) {
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < reduction.argument().shape().rank(); axis++) {
                boolean reduced = reduction.attributes().axes().contains(axis);
                if (!reduced) axes.add(axis);
                else if (reduction.attributes().keepdims()) axes.add(NO_AXIS);
            }
            return new Degree(false, 1, axes);
        }

        Degree times(int sign) {
            return new Degree(factor, sign * k, axes);
        }

        Degree as(boolean factor) {
            return new Degree(factor, k, axes);
        }

        Degree along(List<Integer> axes) {
            return new Degree(factor, k, axes);
        }

        /** Whether c is one number along these axes. */
        boolean isConstantAlong(List<Integer> reduced) {
            return reduced.stream().allMatch(axis -> axes.get(axis) == NO_AXIS);
        }

        /** Returns the degree of this operand after it is broadcast to a shape. */
        Degree stretchedTo(Shape shape) {
            List<Integer> stretched = new ArrayList<>(Collections.nCopies(shape.rank() - axes.size(), NO_AXIS));
            stretched.addAll(axes);
            return along(stretched);
        }
    }

    // returns empty if the value has no degree
    private static Optional<Degree> degree(Node.Apply node, Map<Node, Degree> degrees) {
        if (node.operation().isElementwise()) return ofElementwise(node, degrees);
        Degree degree = degrees.get(node.argument());
        if (degree == null || node.arguments().stream().skip(1).anyMatch(degrees::containsKey)) return Optional.empty();
        List<Integer> axes = node.attributes().axes();
        return switch (node.operation()) {
            case SUM -> degree.factor ? reduced(node, degree) : Optional.empty();
            case MEAN, MAX, MIN -> reduced(node, degree);
            case LOGSUMEXP -> degree.factor ? Optional.empty() : reduced(node, degree);
            case SOFTMAX, LOG_SOFTMAX ->
                degree.factor || !degree.isConstantAlong(axes) ? Optional.empty() : Optional.of(degree.times(0));
            case TRANSPOSE ->
                Optional.of(degree.along(axes.stream().map(degree.axes::get).toList()));
            case BROADCAST_TO -> Optional.of(degree.stretchedTo(node.shape()));
            case RESHAPE -> reshaped(node, degree);
            case PICK ->
                degree.isConstantAlong(List.of(1))
                        ? Optional.of(degree.along(degree.axes.subList(0, 1)))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    private static Optional<Degree> ofElementwise(Node.Apply node, Map<Node, Degree> degrees) {
        List<@Nullable Degree> operands = new ArrayList<>();
        for (Node argument : node.arguments()) {
            Degree degree = degrees.get(argument);
            operands.add(degree == null ? null : degree.stretchedTo(node.shape()));
        }
        Degree left = operands.get(0), right = operands.get(operands.size() - 1);
        return switch (node.operation()) {
            case NEGATE -> Optional.ofNullable(left).map(degree -> degree.factor ? degree : degree.times(-1));
            case EXP ->
                Optional.ofNullable(left).filter(degree -> !degree.factor).map(degree -> degree.as(true));
            case LOG ->
                Optional.ofNullable(left).filter(degree -> degree.factor).map(degree -> degree.as(false));
            case ADD, SUBTRACT -> {
                // a sum of multiples of one factor is a multiple of that factor
                if (left != null && left.factor) yield left.equals(right) ? Optional.of(left) : Optional.empty();
                yield total(left, right, node.operation() == Operation.ADD ? 1 : -1, false);
            }
            case MULTIPLY -> total(left, right, 1, true);
            case DIVIDE -> total(left, right, -1, true);
            default -> Optional.empty();
        };
    }

    private static Optional<Degree> total(@Nullable Degree left, @Nullable Degree right, int sign, boolean factors) {
        if (left != null && left.factor != factors || right != null && right.factor != factors) return Optional.empty();
        if (right == null) return Optional.ofNullable(left);
        if (left == null) return Optional.of(right.times(sign));
        if (!left.axes.equals(right.axes)) return Optional.empty();
        int k = left.k + sign * right.k;
        return Math.abs(k) <= LARGEST ? Optional.of(new Degree(factors, k, left.axes)) : Optional.empty();
    }

    private static Optional<Degree> reduced(Node.Apply node, Degree degree) {
        List<Integer> axes = node.attributes().axes();
        if (!degree.isConstantAlong(axes)) return Optional.empty();
        if (node.attributes().keepdims()) return Optional.of(degree);
        List<Integer> kept = new ArrayList<>();
        for (int axis = 0; axis < degree.axes.size(); axis++) {
            if (!axes.contains(axis)) kept.add(degree.axes.get(axis));
        }
        return Optional.of(degree.along(kept));
    }

    // supports a reshape that only adds or drops axes of length 1
    private static Optional<Degree> reshaped(Node.Apply node, Degree degree) {
        Shape from = node.argument().shape(), to = node.shape();
        List<Integer> left = new ArrayList<>();
        for (int axis = 0; axis < from.rank(); axis++) {
            if (!from.size(axis).equals(Size.ONE)) left.add(axis);
        }
        List<Integer> axes = new ArrayList<>();
        int next = 0;
        for (Size size : to.sizes()) {
            if (size.equals(Size.ONE)) axes.add(NO_AXIS);
            else if (next < left.size() && from.size(left.get(next)).equals(size))
                axes.add(degree.axes.get(left.get(next++)));
            else return Optional.empty();
        }
        return next == left.size() ? Optional.of(degree.along(axes)) : Optional.empty();
    }
}
