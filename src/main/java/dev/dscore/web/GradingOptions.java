package dev.dscore.web;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Function;
import dev.dscore.grade.Submission;
import dev.dscore.grade.Tolerance;
import dev.dscore.lang.Nearest;
import dev.dscore.tensor.Tensor;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request that say what is graded and how, whichever the call. */
record GradingOptions(
        @Nullable Map<String, @Nullable TypedTensor> submitted,
        @Nullable String code,
        @Nullable Map<String, @Nullable Double> points,
        @Nullable Double followThrough,
        @Nullable ToleranceOptions tolerance,
        @Nullable String reveal) {
    private static final double DEFAULT_FOLLOW_THROUGH = 0.5;
    private static final double MOST_POINTS = 1e6;

    record ToleranceOptions(
            @Schema(description = "Of each entry", defaultValue = "1e-5") @Nullable Double rtol,
            @Schema(description = "Of the largest magnitude in the reference", defaultValue = "1e-9") @Nullable
                    Double atol,
            @Schema(allowableValues = {"float64", "float32", "float16"}) @Nullable String dtype) {}

    /** How much an answer shows. */
    enum Reveal {
        VERDICT,
        ERRORS,
        ANSWERS
    }

    Reveal revealed() {
        String level = reveal == null ? "errors" : reveal;
        if (!Set.of("verdict", "errors", "answers").contains(level)) {
            throw invalid("reveal must be \"verdict\", \"errors\" or \"answers\"", "/reveal");
        }
        Reveal revealed = Reveal.valueOf(level.toUpperCase(Locale.ROOT));
        if (revealed == Reveal.ANSWERS) SecurityConfiguration.requireAuthor("reveal: \"answers\"", "/reveal");
        return revealed;
    }

    Submission submission(Function function) {
        double kept = followThrough == null ? DEFAULT_FOLLOW_THROUGH : followThrough;
        if (!(kept >= 0 && kept <= 1))
            throw invalid("follow_through is " + kept + "; it must be 0 … 1", "/follow_through");
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        Map<String, Tolerance> tolerances = new LinkedHashMap<>();
        Tolerance chosen = chosenTolerance();
        GradientsRequest.sent(submitted).forEach((name, array) -> {
            checkName(function, name, "/submitted/");
            gradients.put(name, array.tensor());
            tolerances.put(name, chosen.widenedFor(array.dtype().numpy()));
        });
        return new Submission(gradients, Optional.ofNullable(code), points(function), kept, chosen, tolerances);
    }

    private Map<String, Double> points(Function function) {
        Map<String, Double> worth = new LinkedHashMap<>();
        if (points == null) {
            for (String input : function.differentiable()) worth.put(Derivation.gradientOf(input), 1.0);
            return worth;
        }
        points.forEach((name, value) -> {
            checkName(function, name, "/points/");
            if (value == null || !(value >= 0 && value <= MOST_POINTS)) {
                throw invalid(name + " is worth " + value + "; points are numbers from 0 on", "/points/" + name);
            }
            worth.put(name, value);
        });
        return worth;
    }

    private static void checkName(Function function, String name, String place) {
        Set<String> known = GradientNames.of(function).keySet();
        if (!known.contains(name)) {
            throw new ApiException(
                    ProblemType.UNKNOWN_NAME,
                    name + " is not a gradient of this function" + Nearest.to(name, known),
                    place + name);
        }
    }

    private Tolerance chosenTolerance() {
        if (tolerance == null) return Tolerance.DEFAULT;
        double rtol = tolerance.rtol == null ? Tolerance.DEFAULT.rtol() : tolerance.rtol;
        double atol = tolerance.atol == null ? Tolerance.DEFAULT.atol() : tolerance.atol;
        if (!(rtol >= 0 && rtol < 1))
            throw invalid("rtol is " + rtol + "; it must be at least 0 and less than 1", "/tolerance/rtol");
        if (!(atol >= 0 && atol < 1))
            throw invalid("atol is " + atol + "; it must be at least 0 and less than 1", "/tolerance/atol");
        String dtype = tolerance.dtype == null ? "float64" : tolerance.dtype;
        if (!Set.of("float64", "float32", "float16").contains(dtype)) {
            throw invalid("dtype must be \"float64\", \"float32\" or \"float16\"", "/tolerance/dtype");
        }
        return new Tolerance(rtol, atol).widenedFor(dtype);
    }

    private static ApiException invalid(String detail, String pointer) {
        return new ApiException(ProblemType.INVALID_OPTION, detail, pointer);
    }
}
