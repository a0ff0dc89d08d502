package dev.dscore.report;

import dev.dscore.grade.Ignored;
import dev.dscore.grade.Listing;
import dev.dscore.grade.Report;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Told;
import dev.dscore.grade.Unproven;
import dev.dscore.lang.Warning;
import dev.dscore.problem.Printable;
import dev.dscore.verify.Check;
import java.util.List;
import java.util.Optional;

/**
 * The part of a report that its reader may see, with its text printable. Made by {@link #of} and nowhere else, so that
 * the effect of a {@link Reveal} is decided once, for every format.
 *
 * @param isComplete whether no part is left to a person
 * @param backward the names of the marks in the order of the backward pass
 * @param listing the submitted code
 */
public record ShownReport(
        double score,
        double maxScore,
        boolean passed,
        double ungraded,
        boolean isComplete,
        Optional<String> firstError,
        Optional<Stopped> stopped,
        List<Ignored> ignored,
        List<Unproven> unproven,
        List<ShownMark> marks,
        List<Warning> warnings,
        List<String> backward,
        Optional<Listing> listing,
        Optional<Check> check) {

    /** Returns the part of {@code report} that {@code reveal} shows. */
    public static ShownReport of(Report report, Reveal reveal) {
        boolean verdict = reveal == Reveal.VERDICT;
        boolean computed = report.listing().isPresent();
        return new ShownReport(
                report.score(),
                report.maxScore(),
                report.passed(),
                report.ungraded(),
                report.isComplete(),
                verdict ? Optional.empty() : Optional.ofNullable(report.firstError()),
                (reveal == Reveal.ANSWERS ? report.stopped() : report.stoppedInOutline())
                        .map(at ->
                                new Stopped(at.call(), at.line(), Printable.of(at.text()), Printable.of(at.message()))),
                report.ignored().stream()
                        .map(name -> new Ignored(Printable.of(name.name()), Printable.of(name.message())))
                        .toList(),
                report.unproven().stream()
                        .map(name -> new Unproven(Printable.of(name.name()), Printable.of(name.reason())))
                        .toList(),
                report.marks().stream()
                        .map(mark -> ShownMark.of(mark, reveal, computed))
                        .toList(),
                verdict ? List.of() : Printable.of(report.warnings()),
                report.backward(),
                verdict
                        ? Optional.empty()
                        : report.listing().map(code -> new Listing(Printable.of(code.code()), code.line())),
                check(report.check(), reveal));
    }

    // the worst entry of a check is an entry of the answer
    private static Optional<Check> check(Check check, Reveal reveal) {
        return switch (reveal) {
            case VERDICT -> Optional.empty();
            case ERRORS -> Optional.of(check.inOutline(Told::size));
            case ANSWERS -> Optional.of(check);
        };
    }
}
