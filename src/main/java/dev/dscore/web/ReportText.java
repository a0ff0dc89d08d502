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
                .map(mark -> mark.name() + "  " + points(mark.score()) + "/" + points(mark.maxScore()) + "  "
                        + mark.status()
                        + message(mark, answer)
                                .map(text -> "  " + Form.PLAIN.of(text))
                                .orElse("")
                        + "\n")
                .collect(Collectors.joining());
        return total(answer) + "\n" + notes(answer, Form.PLAIN, "\n") + lines
                + warnings(answer, Form.PLAIN, "line %d: %s\n");
    }

    static String markdown(GradeAnswer answer) {
        String rows = answer.marks().stream()
                .map(mark -> "| " + Form.MARKDOWN.of(mark.name()) + " | " + points(mark.score()) + "/"
                        + points(mark.maxScore())
                        + " | " + mark.status().replace('_', ' ') + " | "
                        + message(mark, answer).map(Form.MARKDOWN::of).orElse("") + " |\n")
                .collect(Collectors.joining());
        return "**" + Form.MARKDOWN.of(total(answer)) + "**\n\n" + notes(answer, Form.MARKDOWN, "\n\n")
                + "| gradient | points | | |\n|---|---|---|---|\n" + rows
                + warnings(answer, Form.MARKDOWN, "\n- line %d: %s");
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

    private static String notes(GradeAnswer answer, Form form, String end) {
        return Notes.of(answer).stream().map(note -> form.of(note) + end).collect(Collectors.joining());
    }

    private static String warnings(GradeAnswer answer, Form form, String line) {
        List<Warning> warnings = answer.warnings() == null ? List.of() : answer.warnings();
        return warnings.stream()
                .map(warning -> String.format(line, warning.line(), form.of(warning.message())))
                .collect(Collectors.joining());
    }

    static String points(double points) {
        return points == Math.rint(points) ? String.valueOf((long) points) : String.valueOf(points);
    }
}
