package dev.dscore.functions;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.verify.PlainEvaluator;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * An index outside the axis that it is used on. The declared bound of an input limits its entries; it says nothing of
 * the axes that they are used on. As in NumPy, a negative index counts from the end.
 *
 * @param input the input whose entry is at fault; empty if the code computes the index itself
 * @param position the position of the entry, in C order
 * @param index the value of the index
 * @param text the text of the indices in the code
 * @param axis the length of the axis that they are used on, as text
 */
public record Indices(String input, int position, long index, String text, String axis) {
    public String message() {
        return text + " holds " + index + " and is used on an axis of length " + axis;
    }

    /** Returns the message for a student, who may know the code but not the inputs. */
    public String withoutTheIndex() {
        return text + " has an entry outside an axis of length " + axis;
    }

    /** Returns the first such index that {@code nodes} of a graph use. */
    public static Optional<Indices> firstOutside(Graph graph, Collection<Node> nodes, Inputs inputs) {
        for (Node node : nodes) {
            if (!(node instanceof Node.Apply apply) || !apply.operation().isIndexed()) continue;
            Optional<Indices> outside = firstOutside(graph, indices(apply), axis(apply), inputs);
            if (outside.isPresent()) return outside;
        }
        return Optional.empty();
    }

    private static Node indices(Node.Apply node) {
        return node.arguments().get(node.operation().arity() - 1);
    }

    // the axis that the indices are used on
    private static Size axis(Node.Apply node) {
        return switch (node.operation()) {
            case PICK -> node.argument().shape().size(1);
            case TAKE -> node.argument().shape().size(node.attributes().axes().get(0));
            case ADD_AT -> node.shape().size(node.attributes().axes().get(0));
            default -> node.shape().size(node.shape().rank() - 1);
        };
    }

    private static Optional<Indices> firstOutside(Graph graph, Node indices, Size axis, Inputs inputs) {
        long length = axis.in(inputs.lengths());
        Tensor values = PlainEvaluator.evaluate(graph, inputs, indices, Allowance.UNLIMITED);
        for (int i = 0; i < values.size(); i++) {
            double index = values.data()[i];
            if (index >= -length && index < length) continue;
            String text = new NumpyPrinter(Map.of()).use(indices);
            String of = axis + (axis.isNumber() ? "" : " = " + length);
            Optional<Node.Input> source = input(indices);
            boolean same = source.isPresent() && source.get().shape().equals(indices.shape());
            String input = source.map(Node.Input::name).orElse("");
            return Optional.of(new Indices(input, same ? i : 0, (long) index, text, of));
        }
        return Optional.empty();
    }

    private static Optional<Node.Input> input(Node indices) {
        if (indices instanceof Node.Input input) return Optional.of(input);
        return indices.arguments().stream()
                .filter(Node::holdsIndices)
                .flatMap(argument -> input(argument).stream())
                .findFirst();
    }
}
