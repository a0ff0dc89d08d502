package dev.dscore.contract;

import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.verify.Coverage;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The {@code check} field of a request. */
public record CheckOptions(
        @Schema(
                        allowableValues = {"every_entry", "directions"},
                        defaultValue = "every_entry")
                @Nullable
                String coverage,
        @Schema(description = "The shift of an entry; null to fit it to each entry", nullable = true) @Nullable
                Double step,
        @Schema(description = "How many random directions", minimum = "1", maximum = "1000") @Nullable
                Integer directions) {
    private static final int DEFAULT_DIRECTIONS = 16;
    private static final int MOST_DIRECTIONS = 1000;

    static Coverage coverage(@Nullable CheckOptions options) {
        return options == null ? Coverage.EVERY_ENTRY : options.chosen();
    }

    private Coverage chosen() {
        if (step != null && !(step > 0 && Double.isFinite(step))) {
            throw invalid(
                    "step is " + step + "; it must be a positive number, or null to fit it to each entry", "/step");
        }
        int sampled = directions == null ? DEFAULT_DIRECTIONS : directions;
        if (sampled < 1 || sampled > MOST_DIRECTIONS) {
            throw invalid("directions is " + sampled + "; it must be 1 … " + MOST_DIRECTIONS, "/directions");
        }
        String kind = coverage == null ? "every_entry" : coverage;
        return switch (kind) {
            case "every_entry" -> new Coverage(0, step);
            case "directions" -> new Coverage(sampled, step);
            default -> throw invalid("coverage must be \"every_entry\" or \"directions\"", "/coverage");
        };
    }

    private static RequestException invalid(String detail, String pointer) {
        return new RequestException(ProblemType.INVALID_OPTION, detail, "/check" + pointer);
    }
}
