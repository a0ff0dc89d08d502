package dev.dscore.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gradescope's {@code results.json}. An ungraded mark is a test without score and status. */
public record Gradescope(double score, String output, String outputFormat, String visibility, List<Test> tests) {
    /** @param number the test's number from 1, as text */
    public record Test(
            @Nullable Double score,
            double maxScore,
            @Nullable String status,
            String name,
            String number,
            String output,
            String outputFormat,
            String visibility) {}

    public static Gradescope of(ShownReport report) {
        List<Test> tests = new ArrayList<>();
        for (ShownMark mark : Autograders.tests(report)) {
            tests.add(new Test(
                    mark.isGraded() ? (Double) mark.score() : null,
                    mark.maxScore(),
                    !mark.isGraded() ? null : mark.isRight() ? "passed" : "failed",
                    mark.name(),
                    String.valueOf(tests.size() + 1),
                    Autograders.message(mark),
                    "text",
                    "visible"));
        }
        // simple_format is HTML with line ends
        String output = Escaping.HTML.of(TextReport.plain(report));
        return new Gradescope(report.score(), output, "simple_format", "visible", tests);
    }
}
