package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Function;
import dev.dscore.web.GradingOptions.ToleranceOptions;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /v1/grade}. */
@Schema(
        requiredProperties = "function",
        example =
                """
                {"function": "linear-regression",
                 "inputs": {"X": [[1, 2], [3, -1]], "w": [2, 1], "b": 0.5, "y": [4, 6]},
                 "submitted": {"dw": [-2, 3], "db": 0}, "points": {"dw": 4, "db": 2}}""")
record GradeRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Nullable Map<String, @Nullable Tensor> inputs,
        @Schema(description = "Instead of inputs: lengths of axes, for inputs drawn from seed") @Nullable
                Map<String, @Nullable Integer> sizes,
        @Nullable Long seed,
        @Nullable Map<String, @Nullable Tensor> upstream,
        @Schema(description = "The student's gradients by name") @Nullable
                Map<String, @Nullable SubmittedArray> submitted,
        @Schema(description = "NumPy code that assigns gradients, instead of submitted or beside it") @Nullable
                String code,
        @Schema(
                        description =
                                "Run after code, with what that defines; a string, or a list of them that run one by one. What it assigns is"
                                        + " graded")
                @Nullable
                JsonNode call,
        @Schema(description = "By gradient; by default 1 for each input's") @Nullable
                Map<String, @Nullable Double> points,
        @Schema(description = "The part of the points, 0 … 1, that a right step from wrong earlier values keeps")
                @Nullable
                Double followThrough,
        @Nullable ToleranceOptions tolerance,
        @Schema(
                        allowableValues = {"verdict", "errors", "answers"},
                        defaultValue = "errors")
                @Nullable
                String reveal,
        @Nullable CheckOptions check) {

    /**
     * The request with those arrays of its npz under {@code upstream} that are gradients of outputs and handed down.
     *
     * @throws ApiException where one is given twice, or cannot be read
     */
    GradeRequest withUpstream(Function function) {
        Map<String, Tensor> handedDown = GradientsRequest.sent(upstream);
        Map<String, SubmittedArray> others = GradientsRequest.sent(submitted);
        for (String output : function.upstreamOutputs()) {
            String name = Derivation.gradientOf(output);
            SubmittedArray sent = others.get(name);
            if (sent == null || sent.entry() == null) continue;
            if (handedDown.put(output, sent.entry().orRefused().tensor()) != null) {
                throw new ApiException(
                        ProblemType.DUPLICATE_FIELD,
                        name + " is given in the request and in the npz",
                        ApiException.pointer("", name));
            }
            others.remove(name);
        }
        return new GradeRequest(
                function(),
                inputs,
                sizes,
                seed,
                Collections.unmodifiableMap(handedDown),
                Collections.unmodifiableMap(others),
                code,
                call,
                points,
                followThrough,
                tolerance,
                reveal,
                check);
    }

    GradingOptions options() {
        return new GradingOptions(submitted, code, call, points, followThrough, tolerance, reveal);
    }
}
