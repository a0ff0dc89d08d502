package dev.dscore.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Tensor;
import dev.dscore.contract.GradeAnswer;
import dev.dscore.contract.ReportWriter;
import dev.dscore.contract.Spelling;
import dev.dscore.grade.Ignored;
import dev.dscore.grade.Listing;
import dev.dscore.grade.Mark;
import dev.dscore.grade.Report;
import dev.dscore.grade.Status;
import dev.dscore.grade.Stopped;
import dev.dscore.grade.Unproven;
import dev.dscore.gradients.Timing;
import dev.dscore.graph.Shape;
import dev.dscore.verify.Check;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Reports made by hand, as the answer and each autograder's form show them. */
class AutogradersTests {
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .changeDefaultPropertyInclusion(inclusion ->
                    inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();
    private static final Mark RIGHT = mark("db", Status.CORRECT, 2, 2, "Right.");
    private static final Mark UNDETERMINED =
            mark("dW", Status.UNDETERMINED, 0, 4, "sqrt has no derivative at W[0, 0] = 0.");
    private static final Mark CULPRIT = mark("dscore", Status.WRONG, 0, 0, "Exactly 5 = N times the gradient.");

    private static Mark mark(String name, Status status, double score, double most, String message) {
        return new Mark(
                name,
                status,
                score,
                most,
                message,
                message,
                true,
                Shape.parse("N"),
                null,
                Tensor.vector(1),
                null,
                null);
    }

    private static Report report(String firstError, Stopped stopped, List<Ignored> ignored, Mark... marks) {
        double score = 0, most = 0;
        boolean right = true;
        for (Mark mark : marks) {
            score += mark.score();
            most += mark.maxScore();
            right &= mark.status().isRight() || mark.maxScore() == 0;
        }
        return new Report(
                score,
                most,
                right,
                firstError,
                List.of(marks),
                List.of(marks).stream().map(Mark::name).toList(),
                stopped == null ? Optional.empty() : Optional.of(new Listing("a\nb", Optional.of(stopped.line()))),
                Optional.ofNullable(stopped),
                Optional.ofNullable(stopped),
                true,
                ignored,
                List.of(),
                List.of(),
                new Check(true, "", 0, 0, 0, 0, 0, 0, Map.of()),
                new Timing(0, 0, 0, 0));
    }

    private static JsonNode json(Object document) {
        return JSON.readTree(JSON.writeValueAsString(document));
    }

    private static JsonNode projected(Format format, Report report) {
        return JSON.readTree(written(format, report).lines().findFirst().orElseThrow());
    }

    private static String written(Format format, Report report) {
        return new ReportWriter(JSON).write(ShownReport.of(report, Reveal.ERRORS), format, Spelling.LIST);
    }

    private static JsonNode answer(Report report, Reveal reveal) {
        return json(GradeAnswer.of(ShownReport.of(report, reveal), Spelling.LIST));
    }

    @Test
    void whatNobodyCouldGradeIsCountedAndAsksForAPerson() {
        Report report = report(null, null, List.of(), RIGHT, UNDETERMINED);
        JsonNode answer = answer(report, Reveal.VERDICT);
        assertThat(answer.get("ungraded").doubleValue()).isEqualTo(4);
        assertThat(answer.get("max_score").doubleValue()).isEqualTo(6);
        assertThat(answer.get("complete").booleanValue()).isFalse();
        assertThat(answer.get("passed").booleanValue()).isFalse();
        assertThat(answer.get("marks").get(1).get("status").stringValue()).isEqualTo("undetermined");

        JsonNode gradescope = projected(Format.GRADESCOPE, report);
        assertThat(gradescope.get("tests").get(0).get("status").stringValue()).isEqualTo("passed");
        JsonNode test = gradescope.get("tests").get(1);
        assertThat(test.has("status")).isFalse();
        assertThat(test.has("score")).isFalse();
        assertThat(test.get("max_score").doubleValue()).isEqualTo(4);
        assertThat(test.get("output").stringValue())
                .isEqualTo("Not graded: needs a person. sqrt has no derivative at W[0, 0] = 0.");
        assertThat(gradescope.get("output").stringValue())
                .contains("4 points are not graded: a person has to look at dW");

        JsonNode prairieLearn = projected(Format.PRAIRIELEARN, report);
        assertThat(prairieLearn.get("gradable").booleanValue()).isFalse();
        assertThat(prairieLearn.get("message").stringValue()).contains("a person has to look at dW");

        JsonNode submitty = projected(Format.SUBMITTY, report).get("data");
        assertThat(submitty.get("status").stringValue()).isEqualTo("warning");
        assertThat(submitty.get("message").get(1).get("status").stringValue()).isEqualTo("information");

        List<String> autolab = written(Format.AUTOLAB, report).lines().toList();
        assertThat(JSON.readTree(autolab.get(0))
                        .get("Gradients")
                        .get("dW")
                        .get("hint")
                        .stringValue())
                .startsWith("Not graded: needs a person.");
        assertThat(autolab.get(1)).isEqualTo("{\"scores\":{\"db\":2.0}}");
    }

    @Test
    void aCompleteReportSaysNothingOfIt() {
        JsonNode answer = answer(report(null, null, List.of(), RIGHT), Reveal.ERRORS);
        for (String field : List.of("ungraded", "complete", "stopped", "ignored", "unproven")) {
            assertThat(answer.has(field)).as(field).isFalse();
        }
        Mark without = mark("dX", Status.UNDETERMINED, 0, 0, "");
        Report report = report(null, null, List.of(), RIGHT, without);
        assertThat(answer(report, Reveal.ERRORS).has("ungraded")).isFalse();
        assertThat(projected(Format.PRAIRIELEARN, report).get("gradable").booleanValue())
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"GRADESCOPE", "PRAIRIELEARN", "AUTOLAB", "SUBMITTY"})
    void aMarkWithoutPointsIsNoTestAndAsTheFirstErrorItIsStillTold(Format projection) {
        Mark follows = mark("dW", Status.FOLLOWS, 2, 4, "Right given your dscore: the error is in dscore, not here.");
        JsonNode document = projected(projection, report("dscore", null, List.of(), follows, CULPRIT));
        JsonNode tests =
                switch (projection) {
                    case GRADESCOPE, PRAIRIELEARN -> document.get("tests");
                    case AUTOLAB -> document.get("Gradients");
                    case SUBMITTY -> document.get("data").get("message");
                    default -> throw new IllegalArgumentException(projection.name());
                };
        assertThat(tests.size()).isEqualTo(projection == Format.SUBMITTY ? 2 : 1);
        assertThat(document.toString()).contains("Exactly 5 = N times the gradient.");
        assertThat(tests.toString()).doesNotContain("\"dscore\"", "\"dscore: Exactly", "\"failure\"");
    }

    @Test
    void whereTheCodeStoppedIsSaidOnceInEveryForm() {
        Stopped stopped = new Stopped(null, 7, "dscore @ W", "(N C) @ (D C) does not fit: C ≠ D");
        Mark[] marks = {
            mark(
                    "dX",
                    Status.FAILED,
                    0,
                    3,
                    "The code stopped in line 7, before dX: (N C) @ (D C) does not fit: C ≠ D."),
            mark(
                    "dQ",
                    Status.FAILED,
                    0,
                    3,
                    "The code stopped in line 7, before dQ: (N C) @ (D C) does not fit: C ≠ D."),
            RIGHT
        };
        ShownReport answer = ShownReport.of(report("dX", stopped, List.of(), marks), Reveal.ERRORS);
        JsonNode head = json(GradeAnswer.of(answer, Spelling.LIST)).get("stopped");
        assertThat(head.get("line").intValue()).isEqualTo(7);
        assertThat(head.get("text").stringValue()).isEqualTo("dscore @ W");
        assertThat(head.get("message").stringValue()).isEqualTo("(N C) @ (D C) does not fit: C ≠ D");
        for (String text : List.of(
                TextReport.plain(answer),
                TextReport.markdown(answer).replace("\\", ""),
                HtmlReport.of(answer).replace("&#x3D;", "="))) {
            assertThat(text)
                    .containsOnlyOnce("stopped in line 7, at dscore @ W")
                    .containsOnlyOnce("does not fit");
        }
        Report right = report(null, stopped, List.of(), RIGHT);
        assertThat(answer(right, Reveal.VERDICT).has("stopped")).isTrue();
        assertThat(projected(Format.AUTOLAB, right)
                        .get("Notes")
                        .get("1")
                        .get("passed")
                        .booleanValue())
                .isTrue();
    }

    @Test
    void ignoredNamesAreNotesInEveryForm() {
        Ignored ignored = new Ignored("dw", "dw is not a gradient of this function; did you mean dW?");
        Report report = report(null, null, List.of(ignored), RIGHT);
        ShownReport answer = ShownReport.of(report, Reveal.ERRORS);
        assertThat(TextReport.plain(answer)).startsWith("2 of 2\n" + ignored.message() + "\n");
        assertThat(TextReport.markdown(answer)).contains("did you mean dW?");
        assertThat(HtmlReport.of(answer)).contains(ignored.message());
        for (Format projection : List.of(Format.GRADESCOPE, Format.PRAIRIELEARN, Format.AUTOLAB, Format.SUBMITTY)) {
            assertThat(projected(projection, report).toString()).contains("did you mean dW?");
        }
    }

    @Test
    void whatCouldNotBeProvenIsListedWithItsReason() {
        Report plain = report(null, null, List.of(), RIGHT);
        Report report = new Report(
                plain.score(),
                plain.maxScore(),
                plain.passed(),
                null,
                plain.marks(),
                plain.backward(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                List.of(),
                List.of(new Unproven("dmask", "0 * infinity at mask[0]")),
                List.of(),
                plain.check(),
                plain.timing());
        ShownReport answer = ShownReport.of(report, Reveal.ERRORS);
        assertThat(json(GradeAnswer.of(answer, Spelling.LIST))
                        .get("unproven")
                        .get(0)
                        .get("reason")
                        .stringValue())
                .isEqualTo("0 * infinity at mask[0]");
        assertThat(TextReport.plain(answer)).contains("dmask is not marked: 0 * infinity at mask[0]");
    }
}
