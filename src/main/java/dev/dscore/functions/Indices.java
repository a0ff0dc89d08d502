package dev.dscore.functions;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.Optional;

/**
 * An index that points beyond the axis it picks from. An input's own bound says what it is below, not what it is used on.
 *
 * @param position of the entry at fault, in C order
 */
public record Indices(String input, int position, String message) {
    /** The first such index of the graph. */
    public static Optional<Indices> firstOutside(Graph graph, Inputs inputs) {
        for (Node node : graph.nodes()) {
            if (!(node instanceof Node.Apply apply)) continue;
            boolean picks = apply.operation() == Operation.PICK;
            if (!picks && apply.operation() != Operation.ONE_HOT) continue;
            if (!(apply.arguments().get(picks ? 1 : 0) instanceof Node.Input input)) continue;
            Size axis = picks
                    ? apply.argument().shape().size(1)
                    : apply.shape().size(apply.shape().rank() - 1);
            long length = axis.in(inputs.lengths());
            Tensor tensor = inputs.tensors().get(input.name());
            for (int i = 0; i < tensor.size(); i++) {
                if (tensor.data()[i] < length) continue;
                String message = input.name() + " holds " + (long) tensor.data()[i]
                        + " and is used on an axis of length " + axis + (axis.isNumber() ? "" : " = " + length);
                return Optional.of(new Indices(input.name(), i, message));
            }
        }
        return Optional.empty();
    }
}
