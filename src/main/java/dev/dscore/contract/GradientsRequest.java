package dev.dscore.contract;

import dev.dscore.app.Engine;
import dev.dscore.app.GradientsCall;
import dev.dscore.app.Sent;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /v1/gradients}. */
@Schema(
        requiredProperties = {"function", "inputs"},
        example =
                """
                {"function": {"inputs": {"X": "N D", "w": "D"}, "code": "H = np.tanh(X @ w)", "output": "H"},
                 "inputs": {"X": [[0.5, -1], [2, 0.25]], "w": [1, -0.5]}, "upstream": {"H": [1, -2]}}""")
public record GradientsRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Nullable Map<String, @Nullable Tensor> inputs,
        @Schema(description = "For each output that is no scalar, the gradient that the next layer hands down")
                @Nullable
                Map<String, @Nullable Tensor> upstream,
        @Schema(description = "Of any named value; by default those of the inputs") @Nullable
                List<@Nullable String> gradients,
        @Nullable CheckOptions check) {

    /** Returns the call that this request asks for, with its function translated within {@code allowance}. */
    public GradientsCall bind(Engine engine, Allowance allowance) {
        Sent sent = new Sent("/inputs", present(inputs), present(upstream));
        FunctionDefinition bound = engine.definitions()
                .function(FunctionField.of(function), declared -> Binding.lengths(declared, sent.inputs()), allowance);
        return new GradientsCall(
                bound, sent, GradientNames.of(bound, gradients).values(), CheckOptions.coverage(check));
    }

    /** Returns the arrays that are not null; null stands for an array that was not sent. */
    static <T> Map<String, T> present(@Nullable Map<String, @Nullable T> arrays) {
        Map<String, T> sent = new LinkedHashMap<>();
        if (arrays == null) return sent;
        arrays.forEach((name, array) -> {
            if (array != null) sent.put(name, array);
        });
        return sent;
    }
}
