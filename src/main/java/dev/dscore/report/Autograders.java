package dev.dscore.report;

import java.util.ArrayList;
import java.util.List;

/** The parts that the documents of all autograders share: the tests, the notes and the texts of a mark. */
final class Autograders {
    private static final String NOT_GRADED = "Not graded: needs a person";

    private Autograders() {}

    static List<ShownMark> tests(ShownReport report) {
        return report.marks().stream().filter(ShownMark::isTest).toList();
    }

    static List<String> notes(ShownReport report) {
        List<String> notes = new ArrayList<>(Notes.of(report));
        notes.addAll(Notes.firstErrorWithoutPoints(report));
        return notes.stream().map(Escaping.PLAIN::of).toList();
    }

    static String message(ShownMark mark) {
        String message = mark.message().map(Escaping.PLAIN::of).orElse("");
        if (mark.isGraded()) return message;
        return message.isEmpty() ? NOT_GRADED + "." : NOT_GRADED + ". " + message;
    }

    /** Returns the score as a fraction of the maximum; 0 if there are no points. */
    static double part(ShownReport report) {
        return report.maxScore() == 0 ? 0 : report.score() / report.maxScore();
    }

    static String summary(ShownReport report) {
        List<String> notes = new ArrayList<>(notes(report));
        boolean told = !Notes.firstErrorWithoutPoints(report).isEmpty();
        if (!told) report.firstError().ifPresent(name -> notes.add("First error: " + name));
        return String.join("\n", notes);
    }
}
