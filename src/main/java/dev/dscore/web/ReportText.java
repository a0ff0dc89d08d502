package dev.dscore.web;

import dev.dscore.lang.Warning;
import dev.dscore.web.GradeAnswer.MarkAnswer;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report for eyes: a line a gradient. */
final class ReportText {
    private ReportText() {}

    static String plain(GradeAnswer answer) {
        String lines = answer.marks().stream()
                .map(mark ->
                        mark.name() + "  " + points(mark.score()) + "/" + points(mark.maxScore()) + "  " + mark.status()
                                + message(mark, answer).map(text -> "  " + text).orElse("") + "\n")
                .collect(Collectors.joining());
        return total(answer) + "\n" + joined(Notes.of(answer), "\n") + lines + warnings(answer, "line %d: %s\n");
    }

    static String markdown(GradeAnswer answer) {
        String rows = answer.marks().stream()
                .map(mark -> "| " + escaped(mark.name()) + " | " + points(mark.score()) + "/" + points(mark.maxScore())
                        + " | " + mark.status().replace('_', ' ') + " | "
                        + message(mark, answer).map(ReportText::escaped).orElse("") + " |\n")
                .collect(Collectors.joining());
        List<String> notes = Notes.of(answer).stream().map(ReportText::escaped).toList();
        return "**" + total(answer) + "**\n\n" + joined(notes, "\n\n")
                + "| gradient | points | | |\n|---|---|---|---|\n" + rows + warnings(answer, "\n- line %d: %s");
    }

    static String total(GradeAnswer answer) {
        String error = answer.firstError() == null ? "" : "; first error: " + answer.firstError();
        return points(answer.score()) + " of " + points(answer.maxScore()) + error;
    }

    /** The message of a mark beside the report's notes, which say where the code stopped. */
    static Optional<String> message(MarkAnswer mark, GradeAnswer answer) {
        boolean said = answer.stopped() != null && mark.status().equals("failed");
        return said ? Optional.empty() : Optional.ofNullable(mark.message());
    }

    private static String joined(List<String> notes, String end) {
        return notes.stream().map(note -> note + end).collect(Collectors.joining());
    }

    private static String warnings(GradeAnswer answer, String form) {
        List<Warning> warnings = answer.warnings() == null ? List.of() : answer.warnings();
        return warnings.stream()
                .map(warning -> String.format(
                        form, warning.line(), form.startsWith("\n") ? escaped(warning.message()) : warning.message()))
                .collect(Collectors.joining());
    }

    // a student's text is never markup
    private static String escaped(String text) {
        return text.replaceAll("([\\\\`*_{}\\[\\]<>()#+!|~-])", "\\\\$1").replace("\n", " ");
    }

    static String points(double points) {
        return points == Math.rint(points) ? String.valueOf((long) points) : String.valueOf(points);
    }
}
