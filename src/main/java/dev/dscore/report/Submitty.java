package dev.dscore.report;

import java.util.ArrayList;
import java.util.List;

/** The result of a custom validator for Submitty. */
public record Submitty(String status, Data data) {
    /** @param score the score as a fraction of the maximum */
    public record Data(double score, List<Message> message, String status) {}

    public record Message(String message, String status) {}

    public static Submitty of(ShownReport report) {
        List<Message> messages = new ArrayList<>();
        for (ShownMark mark : Autograders.tests(report)) {
            String message = Autograders.message(mark);
            messages.add(
                    new Message(mark.name() + ": " + (message.isEmpty() ? mark.statusName() : message), status(mark)));
        }
        for (String note : Autograders.notes(report)) messages.add(new Message(note, "information"));
        boolean open = Autograders.part(report) > 0 || !report.isComplete();
        String status = report.passed() ? "success" : open ? "warning" : "failure";
        return new Submitty("success", new Data(Autograders.part(report), messages, status));
    }

    private static String status(ShownMark mark) {
        if (!mark.isGraded()) return "information";
        return mark.isRight() ? "success" : mark.score() > 0 ? "warning" : "failure";
    }
}
