package dev.dscore.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.grade.Ignored;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Unproven;
import dev.dscore.lang.Warning;
import dev.dscore.report.ShownMark;
import dev.dscore.report.ShownMark.Numbers;
import dev.dscore.report.ShownMark.Shapes;
import dev.dscore.report.ShownReport;
import dev.dscore.verify.Check;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A report as JSON. */
public record GradeAnswer(
        double score,
        double maxScore,
        boolean passed,
        @Schema(description = "Points that nobody could grade, where there are any; they count in max_score") @Nullable
                Double ungraded,
        @Schema(description = "false where a person has to grade a part; absent where nothing is left to grade")
                @Nullable
                Boolean complete,
        @JsonInclude(Include.ALWAYS) @Schema(nullable = true) @Nullable String firstError,
        @Schema(description = "Where and why the submitted code stopped") @Nullable Stopped stopped,
        @Schema(
                        description =
                                "Submitted names that are no gradients of the function, and variables of the code that have a gradient's name and are not meant as it; at most 100, which count for nothing")
                @Nullable
                List<Ignored> ignored,
        @Schema(description = "Gradients without points that got no mark, since the check could not prove them")
                @Nullable
                List<Unproven> unproven,
        List<MarkAnswer> marks,
        @Schema(description = "Of the submitted code: what is allowed and hardly ever meant") @Nullable
                List<Warning> warnings,
        @Schema(description = "Of the reference; its worst entries only with reveal: answers") @Nullable Check check) {

    public static GradeAnswer of(ShownReport report, Spelling spelling) {
        boolean complete = report.isComplete();
        return new GradeAnswer(
                report.score(),
                report.maxScore(),
                report.passed(),
                report.ungraded() == 0 ? null : report.ungraded(),
                complete ? null : false,
                report.firstError().orElse(null),
                report.stopped().orElse(null),
                some(report.ignored()),
                some(report.unproven()),
                report.marks().stream()
                        .map(mark -> MarkAnswer.of(mark, spelling))
                        .toList(),
                some(report.warnings()),
                report.check().orElse(null));
    }

    /** Returns null for an empty list, which the JSON leaves out. */
    static <T> @Nullable List<T> some(List<T> list) {
        return list.isEmpty() ? null : list;
    }

    /**
     * A mark as JSON.
     *
     * @param expected the right shape, if the submitted one is wrong
     * @param submitted the submitted shape, if it is wrong
     * @param answer the right gradient, with {@code reveal: answers} only
     */
    public record MarkAnswer(
            String name,
            String status,
            double score,
            double maxScore,
            @Nullable Double relativeError,
            @Nullable Double difference,
            @Nullable Double maxAbsoluteError,
            @Nullable Boolean allclose,
            @Nullable Double ratio,
            @Nullable Double cosine,
            @Nullable Integer entriesWrong,
            @Nullable Integer entries,
            @Nullable WorstEntry worst,
            int @Nullable [] expected,
            int @Nullable [] submitted,
            @Nullable String message,
            @Nullable MistakeAnswer mistake,
            @Nullable SpelledArray answer) {

        static MarkAnswer of(ShownMark mark, Spelling spelling) {
            Optional<Numbers> numbers = mark.numbers();
            return new MarkAnswer(
                    mark.name(),
                    mark.statusName(),
                    mark.score(),
                    mark.maxScore(),
                    orNull(numbers, Numbers::relativeError),
                    orNull(numbers, Numbers::difference),
                    orNull(numbers, Numbers::maxAbsoluteError),
                    orNull(numbers, Numbers::allclose),
                    orNull(numbers, Numbers::ratio),
                    orNull(numbers, Numbers::cosine),
                    orNull(numbers, Numbers::entriesWrong),
                    orNull(numbers, Numbers::entries),
                    orNull(numbers, by -> WorstEntry.of(by.worst())),
                    orNull(mark.shapes(), Shapes::expected),
                    mark.shapes().flatMap(Shapes::submitted).orElse(null),
                    mark.message().orElse(null),
                    orNull(mark.mistake(), MistakeAnswer::of),
                    orNull(mark.answer(), spelling::of));
        }
    }

    private static <T, R> @Nullable R orNull(Optional<T> value, Function<T, R> part) {
        return value.map(part).orElse(null);
    }

    /**
     * The entry with the largest error.
     *
     * @param submitted with {@code reveal: errors} only if an array was graded: the values that code computes are not
     *     revealed
     * @param expected with {@code reveal: answers} only
     */
    public record WorstEntry(int[] index, @Nullable Double submitted, @Nullable Double expected) {
        static WorstEntry of(ShownMark.Worst worst) {
            return new WorstEntry(
                    worst.index(),
                    worst.submitted().orElse(null),
                    worst.expected().orElse(null));
        }
    }

    public record MistakeAnswer(String id, @Nullable String factor, String submittedFormula) {
        static MistakeAnswer of(Mistake mistake) {
            return new MistakeAnswer(mistake.id(), mistake.factor(), mistake.submittedFormula());
        }
    }
}
