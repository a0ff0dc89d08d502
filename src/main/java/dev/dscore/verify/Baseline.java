package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A graph's values at given inputs, on plain arrays. */
final class Baseline {
    /** Unit roundoff of float64. */
    static final double U = 0x1p-53;

    // how often a number on the way may underflow
    private static final double UNDERFLOWS = 0x1p7;

    private final Graph graph;
    private final Inputs inputs;
    private final Tensor[] values;
    // beside values, what is asked for of some
    private final Map<Node, double[]> derived = new ConcurrentHashMap<>(), transposed = new ConcurrentHashMap<>();
    private final Map<Node, Boolean> numbers = new ConcurrentHashMap<>();
    private final Map<Node, Shares> shares = new ConcurrentHashMap<>();
    private final RoundingErrors errors, roundedInputs;
    private volatile @Nullable Kinks kinks;
    private @Nullable Exactness exactness;

    /** @param graph without composites */
    Baseline(Graph graph, Inputs inputs) {
        this(graph, inputs, Precision.FLOAT64, (node, computed, baseline) -> computed);
    }

    /** What becomes of a value once it is computed. */
    interface Amendment {
        /** @param baseline with the values of this and all earlier nodes */
        Tensor amended(Node node, Tensor computed, Baseline baseline);
    }

    /**
     * @param precision in which {@link #errorOfRoundedInputs} are told
     * @param amendment of each value
     */
    Baseline(Graph graph, Inputs inputs, Precision precision, Amendment amendment) {
        this.graph = graph;
        this.inputs = inputs;
        this.values = new Tensor[graph.nodes().size()];
        this.roundedInputs = RoundingErrors.ofRoundedInputs(graph, this, precision);
        this.errors = RoundingErrors.ofExactInputs(graph, this);
        for (Node node : graph.nodes()) {
            Cores.stopIfInterrupted();
            Tensor computed = compute(node);
            values[node.id()] = computed;
            values[node.id()] = amendment.amended(node, computed, this);
        }
    }

    /** The lengths of axes by name. */
    Map<String, Integer> lengths() {
        return inputs.lengths();
    }

    Tensor of(Node node) {
        return values[node.id()];
    }

    /** Returns whether no entry is NaN. */
    boolean isNumber(Node node) {
        return numbers.computeIfAbsent(
                node, known -> Arrays.stream(of(known).data()).noneMatch(Double::isNaN));
    }

    /** Bounds on the rounding errors of all values. */
    RoundingErrors bounds() {
        return errors;
    }

    /** Of each entry, how far rounding can have moved it. */
    double[] error(Node node) {
        return errors.of(node);
    }

    /** The same where the inputs themselves are rounded, as 0.1 is. */
    double[] errorOfRoundedInputs(Node node) {
        return roundedInputs.of(node);
    }

    /** Whether an {@link #errorOfRoundedInputs} is more than what underflows may add up to. */
    boolean exceedsUnderflow(double error) {
        return error > UNDERFLOWS * roundedInputs.precision().underflow();
    }

    /** Of each entry of a value, broadcast to {@code shape}, whether no operation has rounded it. */
    boolean[] isExact(Node node, int[] shape) {
        Exactness known = exactness;
        if (known == null) exactness = known = new Exactness(graph, this, roundedInputs.precision());
        return known.of(node, shape);
    }

    /** Where operations stand on a kink. */
    Kinks kinks() {
        Kinks known = kinks;
        if (known == null) {
            synchronized (this) {
                known = kinks;
                if (known == null) kinks = known = new Kinks(graph, this);
            }
        }
        return known;
    }

    /** Of the operand of a logsumexp, a softmax or its logarithm. */
    Shares shares(Node.Apply node) {
        return shares.computeIfAbsent(
                node, known -> Shares.of(of(node.argument()), node.attributes().axes()));
    }

    /** Of each of these shares, how far rounding can have moved its logarithm. */
    double[] errorOfShares(Node.Apply node) {
        return derived.computeIfAbsent(
                node,
                known -> Shares.errors(of(node.argument()), node.attributes().axes(), error(node.argument()), errors));
    }

    /** The numbers of a matrix by columns. */
    double[] transposed(Node matrix) {
        return transposed.computeIfAbsent(matrix, node -> {
            int[] shape = of(matrix).shape();
            return PlainKernels.gathered(
                    of(matrix).data(), Strides.offsets(new int[] {shape[1], shape[0]}, new int[] {1, shape[1]}));
        });
    }

    /** Of each entry of an elementwise operation's operand, {@link ScalarRule#slope}. */
    double[] slopes(Node.Apply node, ScalarRule rule) {
        return derived.computeIfAbsent(
                node, known -> Arrays.stream(of(node.argument()).data())
                        .map(rule::slope)
                        .toArray());
    }

    private Tensor compute(Node node) {
        if (node instanceof Node.Constant constant) return Tensor.scalar(constant.value());
        if (node instanceof Node.AxisSize size) return Tensor.scalar(size.size().in(inputs.lengths()));
        if (node instanceof Node.Input input) return inputs.tensors().get(input.name());
        Node.Apply apply = (Node.Apply) node;
        List<Tensor> arguments = apply.arguments().stream().map(this::of).toList();
        return PlainKernels.apply(apply, apply.shape().in(inputs.lengths()), arguments, inputs.lengths());
    }
}
