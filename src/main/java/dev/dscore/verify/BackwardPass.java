package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
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
    private final Map<Node, Tensor> given;
    private final Precision precision;
    private @Nullable Made<Lowering> lowering;
    private @Nullable Map<Node, List<Tensor>> candidates;
    private @Nullable Map<Node, Range> ranges;
    private @Nullable Map<Node, double[]> rounding;

    /**
     * @param graph a forward graph, extended by its backward pass
     * @param forward the forward graph
     * @param wanted the gradients
     */
    public BackwardPass(Graph graph, Graph forward, Inputs inputs, Collection<Node> wanted) {
        this(graph, forward, inputs, wanted, Map.of(), Precision.FLOAT64);
    }

    /**
     * @param given values that stand for what the graph would compute for these nodes
     * @param precision within whose rounding an operation stands on its kink
     */
    public BackwardPass(
            Graph graph,
            Graph forward,
            Inputs inputs,
            Collection<Node> wanted,
            Map<Node, Tensor> given,
            Precision precision) {
        this.graph = graph;
        this.forward = forward;
        this.inputs = inputs;
        this.wanted = List.copyOf(wanted);
        this.given = given;
        this.precision = precision;
    }

    /** A gradient, once for each convention. */
    public List<Tensor> candidates(Node gradient, Allowance allowance) {
        Lowering lowering = lowering(allowance);
        Map<Node, List<Tensor>> known = candidates;
        if (known == null) {
            Map<Node, List<Tensor>> computed = new HashMap<>();
            boolean shares = lowering.graph().nodes().stream()
                    .anyMatch(node -> node instanceof Node.Apply apply
                            && apply.operation().kink() == Kink.TIE);
            for (Convention convention : shares ? Convention.ALL : Convention.OF_COMPARISONS) {
                Baseline values = evaluated(convention, lowering);
                for (Node node : wanted)
                    computed.computeIfAbsent(node, of -> new ArrayList<>())
                            .add(values.of(lowering.lowered().get(node)));
            }
            candidates = known = computed;
        }
        return known.get(gradient);
    }

    /**
     * The smallest and the largest value of each entry of a gradient where rounding alone decides on which side of a kink an
     * operand lies, or which entry is the largest.
     */
    public record Range(double[] least, double[] most) {
        Range join(Tensor other) {
            double[] least = this.least.clone(), most = this.most.clone();
            for (int i = 0; i < least.length; i++) {
                double entry = other.data()[i];
                if (!Double.isFinite(entry)) continue;
                least[i] = Math.min(least[i], entry);
                most[i] = Math.max(most[i], entry);
            }
            return new Range(least, most);
        }
    }

    /** The range of a gradient, see {@link EitherSide}; empty where there is no such kink. */
    public Optional<Range> onEitherSide(Node gradient, Allowance allowance) {
        Lowering lowering = lowering(allowance);
        Map<Node, Range> known = ranges;
        if (known == null) {
            boolean chooses = lowering.graph().nodes().stream()
                    .anyMatch(node -> node instanceof Node.Apply apply && isChosen(apply));
            List<Node> lowered = wanted.stream().map(lowering.lowered()::get).toList();
            ranges = known = chooses ? EitherSide.of(choice -> evaluated(choice, lowering), lowered) : Map.of();
        }
        return Optional.ofNullable(known.get(lowering.lowered().get(gradient)));
    }

    // whether there is a choice for the operation where it stands on a kink
    private static boolean isChosen(Node.Apply node) {
        return switch (node.operation()) {
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SIGN -> true;
            default -> node.operation().kink() == Kink.TIE;
        };
    }

    /** How far rounding can have moved the entries of a gradient from what its formula gives, under any convention. */
    public double[] rounding(Node gradient, Allowance allowance) {
        Lowering lowering = lowering(allowance);
        Map<Node, double[]> known = rounding;
        if (known == null) {
            Map<Node, double[]> computed = new HashMap<>();
            for (Convention convention : Convention.OF_COMPARISONS) {
                Baseline values = evaluated(convention, lowering);
                for (Node node : wanted)
                    computed.merge(node, values.error(lowering.lowered().get(node)), BackwardPass::larger);
            }
            rounding = known = computed;
        }
        return known.get(gradient);
    }

    private Lowering lowering(Allowance allowance) {
        Made<Lowering> known = lowering;
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        lowering = known = making.of(this, Lowering.of(graph, wanted, given.keySet(), allowance));
        return known.value();
    }

    static double[] larger(double[] one, double[] other) {
        double[] larger = new double[one.length];
        for (int i = 0; i < larger.length; i++) larger[i] = Math.max(one[i], other[i]);
        return larger;
    }

    private Baseline evaluated(Convention convention, Lowering lowering) {
        return evaluated(convention, lowering, forward, lowering.inputs(inputs, given), precision);
    }

    private Baseline evaluated(Convention.Choice choice, Lowering lowering) {
        return evaluated(choice, lowering, forward, lowering.inputs(inputs, given), precision);
    }

    /** The id, in the lowered graph, of the first node that is no part of the forward graph. */
    static int firstBackward(Lowering lowering, Graph forward) {
        return lowering.lowered().entrySet().stream()
                .filter(entry -> entry.getKey().id() < forward.nodes().size())
                .mapToInt(entry -> entry.getValue().id() + 1)
                .max()
                .orElse(0);
    }

    /** Makes 0 times anything 0 in what is no part of the forward graph. */
    static Baseline.Amendment absorbing(Lowering lowering, Graph forward) {
        int firstBackward = firstBackward(lowering, forward);
        return (node, computed, baseline) -> {
            if (node.id() < firstBackward || !(node instanceof Node.Apply apply)) return computed;
            return switch (apply.operation()) {
                case MULTIPLY, DIVIDE, MATMUL -> absorbed(apply, computed, baseline);
                default -> computed;
            };
        };
    }

    /** The values of a backward pass under a convention. */
    static Baseline evaluated(
            Convention convention, Lowering lowering, Graph forward, Inputs inputs, Precision precision) {
        return evaluated(Convention.Choice.of(convention), lowering, forward, inputs, precision);
    }

    /** The same with a convention for each kink. */
    static Baseline evaluated(
            Convention.Choice choice, Lowering lowering, Graph forward, Inputs inputs, Precision precision) {
        BitSet varying = varying(lowering.graph());
        Baseline.Amendment absorbing = absorbing(lowering, forward);
        return new Baseline(lowering.graph(), inputs, precision, (node, computed, baseline) -> {
            if (!(node instanceof Node.Apply apply)) return computed;
            return switch (apply.operation()) {
                case MULTIPLY, DIVIDE, MATMUL -> absorbing.amended(node, computed, baseline);
                case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, SIGN ->
                    atKinks(apply, computed, baseline, choice, varying);
                case EQUAL -> shared(apply, ofPart(apply, computed, baseline), baseline, choice);
                case NOT_EQUAL -> ofPart(apply, computed, baseline);
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
            Node.Apply node, Tensor computed, Baseline baseline, Convention.Choice choice, BitSet varying) {
        BitSet places = choice.places(node, baseline);
        if (places.isEmpty()) return computed;
        boolean first = varying.get(node.argument().id());
        Node operand =
                first ? node.argument() : node.arguments().get(node.arguments().size() - 1);
        double[] data = computed.data().clone();
        Tensor values = new Tensor(computed.shape(), PlainKernels.stretched(baseline.of(operand), computed.shape()));
        places.stream()
                .forEach(place -> data[place] = atKink(node.operation(), choice.at(operand, values, place), first));
        return new Tensor(computed.shape(), data);
    }

    private static double atKink(Operation comparison, Convention convention, boolean first) {
        double above = first ? convention.above() : convention.below();
        double below = first ? convention.below() : convention.above();
        return switch (comparison) {
            case SIGN -> convention.sign();
            case GREATER -> above;
            case LESS -> below;
            case GREATER_EQUAL -> 1 - below;
            default -> 1 - above;
        };
    }

    // the entries that are equal to the largest along axes, of which one only may have the gradient
    private static Tensor shared(Node.Apply node, Tensor computed, Baseline baseline, Convention.Choice choice) {
        Node.Apply reduction = reductionOf(node);
        if (reduction == null) return computed;
        BitSet places = Kinks.places(reduction, baseline);
        if (places.isEmpty()) return computed;
        int[] results = Reduction.results(reduction, baseline);
        IntUnaryOperator largest = choice.largest(reduction, baseline);
        double[] data = computed.data().clone();
        Map<Integer, Integer> chosen = new HashMap<>(), seen = new HashMap<>();
        places.stream().forEach(place -> {
            int wanted = largest.applyAsInt(results[place]);
            if (wanted == Convention.Share.EQUAL.number()) return;
            data[place] = 0;
            int number = seen.merge(results[place], 1, Integer::sum) - 1;
            if (number <= wanted) chosen.put(results[place], place);
        });
        chosen.values().forEach(place -> data[place] = 1);
        return new Tensor(computed.shape(), data);
    }

    // of a == max(a), whose axes may have been put back
    private static Node.@Nullable Apply reductionOf(Node.Apply equality) {
        Node right = equality.arguments().get(1);
        while (right instanceof Node.Apply apply
                && (apply.operation() == Operation.RESHAPE || apply.operation() == Operation.BROADCAST_TO)) {
            right = apply.argument();
        }
        boolean extreme = right instanceof Node.Apply apply
                && apply.operation().kink() == Kink.TIE
                && apply.argument() == equality.argument();
        return extreme ? (Node.Apply) right : null;
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
        int[] strides = Strides.stretchedStrides(operand.shape(), result.shape());
        int[] index = result.index(position);
        int offset = 0;
        for (int axis = 0; axis < index.length; axis++) offset += index[axis] * strides[axis];
        return operand.data()[offset];
    }
}
