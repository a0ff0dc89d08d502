package dev.dscore.web;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /v1/inputs} and, without a seed, of {@code POST /v1/derivation}. */
@Schema(requiredProperties = "function", example = "{\"function\": \"softmax\", \"sizes\": {\"N\": 5, \"C\": 3}}")
record SizedRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Schema(description = "The lengths of axes by name; the others get lengths that differ") @Nullable
                Map<String, @Nullable Integer> sizes,
        @Schema(description = "Of the random numbers; 0 unless given. Not for a derivation") @Nullable Long seed) {
    /** The sizes that were given. */
    Map<String, Integer> lengths() {
        Map<String, Integer> lengths = new HashMap<>();
        if (sizes != null)
            sizes.forEach((axis, length) -> {
                if (length != null) lengths.put(axis, length);
            });
        return lengths;
    }
}
