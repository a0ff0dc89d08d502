package dev.dscore.nd4j;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes nodes of a graph on ND4J's CPU backend: the wanted ones and those that they need, each once. */
public final class Evaluator {
    static {
        // JavaCPP would read the process's size at every allocation; the budget of each request bounds memory here
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    public Evaluator() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        // the rounding of a product that is spread over cores depends on their number, and copies of the service must
        // answer alike; the cores are for the requests
        Nd4j.factory().blas().setMaxThreads(1);
    }

    /** Returns the off-heap bytes that all evaluations take now, and those that are kept for the next. */
    public static long bytesOffHeap() {
        return EvaluationScope.allBytes();
    }

    /**
     * Returns the values of {@code wanted}, in its order.
     *
     * @param inputs an array for each input that the nodes need, in the shape that the graph declares
     */
    public Map<Node, Tensor> evaluate(Graph graph, Inputs inputs, Collection<Node> wanted) {
        return evaluate(graph, inputs, wanted, Map.of());
    }

    /** @param given values to use for these nodes instead of computing them */
    public Map<Node, Tensor> evaluate(Graph graph, Inputs inputs, Collection<Node> wanted, Map<Node, Tensor> given) {
        List<Node> needed = graph.needed(wanted, given.keySet());
        return bytes(needed, inputs) <= EvaluationScope.SMALL
                ? small(needed, inputs, wanted, given)
                : large(needed, inputs, wanted, given);
    }

    // keeps all values until the end
    private static Map<Node, Tensor> small(
            List<Node> needed, Inputs inputs, Collection<Node> wanted, Map<Node, Tensor> given) {
        try (EvaluationScope scope = new EvaluationScope(EvaluationScope.SMALL)) {
            Map<Node, INDArray> values = new HashMap<>();
            for (Node node : needed) {
                Cores.stopIfInterrupted();
                double[] numbers = numbers(node, inputs, given);
                int[] shape = node.shape().in(inputs.lengths());
                values.put(
                        node,
                        numbers != null
                                ? Kernels.array(numbers, shape)
                                : apply((Node.Apply) node, shape, inputs.lengths(), values::get));
            }
            Map<Node, Tensor> results = new LinkedHashMap<>();
            for (Node node : wanted) {
                double[] data = values.get(node).dup('c').data().asDouble();
                results.put(node, new Tensor(node.shape().in(inputs.lengths()), data));
            }
            return results;
        }
    }

    // keeps each value until its last use
    private static Map<Node, Tensor> large(
            List<Node> needed, Inputs inputs, Collection<Node> wanted, Map<Node, Tensor> given) {
        Map<Node, Node> lastUse = new HashMap<>();
        for (Node node : needed) {
            lastUse.put(node, node);
            if (!given.containsKey(node)) node.arguments().forEach(argument -> lastUse.put(argument, node));
        }
        Set<Node> asked = Set.copyOf(wanted);
        Map<Node, Tensor> results = new HashMap<>();
        try (Buffers buffers = new Buffers(scratchBytes(needed, inputs))) {
            Map<Node, Buffers.Value> values = new HashMap<>();
            for (Node node : needed) {
                Cores.stopIfInterrupted();
                double[] numbers = numbers(node, inputs, given);
                int[] shape = node.shape().in(inputs.lengths());
                Buffers.Value value = numbers != null
                        ? buffers.of(numbers, shape)
                        : computed((Node.Apply) node, shape, inputs.lengths(), values, buffers);
                values.put(node, value);
                if (asked.contains(node)) results.put(node, new Tensor(shape, value.numbers()));
                Stream.concat(Stream.of(node), node.arguments().stream())
                        .distinct()
                        .filter(used -> lastUse.get(used) == node)
                        .forEach(used -> buffers.release(values.remove(used)));
            }
        }
        Map<Node, Tensor> inOrder = new LinkedHashMap<>();
        for (Node node : wanted) inOrder.put(node, results.get(node));
        return inOrder;
    }

    private static Buffers.Value computed(
            Node.Apply node,
            int[] shape,
            Map<String, Integer> lengths,
            Map<Node, Buffers.Value> values,
            Buffers buffers) {
        Buffers.Value first = values.get(node.argument());
        return switch (node.operation()) {
            case TRANSPOSE -> buffers.permuted(first, Kernels.axes(node));
            case MATMUL ->
                buffers.product(
                        first.array(), values.get(node.arguments().get(1)).array());
            default ->
                buffers.of(apply(
                        node, shape, lengths, argument -> values.get(argument).array()));
        };
    }

    // the numbers of a node that takes no computation, null for others
    private static double @Nullable [] numbers(Node node, Inputs inputs, Map<Node, Tensor> given) {
        Tensor known = given.get(node);
        if (known != null) return known.data();
        if (node instanceof Node.Constant constant) return new double[] {constant.value()};
        if (node instanceof Node.AxisSize axisSize)
            return new double[] {axisSize.size().in(inputs.lengths())};
        return node instanceof Node.Input input
                ? inputs.tensors().get(input.name()).data()
                : null;
    }

    private static INDArray apply(
            Node.Apply node, int[] shape, Map<String, Integer> lengths, Function<Node, INDArray> values) {
        return Kernels.apply(node, node.arguments().stream().map(values).toList(), shape, lengths);
    }

    // counts each value twice: kernels make copies on the way
    private static long bytes(List<Node> nodes, Inputs inputs) {
        long entries = 0;
        for (Node node : nodes) entries += 32 + 2 * node.shape().count(inputs.lengths());
        return entries * Double.BYTES;
    }

    private static boolean usesScratch(Operation operation) {
        return operation != Operation.MATMUL && operation != Operation.TRANSPOSE;
    }

    // for the kernel that takes most: its result, and a copy of it and of each operand
    private static long scratchBytes(List<Node> nodes, Inputs inputs) {
        long most = 0;
        for (Node node : nodes) {
            if (!(node instanceof Node.Apply apply) || !usesScratch(apply.operation())) continue;
            long entries = 2 * node.shape().count(inputs.lengths());
            for (Node argument : node.arguments()) entries += argument.shape().count(inputs.lengths());
            most = Math.max(most, entries);
        }
        return (most + 256) * Double.BYTES;
    }
}
