package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.app.GradeCall;
import dev.dscore.app.GradientsCall;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.contract.GradeAnswer;
import dev.dscore.contract.GradientsAnswer;
import dev.dscore.contract.SoftmaxGradeRequest;
import dev.dscore.contract.SoftmaxRequest;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
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

/** The endpoints of the softmax layer, the first function of the catalogue. */
@RestController
class SoftmaxController {
    private final Engine engine;
    private final Admission admission;
    private final Meters meters;
    private final Answers answers;

    SoftmaxController(Engine engine, Admission admission, Meters meters, Answers answers) {
        this.engine = engine;
        this.admission = admission;
        this.meters = meters;
        this.answers = answers;
    }

    @Operation(
            operationId = "softmaxGradients",
            tags = "softmax",
            summary = "Loss and gradients of the softmax layer, every entry checked",
            description = "score = X @ W + b; loss = np.mean(logsumexp(score, axis=1) - score[range(N), labels])")
    @PostMapping(
            path = "/v1/softmax/gradients",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {MediaType.APPLICATION_JSON_VALUE, NpzConverter.NPZ, MediaType.TEXT_HTML_VALUE})
    ResponseEntity<GradientsAnswer> gradients(@RequestBody SoftmaxRequest request, HttpServletRequest http)
            throws NotFiniteException, TooCostlyException {
        meters.parsed(http);
        GradientsCall call;
        VerifiedGradients verified;
        try (Admission.Permit permit = admission.enter()) {
            call = request.bind(engine);
            verified = call.run(engine, permit.allowance());
        }
        return answers.gradients(http, verified, GradientsAnswer.ofLoss(call, verified, Query.spelling(http)));
    }

    @Operation(
            operationId = "softmaxGrade",
            tags = "softmax",
            summary = "A graded report on gradients of the softmax layer",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content = @Content(schema = @Schema(implementation = GradeAnswer.class))))
    @PostMapping(
            path = "/v1/softmax/grade",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {
                MediaType.APPLICATION_JSON_VALUE,
                MediaType.TEXT_PLAIN_VALUE,
                MediaType.TEXT_MARKDOWN_VALUE,
                MediaType.TEXT_HTML_VALUE
            })
    ResponseEntity<ReportBody> grade(
            @RequestBody SoftmaxGradeRequest request,
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
            call = request.bind(engine);
            graded = call.run(engine, permit.allowance());
        }
        return answers.report(http, call.function(), graded, reveal, format);
    }
}
