package dev.dscore.nd4j;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes nodes of a graph on ND4J's CPU backend: those asked for and what they need, each once. */
public final class Evaluator {
    static {
        // JavaCPP would read the process's size at every allocation; the budget of each request bounds memory here
        System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    }

    public Evaluator() {
        Nd4j.setDefaultDataTypes(DataType.DOUBLE, DataType.DOUBLE);
        // a product dealt out among the cores is rounded otherwise where there are more, and copies of the service must
        // answer alike; the cores are for the requests
        Nd4j.factory().blas().setMaxThreads(1);
    }

    /** Memory beside the heap that all evaluations take now, and what their threads keep for the next. */
    public static long bytesOffHeap() {
        return Scope.allBytes();
    }

    /**
     * The values of {@code wanted}, in its order.
     *
     * @param inputs an array for each input that the nodes need, in the shape that the graph declares
     */
    public Map<Node, Tensor> evaluate(Graph graph, Inputs inputs, Collection<Node> wanted) {
        return evaluate(graph, inputs, wanted, Map.of());
    }

    /** @param given values that stand for what the graph would compute for these nodes */
    public Map<Node, Tensor> evaluate(Graph graph, Inputs inputs, Collection<Node> wanted, Map<Node, Tensor> given) {
        List<Node> needed = graph.needed(wanted, given.keySet());
        try (Scope scope = new Scope(bytes(needed, inputs))) {
            Map<Node, INDArray> values = new HashMap<>();
            for (Node node : needed) {
                Cores.stopIfInterrupted();
                Tensor known = given.get(node);
                values.put(
                        node, known != null ? Kernels.array(known.data(), known.shape()) : value(node, inputs, values));
            }
            Map<Node, Tensor> results = new LinkedHashMap<>();
            for (Node node : wanted) {
                double[] data = values.get(node).dup('c').data().asDouble();
                results.put(node, new Tensor(node.shape().in(inputs.lengths()), data));
            }
            return results;
        }
    }

    private static INDArray value(Node node, Inputs inputs, Map<Node, INDArray> values) {
        if (node instanceof Node.Constant constant) return Kernels.scalar(constant.value());
        if (node instanceof Node.AxisSize axisSize)
            return Kernels.scalar(axisSize.size().in(inputs.lengths()));
        if (node instanceof Node.Input input) {
            return Kernels.array(
                    inputs.tensors().get(input.name()).data(), input.shape().in(inputs.lengths()));
        }
        Node.Apply apply = (Node.Apply) node;
        List<INDArray> arguments = apply.arguments().stream().map(values::get).toList();
        int[] shape = apply.shape().in(inputs.lengths());
        return Kernels.apply(apply, arguments, shape);
    }

    // twice each value: kernels make copies on the way
    private static long bytes(List<Node> nodes, Inputs inputs) {
        long entries = 0;
        for (Node node : nodes) entries += 32 + 2 * node.shape().count(inputs.lengths());
        return entries * Double.BYTES;
    }
}
