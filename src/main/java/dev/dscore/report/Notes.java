package dev.dscore.report;

import dev.dscore.grade.Ignored;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Unproven;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Sentences about a submission as a whole, each said once in a report. */
final class Notes {
    private static final int MOST_OF_A_KIND = 5;

    private Notes() {}

    /**
     * Returns notes on where the code stopped, the gradients that a person has to grade, and the names that get no
     * points.
     */
    static List<String> of(ShownReport report) {
        List<String> notes = new ArrayList<>();
        report.stopped().ifPresent(at -> notes.add(stopped(at)));
        if (report.ungraded() > 0) notes.add(ungraded(report, report.ungraded()));
        report.ignored().stream().limit(MOST_OF_A_KIND).map(Ignored::message).forEach(notes::add);
        report.unproven().stream().limit(MOST_OF_A_KIND).map(Notes::unproven).forEach(notes::add);
        return notes;
    }

    private static String stopped(Stopped stopped) {
        String text = stopped.text().strip(), message = stopped.message();
        // a message about an operation begins with its text
        String place = text.isEmpty() || message.startsWith(text) ? "" : ", at " + text;
        String end = message.endsWith("?") || message.endsWith(".") ? "" : ".";
        return "The code stopped in " + stopped.place() + place + ": " + message + end;
    }

    private static String ungraded(ShownReport report, double points) {
        String names = report.marks().stream()
                .filter(mark -> !mark.isGraded() && mark.maxScore() > 0)
                .map(ShownMark::name)
                .collect(Collectors.joining(", "));
        return TextReport.points(points) + (points == 1 ? " point is" : " points are")
                + " not graded: a person has to look at " + names;
    }

    private static String unproven(Unproven unproven) {
        return unproven.name() + " is not marked: " + unproven.reason();
    }

    /**
     * Returns the first error with its message, if it is a gradient without points and so none of an autograder's
     * tests.
     */
    static List<String> firstErrorWithoutPoints(ShownReport report) {
        return report.marks().stream()
                .filter(mark -> !mark.isTest()
                        && report.firstError().filter(mark.name()::equals).isPresent())
                .map(mark -> "First error: " + mark.name()
                        + mark.message().map(message -> ": " + message).orElse(""))
                .toList();
    }
}
