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
 * Arrays bound to a function's inputs: every shape fits, every number is finite, every index is in range.
 *
 * @param inputs the inputs in their declared shapes
 * @param given the shapes in which the inputs were sent, which may lack leading axes of length 1; empty for drawn
 *     inputs
 */
public record Binding(Inputs inputs, Map<String, int[]> given) {

    /**
     * @param sent the inputs by the name under which each was sent
     * @param upstream the upstream gradients by the output's name, one for each output that is not a scalar
     * @throws InputException if an array is missing, unknown, of another shape, not finite or out of range
     */
    public static Binding of(FunctionDefinition function, Map<String, Tensor> sent, Map<String, Tensor> upstream)
            throws InputException {
        return new Binder(function, sent).bind(upstream);
    }

    /**
     * Returns this binding for inputs that were drawn and not sent, so that {@code (C)} is accepted for {@code 1 C} as
     * well as {@code (1, C)}.
     */
    public Binding drawn() {
        return new Binding(inputs, Map.of());
    }

    /**
     * Returns a gradient in the shape of its input. If the input was sent, this is the shape in which it was sent,
     * provided that the gradient has the declared shape; if it was drawn, the declared shape, provided that the
     * gradient lacks only leading axes of length 1. Any other gradient is returned unchanged.
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

    /**
     * Returns the array of an input or an upstream gradient in the shape in which it was sent; null if no array has the
     * name.
     */
    public @Nullable Tensor asSent(String name) {
        Tensor tensor = inputs.tensors().get(name);
        int[] came = given.get(name);
        return tensor == null || came == null ? tensor : tensor.reshaped(came);
    }

    /**
     * Returns the lengths of axes according to the arrays sent, as far as they go. Arrays that do not fit, or
     * contradict each other, are not reported here.
     */
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
