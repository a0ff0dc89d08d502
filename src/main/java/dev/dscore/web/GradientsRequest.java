package dev.dscore.web;

import dev.dscore.array.Tensor;
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
record GradientsRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Nullable Map<String, @Nullable Tensor> inputs,
        @Schema(description = "For each output that is no scalar, the gradient that the next layer hands down")
                @Nullable
                Map<String, @Nullable Tensor> upstream,
        @Schema(description = "Of any named value; by default those of the inputs") @Nullable
                List<@Nullable String> gradients,
        @Nullable CheckOptions check) {

    /** What was sent; null stands for nothing. */
    static <T> Map<String, T> sent(@Nullable Map<String, @Nullable T> arrays) {
        Map<String, T> sent = new LinkedHashMap<>();
        if (arrays == null) return sent;
        arrays.forEach((name, array) -> {
            if (array != null) sent.put(name, array);
        });
        return sent;
    }
}
