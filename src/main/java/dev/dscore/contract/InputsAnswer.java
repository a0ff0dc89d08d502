package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Inputs in the form in which a request for gradients takes them. */
public record InputsAnswer(
        Map<String, Integer> sizes,
        @Schema(ref = "#/components/schemas/DrawnInputs") Map<String, Object> inputs,
        @Nullable Map<String, SpelledArray> upstream,
        @JsonIgnore Map<String, Tensor> arrays)
        implements HasArrays {
    public static InputsAnswer of(FunctionDefinition function, RandomInputs.Drawn drawn, Spelling spelling) {
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (Declaration input : function.inputs()) {
            Tensor tensor = drawn.inputs().get(input.name());
            inputs.put(input.name(), input.isInteger() ? integers(tensor, 0, 0) : spelling.of(tensor));
        }
        // an npz of these arrays can be sent as inputs
        Map<String, Tensor> arrays = new LinkedHashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> arrays.put(Derivation.gradientOf(output), tensor));
        Map<String, SpelledArray> upstream = new LinkedHashMap<>();
        drawn.upstream().forEach((output, tensor) -> upstream.put(output, spelling.of(tensor)));
        return new InputsAnswer(drawn.sizes(), inputs, upstream.isEmpty() ? null : upstream, arrays);
    }

    // nested lists of whole numbers: labels without a .0
    private static Object integers(Tensor tensor, int axis, int start) {
        if (axis == tensor.rank()) return (long) tensor.data()[start];
        int length = tensor.shape()[axis], stride = 1;
        for (int i = axis + 1; i < tensor.rank(); i++) stride *= tensor.shape()[i];
        List<Object> list = new ArrayList<>(length);
        for (int i = 0; i < length; i++) list.add(integers(tensor, axis + 1, start + i * stride));
        return list;
    }
}
