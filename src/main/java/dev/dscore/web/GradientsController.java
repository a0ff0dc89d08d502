package dev.dscore.web;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.grade.NotFiniteException;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.TooCostlyException;
import io.swagger.v3.oas.annotations.Operation;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Value, gradients and check of any function. */
@RestController
class GradientsController {
    private final FunctionReader functions;
    private final Gradients gradients;

    GradientsController(FunctionReader functions, Gradients gradients) {
        this.functions = functions;
        this.gradients = gradients;
    }

    @Operation(
            operationId = "gradients",
            tags = "functions",
            summary = "Value and gradients of any function, every entry checked")
    @PostMapping(
            path = "/v1/gradients",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {MediaType.APPLICATION_JSON_VALUE, NpzConverter.NPZ, MediaType.TEXT_HTML_VALUE})
    ResponseEntity<GradientsAnswer> gradients(@RequestBody GradientsRequest request)
            throws NotFiniteException, TooCostlyException {
        Map<String, Tensor> inputs = GradientsRequest.sent(request.inputs());
        Function function = functions.read(request.function(), declared -> Binding.lengths(declared, inputs));
        Binding binding = Gradients.bind(function, inputs, GradientsRequest.sent(request.upstream()), "/inputs");
        return gradients.answer(function, binding, request.gradients(), request.check(), GradientsAnswer::of);
    }
}
