package dev.dscore.report;

import java.util.List;

/**
 * PrairieLearn's {@code results/results.json}.
 *
 * @param score the score as a fraction of the maximum
 */
public record PrairieLearn(boolean gradable, double score, String message, List<Test> tests) {
    public record Test(String name, double points, double maxPoints, String message) {}

    public static PrairieLearn of(ShownReport report) {
        List<Test> tests = Autograders.tests(report).stream()
                .map(mark -> new Test(mark.name(), mark.score(), mark.maxScore(), Autograders.message(mark)))
                .toList();
        return new PrairieLearn(report.isComplete(), Autograders.part(report), Autograders.summary(report), tests);
    }
}
