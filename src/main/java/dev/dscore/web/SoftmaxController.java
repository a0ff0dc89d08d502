package dev.dscore.web;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.grade.NotFiniteException;
import dev.dscore.verify.TooCostlyException;
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

    SoftmaxController(Catalogue catalogue, Gradients gradients) {
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
        Binding binding = Gradients.bind(softmax, request.inputs(), Map.of(), "");
        return gradients.answer(softmax, binding, request.gradients(), request.check(), GradientsAnswer::ofLoss);
    }
}
