package dev.dscore.web;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import dev.dscore.grade.Distance;
import dev.dscore.grade.ErrorMap;
import dev.dscore.grade.Listing;
import dev.dscore.grade.Mark;
import dev.dscore.grade.Mistake;
import dev.dscore.grade.Report;
import dev.dscore.grade.Status;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Warning;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import dev.dscore.web.GradingOptions.Reveal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report as far as it may be shown. */
record GradeAnswer(
        double score,
        double maxScore,
        boolean passed,
        @JsonInclude(Include.ALWAYS) @Schema(nullable = true) @Nullable String firstError,
        List<MarkAnswer> marks,
        @Schema(description = "Of the submitted code: what is allowed and hardly ever meant") @Nullable
                List<Warning> warnings,
        @JsonIgnore List<String> backward,
        @JsonIgnore @Nullable Listing listing,
        @Schema(description = "Of the reference; its worst entries only with reveal: answers") @Nullable Check check)
        implements HtmlConverter.Shown {

    @Override
    public ReportView view(ReportView.Detail detail) {
        return ReportView.of(this, detail);
    }

    static GradeAnswer of(Report report, Reveal reveal) {
        return new GradeAnswer(
                report.score(),
                report.maxScore(),
                report.passed(),
                reveal == Reveal.VERDICT ? null : report.firstError(),
                report.marks().stream().map(mark -> MarkAnswer.of(mark, reveal)).toList(),
                reveal == Reveal.VERDICT || report.warnings().isEmpty() ? null : report.warnings(),
                report.backward(),
                reveal == Reveal.VERDICT ? null : report.listing().orElse(null),
                shown(report.check(), reveal));
    }

    // the worst entry of a check is an entry of the answer
    private static @Nullable Check shown(Check check, Reveal reveal) {
        if (reveal == Reveal.ANSWERS) return check;
        if (reveal == Reveal.VERDICT) return null;
        Map<String, Check.OfGradient> byGradient = new LinkedHashMap<>();
        check.byGradient()
                .forEach((name, of) -> byGradient.put(
                        name,
                        new Check.OfGradient(
                                of.passed(),
                                of.entriesChecked(),
                                of.entries(),
                                of.entriesNotDifferentiable(),
                                of.maxRelativeError(),
                                of.maxAbsoluteError(),
                                null)));
        return new Check(
                check.passed(),
                check.method(),
                check.entriesChecked(),
                check.entries(),
                check.entriesNotDifferentiable(),
                check.maxRelativeError(),
                check.maxAbsoluteError(),
                byGradient);
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

        static MarkAnswer of(Mark mark, Reveal reveal) {
            String status = mark.status().name().toLowerCase(Locale.ROOT);
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
                    d == null ? null : d.relativeError(),
                    d == null ? null : d.difference(),
                    d == null ? null : d.maxAbsoluteError(),
                    d == null ? null : d.allclose(),
                    d == null ? null : d.ratio(),
                    d == null ? null : d.cosine(),
                    d == null ? null : d.entriesWrong(),
                    d == null ? null : mark.reference().size(),
                    d == null || submitted == null ? null : WorstEntry.of(mark, d, submitted, reveal),
                    wrongShape ? mark.reference().shape() : null,
                    wrongShape && submitted != null ? submitted.shape() : null,
                    mark.message(),
                    mark.mistake() == null ? null : MistakeAnswer.of(mark.mistake()),
                    reveal == Reveal.ANSWERS ? mark.reference() : null,
                    mark.declared(),
                    d == null || mark.status().isRight() ? null : d.errors());
        }
    }

    /** The entry that is furthest off; what was expected there with {@code reveal: answers} only. */
    record WorstEntry(int[] index, double submitted, @Nullable Double expected) {
        static WorstEntry of(Mark mark, Distance distance, Tensor submitted, Reveal reveal) {
            int at = distance.worst();
            Double expected =
                    reveal == Reveal.ANSWERS ? (Double) mark.reference().data()[at] : null;
            return new WorstEntry(submitted.index(at), submitted.data()[at], expected);
        }
    }

    record MistakeAnswer(String id, @Nullable String factor, String submittedFormula) {
        static MistakeAnswer of(Mistake mistake) {
            return new MistakeAnswer(mistake.id(), mistake.factor(), mistake.submittedFormula());
        }
    }
}
