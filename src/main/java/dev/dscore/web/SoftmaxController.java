package dev.dscore.web;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.InputException;
import dev.dscore.grade.GradientService;
import dev.dscore.grade.NotFiniteException;
import dev.dscore.grade.VerifiedGradients;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.TooCostlyException;
import io.swagger.v3.oas.annotations.Operation;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The softmax layer, the catalogue's first function, by a call of its own. */
@RestController
class SoftmaxController {
    private final Function softmax;
    private final GradientService service;
    private final Admission admission;

    SoftmaxController(Catalogue catalogue, GradientService service, Admission admission) {
        this.admission = admission;
        this.softmax = catalogue.find("softmax").orElseThrow();
        this.service = service;
    }

    @Operation(
            operationId = "softmaxGradients",
            tags = "softmax",
            summary = "Loss and gradients of the softmax layer, every entry checked",
            description = "score = X @ W + b; loss = np.mean(logsumexp(score, axis=1) - score[range(N), labels])")
    @PostMapping(
            path = "/v1/softmax/gradients",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    ResponseEntity<GradientsAnswer> gradients(@RequestBody SoftmaxRequest request)
            throws InputException, NotFiniteException, TooCostlyException {
        Binding binding = Binding.of(softmax, request.inputs());
        GradientNames asked = GradientNames.of(softmax, request.gradients());
        Coverage coverage = CheckOptions.coverage(request.check());
        try (Admission.Permit permit = admission.enter()) {
            VerifiedGradients verified = service.gradients(softmax, binding, asked.values(), coverage);
            return ResponseEntity.ok()
                    .header("Server-Timing", ServerTiming.of(verified.timing()))
                    .body(GradientsAnswer.of(verified, asked.names()));
        }
    }
}
