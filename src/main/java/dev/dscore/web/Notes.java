package dev.dscore.web;

import dev.dscore.grade.Ignored;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Unproven;
import dev.dscore.web.GradeAnswer.MarkAnswer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What a report says of the submission as a whole, each once. */
final class Notes {
    private static final int MOST_OF_A_KIND = 5;

    private Notes() {}

    /** Where the code stopped, what a person has to grade, and which names count for nothing. */
    static List<String> of(GradeAnswer answer) {
        List<String> notes = new ArrayList<>();
        if (answer.stopped() != null) notes.add(stopped(answer.stopped()));
        if (answer.ungraded() != null) notes.add(ungraded(answer, answer.ungraded()));
        if (answer.ignored() != null) {
            answer.ignored().stream()
                    .limit(MOST_OF_A_KIND)
                    .map(Ignored::message)
                    .forEach(notes::add);
        }
        if (answer.unproven() != null) {
            answer.unproven().stream()
                    .limit(MOST_OF_A_KIND)
                    .map(Notes::unproven)
                    .forEach(notes::add);
        }
        return notes;
    }

    private static String stopped(Stopped stopped) {
        String text = stopped.text().strip(), message = stopped.message();
        // a message about an operation begins with its text
        String place = text.isEmpty() || message.startsWith(text) ? "" : ", at " + text;
        String end = message.endsWith("?") || message.endsWith(".") ? "" : ".";
        return "The code stopped in line " + stopped.line() + place + ": " + message + end;
    }

    private static String ungraded(GradeAnswer answer, double points) {
        String names = answer.marks().stream()
                .filter(mark -> !mark.isGraded() && mark.maxScore() > 0)
                .map(MarkAnswer::name)
                .collect(Collectors.joining(", "));
        return ReportText.points(points) + (points == 1 ? " point is" : " points are")
                + " not graded: a person has to look at " + names;
    }

    private static String unproven(Unproven unproven) {
        return unproven.name() + " is not marked: " + unproven.reason();
    }

    /** The first error with its message, where it is a gradient without points and so no test of an autograder. */
    static List<String> firstErrorWithoutPoints(GradeAnswer answer) {
        return answer.marks().stream()
                .filter(mark -> mark.maxScore() == 0 && mark.name().equals(answer.firstError()))
                .map(mark -> "First error: " + mark.name() + (mark.message() == null ? "" : ": " + mark.message()))
                .toList();
    }
}
