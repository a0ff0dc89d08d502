package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dscore.app.Engine;
import dev.dscore.app.GradeCall;
import dev.dscore.app.Sent;
import dev.dscore.array.Tensor;
import dev.dscore.contract.GradingOptions.ToleranceOptions;
import dev.dscore.functions.FunctionDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The body of {@code POST /v1/softmax/grade}. */
@Schema(
        requiredProperties = {"X", "W", "b"},
        example =
                """
                {"X": [[1, 2], [3, 4]], "W": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], "b": [0, 0, 0], "labels": [0, 2],
                 "submitted": {"db": [-0.62, 0.61, 0.01]}, "points": {"db": 1}}""")
public record SoftmaxGradeRequest(
        @Schema(description = "Inputs, N × D") @JsonProperty("X") @Nullable Tensor X,
        @Schema(description = "Weights, D × C") @JsonProperty("W") @Nullable Tensor W,
        @Schema(description = "Bias, C or 1 × C") @JsonProperty("b") @Nullable Tensor b,
        @Schema(description = "N integers in 0 … C−1") @Nullable Tensor labels,
        @Schema(description = "Another name for labels") @JsonProperty("y") @Nullable Tensor y,
        @Nullable Map<String, @Nullable SubmittedArray> submitted,
        @Nullable String code,
        @Nullable JsonNode call,
        @Nullable Map<String, @Nullable Double> points,
        @Nullable String shapes,
        @Nullable Double followThrough,
        @Nullable ToleranceOptions tolerance,
        @Nullable String reveal,
        @Nullable CheckOptions check)
        implements GradingFields {

    /** Returns the call that this request asks for. */
    public GradeCall bind(Engine engine) {
        FunctionDefinition softmax =
                engine.catalogue().find("softmax").orElseThrow().function();
        return new GradeCall(
                softmax, new Sent("", inputs(), Map.of()), submission(softmax), CheckOptions.coverage(check));
    }

    private Map<String, Tensor> inputs() {
        return new SoftmaxRequest(X, W, b, labels, y, null, null).inputs();
    }
}
