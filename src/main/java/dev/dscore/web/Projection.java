package dev.dscore.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dscore.web.GradeAnswer.MarkAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What each autograder writes down, made from the one answer: scores and statuses come from nowhere else. */
enum Projection {
    /** {@code results.json}. */
    GRADESCOPE {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<Gradescope.Test> tests = new ArrayList<>();
            for (MarkAnswer mark : tests(answer)) {
                tests.add(new Gradescope.Test(
                        mark.isGraded() ? (Double) mark.score() : null,
                        mark.maxScore(),
                        !mark.isGraded() ? null : mark.isRight() ? "passed" : "failed",
                        mark.name(),
                        String.valueOf(tests.size() + 1),
                        said(mark),
                        "text",
                        "visible"));
            }
            // simple_format is HTML with line ends
            String output = Form.HTML.of(ReportText.plain(answer));
            return List.of(new Gradescope(answer.score(), output, "simple_format", "visible", tests));
        }
    },
    /** {@code results/results.json}, the score a part of 1. */
    PRAIRIELEARN {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<PrairieLearn.Test> tests = tests(answer).stream()
                    .map(mark -> new PrairieLearn.Test(mark.name(), mark.score(), mark.maxScore(), said(mark)))
                    .toList();
            return List.of(new PrairieLearn(answer.isComplete(), part(answer), summary(answer), tests));
        }
    },
    /** The last two lines of standard output; a score that is not among them is still to be given. */
    AUTOLAB {
        @Override
        List<Object> of(GradeAnswer answer) {
            Map<String, Object> gradients = new LinkedHashMap<>();
            Map<String, Double> scores = new LinkedHashMap<>();
            for (MarkAnswer mark : tests(answer)) {
                gradients.put(mark.name(), new Autolab.Test(mark.isRight(), mark.isRight() ? "" : said(mark)));
                if (mark.isGraded()) scores.put(mark.name(), mark.score());
            }
            Map<String, Object> notes = new LinkedHashMap<>();
            for (String note : notes(answer)) {
                notes.put(String.valueOf(notes.size() + 1), new Autolab.Test(answer.passed(), note));
            }
            boolean any = !notes.isEmpty();
            return List.of(
                    new Autolab.Feedback(
                            "semantic",
                            any ? List.of("Gradients", "Notes") : List.of("Gradients"),
                            gradients,
                            any ? notes : null),
                    new Autolab.Scores(scores));
        }
    },
    /** The answer of a custom validator. */
    SUBMITTY {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<Submitty.Message> messages = new ArrayList<>();
            for (MarkAnswer mark : tests(answer)) {
                messages.add(new Submitty.Message(
                        mark.name() + ": " + (said(mark).isEmpty() ? mark.status() : said(mark)), status(mark)));
            }
            for (String note : notes(answer)) messages.add(new Submitty.Message(note, "information"));
            boolean open = part(answer) > 0 || !answer.isComplete();
            String status = answer.passed() ? "success" : open ? "warning" : "failure";
            return List.of(new Submitty("success", new Submitty.Data(part(answer), messages, status)));
        }

        private static String status(MarkAnswer mark) {
            if (!mark.isGraded()) return "information";
            return mark.isRight() ? "success" : mark.score() > 0 ? "warning" : "failure";
        }
    };

    private static final String NOT_GRADED = "Not graded: needs a person";

    static Projection named(String format) {
        for (Projection projection : values()) {
            if (projection.name().toLowerCase(Locale.ROOT).equals(format)) return projection;
        }
        throw new ApiException(
                ProblemType.INVALID_OPTION, "format must be gradescope, prairielearn, autolab or submitty", null);
    }

    /** The JSON documents that the autograder expects, a line each. */
    abstract List<Object> of(GradeAnswer answer);

    // what carries no points is no test
    private static List<MarkAnswer> tests(GradeAnswer answer) {
        return answer.marks().stream().filter(mark -> mark.maxScore() > 0).toList();
    }

    private static List<String> notes(GradeAnswer answer) {
        List<String> notes = new ArrayList<>(Notes.of(answer));
        notes.addAll(Notes.firstErrorWithoutPoints(answer));
        return notes.stream().map(Form.PLAIN::of).toList();
    }

    private static String said(MarkAnswer mark) {
        String message = mark.message() == null ? "" : Form.PLAIN.of(mark.message());
        if (mark.isGraded()) return message;
        return message.isEmpty() ? NOT_GRADED + "." : NOT_GRADED + ". " + message;
    }

    private static double part(GradeAnswer answer) {
        return answer.maxScore() == 0 ? 0 : answer.score() / answer.maxScore();
    }

    private static String summary(GradeAnswer answer) {
        List<String> notes = new ArrayList<>(notes(answer));
        boolean told = !Notes.firstErrorWithoutPoints(answer).isEmpty();
        if (!told && answer.firstError() != null) notes.add("First error: " + answer.firstError());
        return String.join("\n", notes);
    }

    private record Gradescope(double score, String output, String outputFormat, String visibility, List<Test> tests) {
        private record Test(
                @Nullable Double score,
                double maxScore,
                @Nullable String status,
                String name,
                String number,
                String output,
                String outputFormat,
                String visibility) {}
    }

    private record PrairieLearn(boolean gradable, double score, String message, List<Test> tests) {
        private record Test(String name, double points, double maxPoints, String message) {}
    }

    private static final class Autolab {
        private record Feedback(
                @JsonProperty("_presentation") String presentation,
                List<String> stages,
                @JsonProperty("Gradients") Map<String, Object> gradients,
                @JsonProperty("Notes") @Nullable Map<String, Object> notes) {}

        private record Test(boolean passed, String hint) {}

        private record Scores(Map<String, Double> scores) {}
    }

    private record Submitty(String status, Data data) {
        private record Data(double score, List<Message> message, String status) {}

        private record Message(String message, String status) {}
    }
}
