package dev.dscore.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dscore.web.GradeAnswer.MarkAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What each autograder writes down, made from the one answer: scores and statuses come from nowhere else. */
enum Projection {
    /** {@code results.json}. */
    GRADESCOPE {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<Gradescope.Test> tests = new ArrayList<>();
            for (MarkAnswer mark : answer.marks()) {
                tests.add(new Gradescope.Test(
                        mark.score(),
                        mark.maxScore(),
                        isRight(mark) ? "passed" : "failed",
                        mark.name(),
                        String.valueOf(tests.size() + 1),
                        said(mark),
                        "text",
                        "visible"));
            }
            return List.of(new Gradescope(answer.score(), ReportText.plain(answer), "simple_format", "visible", tests));
        }
    },
    /** {@code results/results.json}, the score a part of 1. */
    PRAIRIELEARN {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<PrairieLearn.Test> tests = answer.marks().stream()
                    .map(mark -> new PrairieLearn.Test(mark.name(), mark.score(), mark.maxScore(), said(mark)))
                    .toList();
            return List.of(new PrairieLearn(true, part(answer), summary(answer), tests));
        }
    },
    /** The last two lines of standard output. */
    AUTOLAB {
        @Override
        List<Object> of(GradeAnswer answer) {
            Map<String, Object> gradients = new LinkedHashMap<>();
            Map<String, Double> scores = new LinkedHashMap<>();
            for (MarkAnswer mark : answer.marks()) {
                gradients.put(mark.name(), new Autolab.Test(isRight(mark), isRight(mark) ? "" : said(mark)));
                if (mark.maxScore() > 0) scores.put(mark.name(), mark.score());
            }
            return List.of(
                    new Autolab.Feedback("semantic", List.of("Gradients"), gradients), new Autolab.Scores(scores));
        }
    },
    /** The answer of a custom validator. */
    SUBMITTY {
        @Override
        List<Object> of(GradeAnswer answer) {
            List<Submitty.Message> messages = answer.marks().stream()
                    .map(mark -> new Submitty.Message(
                            mark.name() + ": " + (said(mark).isEmpty() ? mark.status() : said(mark)),
                            isRight(mark) ? "success" : mark.score() > 0 ? "warning" : "failure"))
                    .toList();
            String status = answer.passed() ? "success" : part(answer) > 0 ? "warning" : "failure";
            return List.of(new Submitty("success", new Submitty.Data(part(answer), messages, status)));
        }
    };

    private static final Set<String> RIGHT = Set.of("correct", "not_differentiable");

    static Projection named(String format) {
        for (Projection projection : values()) {
            if (projection.name().toLowerCase(Locale.ROOT).equals(format)) return projection;
        }
        throw new ApiException(
                ProblemType.INVALID_OPTION, "format must be gradescope, prairielearn, autolab or submitty", null);
    }

    /** The JSON documents that the autograder expects, a line each. */
    abstract List<Object> of(GradeAnswer answer);

    static boolean isRight(MarkAnswer mark) {
        return RIGHT.contains(mark.status());
    }

    private static String said(MarkAnswer mark) {
        return mark.message() == null ? "" : mark.message();
    }

    private static double part(GradeAnswer answer) {
        return answer.maxScore() == 0 ? 0 : answer.score() / answer.maxScore();
    }

    private static String summary(GradeAnswer answer) {
        return answer.firstError() == null ? "" : "First error: " + answer.firstError();
    }

    private record Gradescope(double score, String output, String outputFormat, String visibility, List<Test> tests) {
        private record Test(
                double score,
                double maxScore,
                String status,
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
                @JsonProperty("Gradients") Map<String, Object> gradients) {}

        private record Test(boolean passed, String hint) {}

        private record Scores(Map<String, Double> scores) {}
    }

    private record Submitty(String status, Data data) {
        private record Data(double score, List<Message> message, String status) {}

        private record Message(String message, String status) {}
    }
}
