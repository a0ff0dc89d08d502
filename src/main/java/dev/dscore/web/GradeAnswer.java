package dev.dscore.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.dscore.array.Tensor;
import dev.dscore.diagnosis.Mistake;
import dev.dscore.grade.Distance;
import dev.dscore.grade.ErrorMap;
import dev.dscore.grade.Ignored;
import dev.dscore.grade.Listing;
import dev.dscore.grade.Mark;
import dev.dscore.grade.Report;
import dev.dscore.grade.Status;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Told;
import dev.dscore.grade.Unproven;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Warning;
import dev.dscore.verify.Check;
import dev.dscore.web.GradingOptions.Reveal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A report as far as it may be shown. */
record GradeAnswer(
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
                                "Submitted names that are no gradients of the function, at most 100; they count for nothing")
                @Nullable
                List<Ignored> ignored,
        @Schema(description = "Gradients without points that got no mark, since the check could not prove them")
                @Nullable
                List<Unproven> unproven,
        List<MarkAnswer> marks,
        @Schema(description = "Of the submitted code: what is allowed and hardly ever meant") @Nullable
                List<Warning> warnings,
        @JsonIgnore List<String> backward,
        @JsonIgnore @Nullable Listing listing,
        @Schema(description = "Of the reference; its worst entries only with reveal: answers") @Nullable Check check)
        implements HtmlConverter.Shown {
    private static final Set<String> RIGHT = MarkAnswer.statuses(Status::isRight);
    private static final Set<String> UNGRADED = MarkAnswer.statuses(status -> !status.isGraded());

    @Override
    public ReportView view(ReportView.Detail detail) {
        return ReportView.of(this, detail);
    }

    boolean isComplete() {
        return complete == null || complete;
    }

    static GradeAnswer of(Report report, Reveal reveal) {
        double ungraded = report.ungraded();
        boolean computed = report.listing().isPresent();
        return new GradeAnswer(
                report.score(),
                report.maxScore(),
                report.passed(),
                ungraded > 0 ? ungraded : null,
                ungraded > 0 ? false : null,
                reveal == Reveal.VERDICT ? null : report.firstError(),
                report.stopped().map(GradeAnswer::printable).orElse(null),
                printable(
                        report.ignored(),
                        ignored -> new Ignored(Printable.of(ignored.name()), Printable.of(ignored.message()))),
                printable(
                        report.unproven(),
                        unproven -> new Unproven(Printable.of(unproven.name()), Printable.of(unproven.reason()))),
                report.marks().stream()
                        .map(mark -> MarkAnswer.of(mark, reveal, computed))
                        .toList(),
                reveal == Reveal.VERDICT ? null : Printable.of(report.warnings()),
                report.backward(),
                reveal == Reveal.VERDICT
                        ? null
                        : report.listing().map(GradeAnswer::printable).orElse(null),
                shown(report.check(), reveal));
    }

    private static Stopped printable(Stopped stopped) {
        return new Stopped(stopped.line(), Printable.of(stopped.text()), Printable.of(stopped.message()));
    }

    private static Listing printable(Listing listing) {
        return new Listing(Printable.of(listing.code()), listing.line());
    }

    private static <T> @Nullable List<T> printable(List<T> listed, UnaryOperator<T> printable) {
        return listed.isEmpty() ? null : listed.stream().map(printable).toList();
    }

    // the worst entry of a check is an entry of the answer
    private static @Nullable Check shown(Check check, Reveal reveal) {
        if (reveal == Reveal.ANSWERS) return check;
        if (reveal == Reveal.VERDICT) return null;
        return check.inOutline(Told::size);
    }

    /**
     * @param expected the right shape, where the submitted one is wrong
     * @param submitted the submitted shape, where it is wrong
     * @param answer the right gradient, with {@code reveal: answers} only
     */
    record MarkAnswer(
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
            @Nullable Tensor answer,
            @JsonIgnore Shape declared,
            @JsonIgnore @Nullable ErrorMap errors) {

        @JsonIgnore
        boolean isRight() {
            return RIGHT.contains(status);
        }

        @JsonIgnore
        boolean isGraded() {
            return !UNGRADED.contains(status);
        }

        private static Set<String> statuses(Predicate<Status> which) {
            return Arrays.stream(Status.values())
                    .filter(which)
                    .map(MarkAnswer::text)
                    .collect(Collectors.toUnmodifiableSet());
        }

        private static String text(Status status) {
            return status.name().toLowerCase(Locale.ROOT);
        }

        /** @param computed whether code was graded, whose numbers the student does not know */
        static MarkAnswer of(Mark mark, Reveal reveal, boolean computed) {
            String status = text(mark.status());
            if (reveal == Reveal.VERDICT) {
                return new MarkAnswer(
                        mark.name(),
                        status,
                        mark.score(),
                        mark.maxScore(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        mark.declared(),
                        null);
            }
            Distance d = mark.distance();
            boolean wrongShape = mark.status() == Status.WRONG_SHAPE;
            Tensor submitted = mark.submitted();
            return new MarkAnswer(
                    mark.name(),
                    status,
                    mark.score(),
                    mark.maxScore(),
                    d == null ? null : told(d.relativeError(), reveal),
                    d == null ? null : told(d.difference(), reveal),
                    d == null ? null : told(d.maxAbsoluteError(), reveal),
                    d == null ? null : d.allclose(),
                    d == null ? null : told(d.ratio(), reveal),
                    d == null ? null : told(d.cosine(), reveal),
                    d == null ? null : d.entriesWrong(),
                    d == null ? null : mark.reference().size(),
                    d == null || submitted == null ? null : WorstEntry.of(mark, d, submitted, reveal, computed),
                    wrongShape ? mark.reference().shape() : null,
                    wrongShape && submitted != null ? submitted.shape() : null,
                    Printable.of(mark.message()),
                    mark.mistake() == null ? null : MistakeAnswer.of(mark.mistake()),
                    reveal == Reveal.ANSWERS ? mark.reference() : null,
                    mark.declared(),
                    d == null || mark.status().isRight() ? null : d.errors());
        }
    }

    private static double told(double size, Reveal reveal) {
        return reveal == Reveal.ANSWERS ? size : Told.size(size);
    }

    /**
     * The entry that is furthest off.
     *
     * @param submitted with reveal: errors only where an array was graded: what code computes is not told
     * @param expected with reveal: answers only
     */
    record WorstEntry(int[] index, @Nullable Double submitted, @Nullable Double expected) {
        static WorstEntry of(Mark mark, Distance distance, Tensor submitted, Reveal reveal, boolean computed) {
            int at = distance.worst();
            boolean all = reveal == Reveal.ANSWERS;
            return new WorstEntry(
                    submitted.index(at),
                    all || !computed ? (Double) submitted.data()[at] : null,
                    all ? (Double) mark.reference().data()[at] : null);
        }
    }

    record MistakeAnswer(String id, @Nullable String factor, String submittedFormula) {
        static MistakeAnswer of(Mistake mistake) {
            return new MistakeAnswer(mistake.id(), mistake.factor(), mistake.submittedFormula());
        }
    }
}
