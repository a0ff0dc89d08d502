package dev.dscore.contract;

import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Submission;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A line of a batch after the first: one submission. */
public record BatchLine(
        @Nullable JsonNode id, @Nullable Map<String, @Nullable SubmittedArray> submitted, @Nullable String code) {
    /** Returns the submission of this line, graded under the options of the first line. */
    public Submission submission(FunctionDefinition function, GradeRequest shared) {
        return new GradingOptions(
                        submitted,
                        code,
                        code == null ? null : shared.call(),
                        shared.points(),
                        shared.shapes(),
                        shared.followThrough(),
                        shared.tolerance(),
                        shared.reveal())
                .submission(function);
    }
}
