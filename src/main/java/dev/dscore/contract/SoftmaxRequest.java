package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dscore.app.Engine;
import dev.dscore.app.GradientsCall;
import dev.dscore.app.Sent;
import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/softmax/gradients}. */
@Schema(
        example = SoftmaxRequest.EXAMPLE,
        requiredProperties = {"X", "W", "b"})
public record SoftmaxRequest(
        @Schema(description = "Inputs, N × D") @JsonProperty("X") @Nullable Tensor X,
        @Schema(description = "Weights, D × C") @JsonProperty("W") @Nullable Tensor W,
        @Schema(description = "Bias, C or 1 × C") @JsonProperty("b") @Nullable Tensor b,
        @Schema(description = "N integers in 0 … C−1") @Nullable Tensor labels,
        @Schema(description = "Another name for labels") @JsonProperty("y") @Nullable Tensor y,
        @Schema(description = "Which gradients to return; by default dX, dW and db; dscore may be asked for") @Nullable
                List<@Nullable String> gradients,
        @Nullable CheckOptions check) {
    static final String EXAMPLE =
            """
            {"X": [[1, 2], [3, 4]], "W": [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], "b": [0, 0, 0], "labels": [0, 2]}""";

    /** Returns the call that this request asks for. */
    public GradientsCall bind(Engine engine) {
        FunctionDefinition softmax =
                engine.catalogue().find("softmax").orElseThrow().function();
        return new GradientsCall(
                softmax,
                new Sent("", inputs(), Map.of()),
                GradientNames.of(softmax, gradients).values(),
                CheckOptions.coverage(check));
    }

    /** Returns the arrays by the name under which each was sent. */
    Map<String, Tensor> inputs() {
        Map<String, Tensor> sent = new LinkedHashMap<>();
        put(sent, "X", X);
        put(sent, "W", W);
        put(sent, "b", b);
        put(sent, "labels", labels);
        put(sent, "y", y);
        return sent;
    }

    private static void put(Map<String, Tensor> sent, String name, @Nullable Tensor tensor) {
        if (tensor != null) sent.put(name, tensor);
    }
}
