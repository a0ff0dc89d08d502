package dev.dscore.web;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.gradients.NotFiniteException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The softmax layer, the catalogue's first function, by a call of its own. */
@RestController
class SoftmaxController {
    private final Function softmax;
    private final Gradients gradients;
    private final Admission admission;
    private final Meters meters;

    SoftmaxController(Catalogue catalogue, Gradients gradients, Admission admission, Meters meters) {
        this.admission = admission;
        this.meters = meters;
        this.softmax = catalogue.find("softmax").orElseThrow().function();
        this.gradients = gradients;
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
    ResponseEntity<GradientsAnswer> gradients(@RequestBody SoftmaxRequest request)
            throws NotFiniteException, TooCostlyException {
        Reproduction reproduction = new Reproduction("/v1/softmax/gradients", "softmax");
        meters.parsed(Account.current().age());
        try (Admission.Permit permit = admission.enter()) {
            Binding binding = Gradients.bind(softmax, request.inputs(), Map.of(), "");
            reproduction.at(binding.inputs().lengths(), null);
            return gradients.answer(
                    softmax,
                    binding,
                    request.gradients(),
                    request.check(),
                    permit.allowance(),
                    GradientsAnswer::ofLoss);
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
    }
}
