package dev.dscore.contract;

import dev.dscore.app.BatchCall;
import dev.dscore.app.Definitions;
import dev.dscore.app.Drawn;
import dev.dscore.app.Engine;
import dev.dscore.app.GradeCall;
import dev.dscore.app.InputSource;
import dev.dscore.app.Sent;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.contract.GradingOptions.ToleranceOptions;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
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
public record GradeRequest(
        @Schema(ref = "#/components/schemas/Function") @Nullable JsonNode function,
        @Nullable Map<String, @Nullable Tensor> inputs,
        @Schema(description = "Instead of inputs: lengths of axes, for inputs drawn from seed") @Nullable
                Map<String, @Nullable Integer> sizes,
        @Nullable Long seed,
        @Nullable Map<String, @Nullable Tensor> upstream,
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

    /**
     * Returns this request with the arrays of its npz that are gradients of outputs moved to {@code upstream}.
     *
     * @throws RequestException if one is given twice or cannot be read
     */
    private GradeRequest withUpstream(FunctionDefinition function) {
        Map<String, Tensor> handedDown = GradientsRequest.present(upstream);
        Map<String, SubmittedArray> others = GradientsRequest.present(submitted);
        for (String output : function.upstreamOutputs()) {
            String name = Derivation.gradientOf(output);
            SubmittedArray sent = others.get(name);
            if (sent == null || sent.entry().isEmpty()) continue;
            if (handedDown.put(output, sent.entry().get().orRefused().tensor()) != null) {
                throw new RequestException(
                        ProblemType.DUPLICATE_FIELD,
                        name + " is given in the request and in the npz",
                        RequestException.pointer("", name));
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
                shapes,
                followThrough,
                tolerance,
                reveal,
                check);
    }

    /** Returns the call that this request asks for, with its function translated within {@code allowance}. */
    public GradeCall bind(Engine engine, Allowance allowance) {
        FunctionDefinition bound = function(engine, allowance);
        GradeRequest placed = withUpstream(bound);
        return new GradeCall(bound, placed.source(), placed.submission(bound), CheckOptions.coverage(check));
    }

    /** Returns the call for a batch of submissions that share everything in this request except the submission. */
    public BatchCall bindBatch(Engine engine, Allowance allowance) {
        FunctionDefinition bound = function(engine, allowance);
        submission(bound);
        return new BatchCall(bound, source(), CheckOptions.coverage(check));
    }

    private FunctionDefinition function(Engine engine, Allowance allowance) {
        Map<String, Tensor> sent = GradientsRequest.present(inputs);
        boolean drawn = sizes != null || seed != null;
        return engine.definitions()
                .function(
                        FunctionField.of(function),
                        drawn
                                ? Definitions.KnownLengths.drawn(GradientsRequest.present(sizes))
                                : declared -> Binding.lengths(declared, sent),
                        allowance);
    }

    private InputSource source() {
        Map<String, Tensor> sent = GradientsRequest.present(inputs);
        Map<String, Tensor> handedDown = GradientsRequest.present(upstream);
        if (sizes == null && seed == null) return new Sent("/inputs", sent, handedDown);
        if (!sent.isEmpty() || !handedDown.isEmpty()) {
            throw new RequestException(
                    ProblemType.INVALID_OPTION,
                    "inputs are either sent or drawn from sizes and seed, not both",
                    "/inputs");
        }
        return new Drawn(sizes == null ? Map.of() : sizes, seed == null ? 0 : seed);
    }
}
