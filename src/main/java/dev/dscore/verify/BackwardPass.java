package dev.dscore.verify;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A derived backward pass, evaluated for the entries at which its rules may fail: under one {@link Convention} for all kinks,
 * and with 0 times anything as 0, since a branch that passes no gradient on has no effect, whatever its own slope is. The
 * results are candidates; finite differences decide. What is computed on the first call is kept; each request
 * that asks pays for it. Not for use by several threads at a time.
 */
public final class BackwardPass {
    private final Graph graph;
    private final Graph forward;
    private final Inputs inputs;
    private final Collection<Node> wanted;
    private @Nullable Made<Lowering> lowering;
    private @Nullable Map<Node, List<Tensor>> candidates;
    private @Nullable Map<Node, double[]> rounding;

    /**
     * @param graph a forward graph, extended by its backward pass
     * @param forward the forward graph
     * @param wanted the gradients
     */
    public BackwardPass(Graph graph, Graph forward, Inputs inputs, Collection<Node> wanted) {
        this.graph = graph;
        this.forward = forward;
        this.inputs = inputs;
        this.wanted = List.copyOf(wanted);
    }

    /** A gradient, once for each convention. */
    public List<Tensor> candidates(Node gradient, Allowance allowance) {
        Lowering lowering = lowering(allowance);
        Map<Node, List<Tensor>> known = candidates;
        if (known == null) {
            Map<Node, List<Tensor>> computed = new HashMap<>();
            for (Convention convention : Convention.ALL) {
                Baseline values = evaluated(convention, lowering);
                for (Node node : wanted)
                    computed.computeIfAbsent(node, of -> new ArrayList<>())
                            .add(values.of(lowering.lowered().get(node)));
            }
            candidates = known = computed;
        }
        return known.get(gradient);
    }

    /** How far rounding can have moved the entries of a gradient from what its formula gives. */
    public double[] rounding(Node gradient, Allowance allowance) {
        Lowering lowering = lowering(allowance);
        Map<Node, double[]> known = rounding;
        if (known == null) {
            Baseline values = evaluated(Convention.ALL.get(0), lowering);
            Map<Node, double[]> computed = new HashMap<>();
            for (Node node : wanted)
                computed.put(node, values.error(lowering.lowered().get(node)));
            rounding = known = computed;
        }
        return known.get(gradient);
    }

    private Lowering lowering(Allowance allowance) {
        Made<Lowering> known = lowering;
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        lowering = known = making.of(this, Lowering.of(graph, wanted, Set.of(), allowance));
        return known.value();
    }

    private Baseline evaluated(Convention convention, Lowering lowering) {
        BitSet varying = varying(lowering.graph());
        int firstBackward = lowering.lowered().entrySet().stream()
                .filter(entry -> entry.getKey().id() < forward.nodes().size())
                .mapToInt(entry -> entry.getValue().id() + 1)
                .max()
                .orElse(0);
        return new Baseline(lowering.graph(), inputs, (node, computed, baseline) -> {
            if (!(node instanceof Node.Apply apply)) return computed;
            return switch (apply.operation()) {
                case MULTIPLY, DIVIDE, MATMUL ->
                    node.id() < firstBackward ? computed : absorbed(apply, computed, baseline);
                case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SIGN ->
                    atKinks(apply, computed, baseline, convention, varying);
                case NOT_EQUAL, EQUAL -> ofPart(apply, computed, baseline);
                default -> computed;
            };
        });
    }

    // the nodes whose value depends on an input of real numbers
    private static BitSet varying(Graph graph) {
        BitSet varying = new BitSet();
        for (Node node : graph.nodes()) {
            boolean own = node instanceof Node.Input input && !input.integer();
            if (own || node.arguments().stream().anyMatch(argument -> varying.get(argument.id()))) {
                varying.set(node.id());
            }
        }
        return varying;
    }

    private static Tensor atKinks(
            Node.Apply node, Tensor computed, Baseline baseline, Convention convention, BitSet varying) {
        BitSet places = Kinks.places(node, baseline);
        if (places.isEmpty()) return computed;
        boolean first = varying.get(node.argument().id());
        double above = first ? convention.above() : convention.below();
        double below = first ? convention.below() : convention.above();
        double value =
                switch (node.operation()) {
                    case SIGN -> convention.sign();
                    case GREATER -> above;
                    case LESS -> below;
                    case GREATER_EQUAL -> 1 - below;
                    default -> 1 - above;
                };
        double[] data = computed.data().clone();
        places.stream().forEach(place -> data[place] = value);
        return new Tensor(computed.shape(), data);
    }

    // where a condition that is neither true nor false is tested, each branch has its part
    private static Tensor ofPart(Node.Apply node, Tensor computed, Baseline baseline) {
        if (!(node.argument() instanceof Node.Apply condition)
                || !condition.operation().isComparison()) return computed;
        double[] data = computed.data().clone();
        for (int i = 0; i < data.length; i++) {
            double part = at(baseline.of(condition), computed, i);
            if (part > 0 && part < 1) data[i] = node.operation() == Operation.NOT_EQUAL ? part : 1 - part;
        }
        return new Tensor(computed.shape(), data);
    }

    // what 0 makes not a number: 0 · ∞, 0 / 0
    private static Tensor absorbed(Node.Apply node, Tensor computed, Baseline baseline) {
        double[] data = computed.data().clone();
        Tensor left = baseline.of(node.argument()),
                right = baseline.of(node.arguments().get(1));
        boolean changed = false;
        for (int i = 0; i < data.length; i++) {
            if (!Double.isNaN(data[i])) continue;
            data[i] = switch (node.operation()) {
                case MATMUL -> sumOfProducts(left, right, i);
                case DIVIDE -> at(left, computed, i) == 0 ? 0 : data[i];
                default -> product(at(left, computed, i), at(right, computed, i));
            };
            changed = true;
        }
        return changed ? new Tensor(computed.shape(), data) : computed;
    }

    private static double sumOfProducts(Tensor left, Tensor right, int position) {
        int inner = left.shape()[1], columns = right.shape()[1];
        int row = position / columns, column = position % columns;
        double sum = 0;
        for (int k = 0; k < inner; k++) {
            sum += product(left.data()[row * inner + k], right.data()[k * columns + column]);
        }
        return sum;
    }

    private static double product(double a, double b) {
        return a == 0 || b == 0 ? 0 : a * b;
    }

    // the entry of an operand that broadcasting pairs with an entry of the result
    private static double at(Tensor operand, Tensor result, int position) {
        int[] strides = Layout.stretchedStrides(operand.shape(), result.shape());
        int[] index = result.index(position);
        int offset = 0;
        for (int axis = 0; axis < index.length; axis++) offset += index[axis] * strides[axis];
        return operand.data()[offset];
    }
}
