package dev.dscore.web;

import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Budget;
import dev.dscore.grade.Grader;
import dev.dscore.grade.NotFiniteException;
import dev.dscore.grade.Report;
import dev.dscore.grade.Submission;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Memory;
import dev.dscore.verify.TooCostlyException;
import dev.dscore.web.GradingOptions.Reveal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Marks for submitted gradients. */
@RestController
class GradeController {
    private final Catalogue catalogue;
    private final Function softmax;
    private final FunctionReader functions;
    private final Grader grader;
    private final RandomInputs random;
    private final Budget budget;
    private final Admission admission;
    private final Meters meters;
    private final JsonMapper json;

    GradeController(
            Catalogue catalogue,
            FunctionReader functions,
            Grader grader,
            RandomInputs random,
            Budget budget,
            Admission admission,
            Meters meters,
            JsonMapper json) {
        this.json = json;
        this.catalogue = catalogue;
        this.softmax = catalogue.find("softmax").orElseThrow().function();
        this.functions = functions;
        this.grader = grader;
        this.random = random;
        this.budget = budget;
        this.admission = admission;
        this.meters = meters;
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
    ResponseEntity<?> softmax(
            @RequestBody SoftmaxGradeRequest request, @RequestParam(required = false) @Nullable String format)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        Binding binding = Gradients.bind(softmax, request.inputs(), Map.of(), "");
        return graded("/v1/softmax/grade", softmax, () -> binding, null, request.options(), request.check(), format);
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
    ResponseEntity<?> grade(@RequestBody GradeRequest request, @RequestParam(required = false) @Nullable String format)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        Map<String, Tensor> inputs = GradientsRequest.sent(request.inputs());
        Function function = functions.read(request.function(), declared -> Binding.lengths(declared, inputs));
        Binder binder = binder(function, inputs, request);
        return graded("/v1/grade", function, binder, request.seed(), request.options(), request.check(), format);
    }

    /** Inputs that were sent, or that are drawn once there is a core for it. */
    @FunctionalInterface
    interface Binder {
        Binding bind() throws TooCostlyException;
    }

    Binder binder(Function function, Map<String, Tensor> inputs, GradeRequest request) throws TooCostlyException {
        Map<String, Tensor> upstream = GradientsRequest.sent(request.upstream());
        if (request.sizes() == null && request.seed() == null) {
            Binding sent = Gradients.bind(function, inputs, upstream, "/inputs");
            return () -> sent;
        }
        if (!inputs.isEmpty() || !upstream.isEmpty()) {
            throw new ApiException(
                    ProblemType.INVALID_OPTION,
                    "inputs are either sent or drawn from sizes and seed, not both",
                    "/inputs");
        }
        Map<String, Integer> sizes = Sizes.of(function, request.sizes(), budget);
        long seed = request.seed() == null ? 0 : request.seed();
        return () -> {
            try (Memory.Held held = budget.hold(function.graph(), sizes)) {
                RandomInputs.Drawn drawn = random.draw(function, sizes, seed);
                return Gradients.bind(function, drawn.inputs(), drawn.upstream(), "/inputs")
                        .drawn();
            }
        };
    }

    /** @param seed of inputs that were drawn */
    Reproduction reproduction(String route, Function function, Binding binding, @Nullable Long seed) {
        Map<String, Integer> lengths = binding.inputs().lengths();
        return new Reproduction(
                route, catalogue, function, lengths, binding.given().isEmpty() ? seed : null);
    }

    private ResponseEntity<?> graded(
            String route,
            Function function,
            Binder binder,
            @Nullable Long seed,
            GradingOptions options,
            @Nullable CheckOptions check,
            @Nullable String format)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        Submission submission = options.submission(function);
        Reveal reveal = options.revealed();
        Coverage coverage = CheckOptions.coverage(check);
        Projection projection = format == null ? null : Projection.named(format);
        GradeAnswer answer;
        String timing;
        meters.parsed(Account.current().age());
        try (Admission.Permit permit = admission.enter()) {
            Binding binding = binder.bind();
            Report report;
            try {
                report = grader.grade(function, binding, submission, coverage, permit.allowance());
                meters.graded(function, report);
            } catch (RuntimeException | Error e) {
                e.addSuppressed(reproduction(route, function, binding, seed));
                throw e;
            }
            timing = ServerTiming.of(report.timing());
            meters.computed(report.timing());
            Account.current()
                    .charge(2 * Gradients.bytes(binding.inputs().tensors().values()));
            answer = GradeAnswer.of(report, reveal);
        }
        ResponseEntity.BodyBuilder ok = ResponseEntity.ok().header("Server-Timing", timing);
        return projection == null ? ok.body(answer) : projected(projection.of(answer), ok);
    }

    private ResponseEntity<?> projected(List<Object> documents, ResponseEntity.BodyBuilder ok) {
        if (documents.size() == 1) {
            return ok.contentType(MediaType.APPLICATION_JSON).body(documents.get(0));
        }
        // Autolab reads lines
        String lines = documents.stream()
                .map(document -> json.writeValueAsString(document) + "\n")
                .collect(Collectors.joining());
        return ok.contentType(MediaType.TEXT_PLAIN).body(lines);
    }
}
