package dev.dscore.http;

import dev.dscore.app.DerivationCall;
import dev.dscore.app.Engine;
import dev.dscore.app.InputsCall;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.contract.DerivationAnswer;
import dev.dscore.contract.FunctionAnswer;
import dev.dscore.contract.InputsAnswer;
import dev.dscore.contract.SizedRequest;
import dev.dscore.functions.RandomInputs;
import dev.dscore.http.overload.Admission;
import dev.dscore.http.overload.RequestBytes;
import dev.dscore.lang.Nearest;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** The functions of the catalogue, derivations, and random inputs to try functions on. */
@RestController
class FunctionsController {
    private final Engine engine;
    private final Admission admission;

    FunctionsController(Engine engine, Admission admission) {
        this.engine = engine;
        this.admission = admission;
    }

    @Operation(operationId = "functions", tags = "functions", summary = "The catalogue")
    @GetMapping(path = "/v1/functions", produces = MediaType.APPLICATION_JSON_VALUE)
    List<FunctionAnswer> functions() {
        return engine.catalogue().entries().values().stream()
                .map(FunctionAnswer::brief)
                .toList();
    }

    @Operation(
            operationId = "function",
            tags = "functions",
            summary = "One function: inputs, code, and the names that may be submitted")
    @GetMapping(path = "/v1/functions/{name}", produces = MediaType.APPLICATION_JSON_VALUE)
    FunctionAnswer function(@PathVariable String name) {
        return engine.catalogue()
                .find(name)
                .map(FunctionAnswer::whole)
                .orElseThrow(() -> new RequestException(
                        ProblemType.NOT_FOUND,
                        "this function is not in the catalogue"
                                + Nearest.to(name, engine.catalogue().entries().keySet())));
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
        try (Admission.Permit permit = admission.enter()) {
            DerivationCall call = request.derivation(engine, permit.allowance());
            return DerivationAnswer.of(call.function(), call.run(engine, permit.allowance()));
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
    InputsAnswer inputs(@RequestBody SizedRequest request, HttpServletRequest http) throws TooCostlyException {
        InputsCall call;
        RandomInputs.Drawn drawn;
        try (Admission.Permit permit = admission.enter()) {
            call = request.inputs(engine, permit.allowance());
            drawn = call.run(engine);
        }
        RequestBytes.of(http).charge(Answers.bytes(drawn.inputs().values()));
        return InputsAnswer.of(call.function(), drawn, Query.spelling(http));
    }
}
