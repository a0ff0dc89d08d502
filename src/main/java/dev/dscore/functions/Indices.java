package dev.dscore.functions;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/**
 * An index that points beyond the axis it picks from. An input's own bound says what it is below, not what it is used on.
 * As in NumPy, a negative index counts from the end.
 *
 * @param input whose entry is at fault
 * @param position of the entry, in C order
 * @param index what it points to
 * @param text of the indices in the code
 * @param axis that they are used on
 */
public record Indices(String input, int position, long index, String text, String axis) {
    public String message() {
        return text + " holds " + index + " and is used on an axis of length " + axis;
    }

    /** The message for a student, who may know the code and not the inputs. */
    public String withoutTheIndex() {
        return text + " has an entry outside an axis of length " + axis;
    }

    /** The first such index that {@code nodes} use. */
    public static Optional<Indices> firstOutside(Collection<Node> nodes, Inputs inputs) {
        for (Node node : nodes) {
            if (!(node instanceof Node.Apply apply)) continue;
            if (!apply.operation().isIndexed()) continue;
            boolean picks = apply.operation() == Operation.PICK;
            Size axis = picks
                    ? apply.argument().shape().size(1)
                    : apply.shape().size(apply.shape().rank() - 1);
            Optional<Indices> outside = firstOutside(apply.arguments().get(picks ? 1 : 0), axis, inputs);
            if (outside.isPresent()) return outside;
        }
        return Optional.empty();
    }

    private static Optional<Indices> firstOutside(Node indices, Size axis, Inputs inputs) {
        Node.Input source = input(indices);
        Tensor tensor = inputs.tensors().get(source.name());
        long length = axis.in(inputs.lengths());
        for (int i = 0; i < tensor.size(); i++) {
            double index = index(indices, tensor, i, inputs.lengths());
            if (index >= -length && index < length) continue;
            String text = new NumpyPrinter(Map.of()).use(indices);
            String of = axis + (axis.isNumber() ? "" : " = " + length);
            return Optional.of(new Indices(source.name(), i, (long) index, text, of));
        }
        return Optional.empty();
    }

    private static Node.Input input(Node indices) {
        if (indices instanceof Node.Input input) return input;
        return input(indices.arguments().stream()
                .filter(Node::holdsIndices)
                .findFirst()
                .orElseThrow());
    }

    private static double index(Node node, Tensor input, int position, Map<String, Integer> lengths) {
        if (node instanceof Node.Input) return input.data()[position];
        if (node instanceof Node.Constant constant) return constant.value();
        if (node instanceof Node.AxisSize axisSize) return axisSize.size().in(lengths);
        Node.Apply apply = (Node.Apply) node;
        double a = index(apply.argument(), input, position, lengths);
        double b = index(apply.arguments().get(1), input, position, lengths);
        return apply.operation() == Operation.ADD ? a + b : a - b;
    }
}
