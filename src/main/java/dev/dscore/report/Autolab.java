package dev.dscore.report;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last two lines of standard output, as Autolab reads them. A score that is missing from them is still to be given.
 */
public record Autolab(Feedback feedback, Scores scores) {
    public record Feedback(
            @JsonProperty("_presentation") String presentation,
            List<String> stages,
            @JsonProperty("Gradients") Map<String, Test> gradients,
            @JsonProperty("Notes") @Nullable Map<String, Test> notes) {}

    public record Test(boolean passed, String hint) {}

    public record Scores(Map<String, Double> scores) {}

    public static Autolab of(ShownReport report) {
        Map<String, Test> gradients = new LinkedHashMap<>();
        Map<String, Double> scores = new LinkedHashMap<>();
        for (ShownMark mark : Autograders.tests(report)) {
            gradients.put(mark.name(), new Test(mark.isRight(), mark.isRight() ? "" : Autograders.message(mark)));
            if (mark.isGraded()) scores.put(mark.name(), mark.score());
        }
        Map<String, Test> notes = new LinkedHashMap<>();
        for (String note : Autograders.notes(report)) {
            notes.put(String.valueOf(notes.size() + 1), new Test(report.passed(), note));
        }
        Feedback feedback = notes.isEmpty()
                ? new Feedback("semantic", List.of("Gradients"), gradients, null)
                : new Feedback("semantic", List.of("Gradients", "Notes"), gradients, notes);
        return new Autolab(feedback, new Scores(scores));
    }

    /** Returns the documents, one for each line. */
    public List<Object> lines() {
        return List.of(feedback, scores);
    }
}
