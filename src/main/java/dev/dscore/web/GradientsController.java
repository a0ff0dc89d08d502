package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
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

/** Value, gradients and check of any function. */
@RestController
class GradientsController {
    private final Catalogue catalogue;
    private final FunctionReader functions;
    private final Gradients gradients;
    private final Admission admission;
    private final Meters meters;

    GradientsController(
            Catalogue catalogue, FunctionReader functions, Gradients gradients, Admission admission, Meters meters) {
        this.catalogue = catalogue;
        this.admission = admission;
        this.meters = meters;
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
        Map<String, Tensor> upstream = GradientsRequest.sent(request.upstream());
        Reproduction reproduction = new Reproduction("/v1/gradients", catalogue, request.function());
        meters.parsed(Account.current().age());
        try (Admission.Permit permit = admission.enter()) {
            Allowance allowance = permit.allowance();
            Function function =
                    functions.read(request.function(), declared -> Binding.lengths(declared, inputs), allowance);
            Binding binding = Gradients.bind(function, inputs, upstream, "/inputs");
            reproduction.at(binding.inputs().lengths(), null);
            return gradients.answer(
                    function, binding, request.gradients(), request.check(), allowance, GradientsAnswer::of);
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
    }
}
