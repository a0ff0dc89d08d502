package dev.dscore.contract;

import dev.dscore.app.Definitions;
import dev.dscore.app.DerivationCall;
import dev.dscore.app.Drawn;
import dev.dscore.app.Engine;
import dev.dscore.app.InputsCall;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /v1/inputs} and, without a seed, of {@code POST /v1/derivation}. */
@Schema(requiredProperties = "function", example = "{\"function\": \"softmax\", \"sizes\": {\"N\": 5, \"C\": 3}}")
public record SizedRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Schema(description = "The lengths of axes by name; the others get lengths that differ") @Nullable
                Map<String, @Nullable Integer> sizes,
        @Schema(description = "Of the random numbers; 0 unless given. Not for a derivation") @Nullable Long seed) {
    /** Returns the call for the backward pass. */
    public DerivationCall derivation(Engine engine, Allowance allowance) {
        if (seed != null) throw new RequestException(ProblemType.UNKNOWN_FIELD, "a derivation takes no seed", "/seed");
        return new DerivationCall(bound(engine, allowance), Optional.ofNullable(sizes));
    }

    /** Returns the call for random inputs. */
    public InputsCall inputs(Engine engine, Allowance allowance) {
        Map<String, @Nullable Integer> given = sizes == null ? Map.of() : sizes;
        return new InputsCall(bound(engine, allowance), new Drawn(given, seed == null ? 0 : seed));
    }

    private FunctionDefinition bound(Engine engine, Allowance allowance) {
        return engine.definitions()
                .function(FunctionField.of(function), Definitions.KnownLengths.drawn(lengths()), allowance);
    }

    private Map<String, Integer> lengths() {
        Map<String, Integer> lengths = new HashMap<>();
        if (sizes != null)
            sizes.forEach((axis, length) -> {
                if (length != null) lengths.put(axis, length);
            });
        return lengths;
    }
}
