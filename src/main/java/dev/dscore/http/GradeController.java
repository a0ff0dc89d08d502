package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.app.GradeCall;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.contract.GradeAnswer;
import dev.dscore.contract.GradeRequest;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.http.overload.Admission;
import dev.dscore.http.security.Author;
import dev.dscore.report.Format;
import dev.dscore.report.Reveal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Grades submitted gradients or code of any function. */
@RestController
class GradeController {
    private final Engine engine;
    private final Admission admission;
    private final Meters meters;
    private final Answers answers;

    GradeController(Engine engine, Admission admission, Meters meters, Answers answers) {
        this.engine = engine;
        this.admission = admission;
        this.meters = meters;
        this.answers = answers;
    }

    @Operation(
            operationId = "grade",
            tags = "functions",
            summary = "A graded report on submitted gradients or code of any function",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content = @Content(schema = @Schema(implementation = GradeAnswer.class))))
    @PostMapping(
            path = "/v1/grade",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {
                MediaType.APPLICATION_JSON_VALUE,
                MediaType.TEXT_PLAIN_VALUE,
                MediaType.TEXT_MARKDOWN_VALUE,
                MediaType.TEXT_HTML_VALUE
            })
    ResponseEntity<ReportBody> grade(
            @RequestBody GradeRequest request,
            HttpServletRequest http,
            @RequestParam(name = "format", required = false) @Nullable String formatName)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        Optional<Format> format = Query.format(formatName);
        Reveal reveal = request.revealed();
        Author.requireFor(reveal);
        meters.parsed(http);
        GradeCall call;
        GradeCall.Graded graded;
        try (Admission.Permit permit = admission.enter()) {
            call = request.bind(engine, permit.allowance());
            graded = call.run(engine, permit.allowance());
        }
        return answers.report(http, call.function(), graded, reveal, format);
    }
}
