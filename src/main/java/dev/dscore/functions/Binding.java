package dev.dscore.functions;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arrays put to a function's inputs: every shape fits, every number is finite, every index is in range.
 *
 * @param inputs in the declared shapes
 * @param given the shapes in which the inputs came, which may lack leading axes of length 1; none for inputs that were drawn
 */
public record Binding(Inputs inputs, Map<String, int[]> given) {

    /**
     * @param sent by the input's name
     * @param upstream by the output's name, of each output that is not a scalar
     */
    public static Binding of(Function function, Map<String, Tensor> sent, Map<String, Tensor> upstream)
            throws InputException {
        return new Binder(function, sent).bind(upstream);
    }

    /** The same, of inputs that nobody sent: {@code (C)} is as good for {@code 1 C} as {@code (1, C)}. */
    public Binding drawn() {
        return new Binding(inputs, Map.of());
    }

    /**
     * A gradient in the shape in which its input came, if it has the declared one; of an input that was drawn, in the
     * declared one, if it lacks no more than leading axes of length 1.
     */
    public Tensor asGiven(String input, Tensor gradient) {
        Tensor declared = inputs.tensors().get(input);
        if (declared == null) return gradient;
        int[] came = given.get(input);
        if (came != null) {
            return Arrays.equals(declared.shape(), gradient.shape()) ? gradient.reshaped(came) : gradient;
        }
        int missing = declared.rank() - gradient.rank();
        boolean lacksOnes = missing > 0
                && Arrays.stream(declared.shape(), 0, missing).allMatch(length -> length == 1)
                && Arrays.equals(declared.shape(), missing, declared.rank(), gradient.shape(), 0, gradient.rank());
        return lacksOnes ? gradient.reshaped(declared.shape()) : gradient;
    }

    /** The array of an input or an upstream gradient in the shape in which it came; null where there is none of the name. */
    public @Nullable Tensor asSent(String name) {
        Tensor tensor = inputs.tensors().get(name);
        int[] came = given.get(name);
        return tensor == null || came == null ? tensor : tensor.reshaped(came);
    }

    /** What the arrays sent say of the lengths of axes, as far as they go: for a message, not to compute with. */
    public static Map<String, Integer> lengths(List<Declaration> inputs, Map<String, Tensor> sent) {
        Map<String, Integer> lengths = new HashMap<>();
        for (Declaration input : inputs) {
            Tensor tensor = sent.get(input.name());
            if (tensor == null) tensor = input.alias().map(sent::get).orElse(null);
            if (tensor == null) continue;
            Shape declared = input.shape();
            int missing = declared.rank() - tensor.rank();
            if (missing < 0 || !declared.sizes().subList(0, missing).stream().allMatch(Size.ONE::equals)) continue;
            for (int axis = 0; axis < tensor.rank(); axis++) {
                Size size = declared.size(axis + missing);
                if (!size.isNumber()) lengths.putIfAbsent(size.toString(), tensor.shape()[axis]);
            }
        }
        return lengths;
    }
}
