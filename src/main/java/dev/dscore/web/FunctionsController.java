package dev.dscore.web;

import dev.dscore.calculus.Step;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.graph.Cost;
import dev.dscore.lang.Nearest;
import io.swagger.v3.oas.annotations.Operation;
import java.util.List;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What functions there are, how they are derived, and inputs to try them on. */
@RestController
class FunctionsController {
    private final Catalogue catalogue;
    private final FunctionReader functions;
    private final GradientService service;
    private final RandomInputs random;
    private final Budget budget;
    private final Admission admission;

    FunctionsController(
            Catalogue catalogue,
            FunctionReader functions,
            GradientService service,
            RandomInputs random,
            Budget budget,
            Admission admission) {
        this.catalogue = catalogue;
        this.functions = functions;
        this.service = service;
        this.random = random;
        this.budget = budget;
        this.admission = admission;
    }

    @Operation(operationId = "functions", tags = "functions", summary = "The catalogue")
    @GetMapping(path = "/v1/functions", produces = MediaType.APPLICATION_JSON_VALUE)
    List<FunctionAnswer> functions() {
        return catalogue.entries().values().stream().map(FunctionAnswer::brief).toList();
    }

    @Operation(
            operationId = "function",
            tags = "functions",
            summary = "One function: inputs, code, and the names that may be submitted")
    @GetMapping(path = "/v1/functions/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    FunctionAnswer function(@PathVariable String name) {
        return catalogue
                .find(name)
                .map(FunctionAnswer::whole)
                .orElseThrow(() -> new ApiException(
                        ProblemType.NOT_FOUND,
                        "this function is not in the catalogue"
                                + Nearest.to(name, catalogue.entries().keySet()),
                        null));
    }

    @Operation(
            operationId = "derivation",
            tags = "functions",
            summary = "The backward pass, step by step, as NumPy code, LaTeX and shapes")
    @PostMapping(
            path = "/v1/derivation",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    DerivationAnswer derivation(@RequestBody SizedRequest request) throws TooCostlyException {
        if (request.seed() != null)
            throw new ApiException(ProblemType.UNKNOWN_FIELD, "a derivation takes no seed", "/seed");
        Reproduction reproduction = new Reproduction("/v1/derivation", catalogue, request.function());
        try (Admission.Permit permit = admission.enter()) {
            Function function = functions.read(request.function(), declared -> request.lengths(), permit.allowance());
            Map<String, Integer> sizes = request.sizes() == null ? null : Sizes.of(function, request.sizes(), budget);
            List<Step> steps = service.derivation(function, permit.allowance());
            return DerivationAnswer.of(function, steps, sizes);
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
    }

    @Operation(
            operationId = "inputs",
            tags = "functions",
            summary = "Random inputs, the same for a seed on every machine")
    @PostMapping(
            path = "/v1/inputs",
            consumes = {MediaType.APPLICATION_JSON_VALUE, MediaType.MULTIPART_FORM_DATA_VALUE},
            produces = {MediaType.APPLICATION_JSON_VALUE, NpzConverter.NPZ})
    InputsAnswer inputs(@RequestBody SizedRequest request) throws TooCostlyException {
        long seed = request.seed() == null ? 0 : request.seed();
        Reproduction reproduction = new Reproduction("/v1/inputs", catalogue, request.function());
        try (Admission.Permit permit = admission.enter()) {
            Function function = functions.read(request.function(), declared -> request.lengths(), permit.allowance());
            Map<String, Integer> sizes = Sizes.of(function, request.sizes(), budget);
            reproduction.at(sizes, seed);
            try (Memory.Held held = Cost.hold(budget, function.graph().nodes(), sizes)) {
                RandomInputs.Drawn drawn = random.draw(function, sizes, seed);
                Account.current().charge(Gradients.bytes(drawn.inputs().values()));
                return InputsAnswer.of(function, drawn);
            }
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
    }
}
