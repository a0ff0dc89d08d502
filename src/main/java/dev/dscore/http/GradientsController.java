package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.app.GradientsCall;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.contract.GradientsAnswer;
import dev.dscore.contract.GradientsRequest;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.http.overload.Admission;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Computes the value and the gradients of any function, checked. */
@RestController
class GradientsController {
    private final Engine engine;
    private final Admission admission;
    private final Meters meters;
    private final Answers answers;

    GradientsController(Engine engine, Admission admission, Meters meters, Answers answers) {
        this.engine = engine;
        this.admission = admission;
        this.meters = meters;
        this.answers = answers;
    }

    @Operation(
            operationId = "gradients",
            tags = "functions",
            summary = "Value and gradients of any function, every entry checked")
    @PostMapping(
            path = "/v1/gradients",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {MediaType.APPLICATION_JSON_VALUE, NpzConverter.NPZ, MediaType.TEXT_HTML_VALUE})
    ResponseEntity<GradientsAnswer> gradients(@RequestBody GradientsRequest request, HttpServletRequest http)
            throws NotFiniteException, TooCostlyException {
        meters.parsed(http);
        GradientsCall call;
        VerifiedGradients verified;
        try (Admission.Permit permit = admission.enter()) {
            call = request.bind(engine, permit.allowance());
            verified = call.run(engine, permit.allowance());
        }
        return answers.gradients(http, verified, GradientsAnswer.of(call, verified, Query.spelling(http)));
    }
}
