package dev.dscore.contract;

import dev.dscore.contract.GradingOptions.ToleranceOptions;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Submission;
import dev.dscore.report.Reveal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields that every request for a grade has, with their descriptions in the contract. */
public sealed interface GradingFields permits GradeRequest, SoftmaxGradeRequest {
    @Schema(description = "The student's gradients by name")
    @Nullable
    Map<String, @Nullable SubmittedArray> submitted();

    @Schema(description = "NumPy code that assigns gradients, instead of submitted or beside it")
    @Nullable
    String code();

    @Schema(ref = "#/components/schemas/Call")
    @Nullable
    JsonNode call();

    @Schema(description = "By gradient, or by value of the forward pass; by default 1 for each input's")
    @Nullable
    Map<String, @Nullable Double> points();

    @Schema(
            description = "Whether a shape counts that differs by axes of length 1 only, (1, D) for (D,)",
            allowableValues = {"exact", "squeezed"},
            defaultValue = "exact")
    @Nullable
    String shapes();

    @Schema(description = "The part of the points, 0 … 1, that a right step from wrong earlier values keeps")
    @Nullable
    Double followThrough();

    @Nullable
    ToleranceOptions tolerance();

    @Schema(
            allowableValues = {"verdict", "errors", "answers"},
            defaultValue = "errors")
    @Nullable
    String reveal();

    /** Returns the grading options that these fields set. */
    private GradingOptions options() {
        return new GradingOptions(
                submitted(), code(), call(), points(), shapes(), followThrough(), tolerance(), reveal());
    }

    /** Returns the submission to {@code function}, with the options for grading it. */
    default Submission submission(FunctionDefinition function) {
        return options().submission(function);
    }

    /** Returns how much of the report may be shown. */
    default Reveal revealed() {
        return options().revealed();
    }
}
