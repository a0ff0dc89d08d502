package dev.dscore.report;

import dev.dscore.grade.Status;
import java.util.Optional;
import java.util.stream.Collectors;

/** A report as plain text or Markdown: a line for each gradient. */
public final class TextReport {
    private TextReport() {}

    public static String plain(ShownReport report) {
        String lines = report.marks().stream()
                .map(mark -> mark.name() + "  " + points(mark.score()) + "/" + points(mark.maxScore()) + "  "
                        + mark.statusName()
                        + message(mark, report)
                                .map(text -> "  " + Escaping.PLAIN.of(text))
                                .orElse("")
                        + "\n")
                .collect(Collectors.joining());
        return total(report) + "\n" + notes(report, Escaping.PLAIN, "\n") + lines
                + warnings(report, Escaping.PLAIN, "line %d: %s\n");
    }

    public static String markdown(ShownReport report) {
        String rows = report.marks().stream()
                .map(mark -> "| " + Escaping.MARKDOWN.of(mark.name()) + " | " + points(mark.score()) + "/"
                        + points(mark.maxScore())
                        + " | " + mark.statusName().replace('_', ' ') + " | "
                        + message(mark, report).map(Escaping.MARKDOWN::of).orElse("") + " |\n")
                .collect(Collectors.joining());
        return "**" + Escaping.MARKDOWN.of(total(report)) + "**\n\n" + notes(report, Escaping.MARKDOWN, "\n\n")
                + "| gradient | points | | |\n|---|---|---|---|\n" + rows
                + warnings(report, Escaping.MARKDOWN, "\n- line %d: %s");
    }

    static String total(ShownReport report) {
        String error = report.firstError().map(name -> "; first error: " + name).orElse("");
        return points(report.score()) + " of " + points(report.maxScore()) + error;
    }

    /**
     * Returns the message of a mark, unless the report's notes contain it: the message about where the code stopped.
     */
    static Optional<String> message(ShownMark mark, ShownReport report) {
        boolean stopped = mark.status() == Status.FAILED || mark.status() == Status.UNSUPPORTED;
        return mark.message()
                .filter(message -> !stopped
                        || report.stopped()
                                .filter(at -> message.contains(at.message()))
                                .isEmpty());
    }

    private static String notes(ShownReport report, Escaping form, String end) {
        return Notes.of(report).stream().map(note -> form.of(note) + end).collect(Collectors.joining());
    }

    private static String warnings(ShownReport report, Escaping form, String line) {
        return report.warnings().stream()
                .map(warning -> String.format(line, warning.line(), form.of(warning.message())))
                .collect(Collectors.joining());
    }

    static String points(double points) {
        return points == Math.rint(points) ? String.valueOf((long) points) : String.valueOf(points);
    }
}
