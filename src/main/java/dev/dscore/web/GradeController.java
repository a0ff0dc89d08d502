package dev.dscore.web;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.grade.Grader;
import dev.dscore.grade.Report;
import dev.dscore.grade.Submission;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.graph.Cost;
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
        Projection projection = format == null ? null : Projection.named(format);
        Reproduction reproduction = new Reproduction("/v1/softmax/grade", "softmax");
        meters.parsed(Account.current().age());
        Graded graded;
        try (Admission.Permit permit = admission.enter()) {
            Binding binding = Gradients.bind(softmax, request.inputs(), Map.of(), "");
            reproduction.at(binding.inputs().lengths(), null);
            graded = graded(softmax, binding, request.options(), request.check(), permit.allowance());
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
        return answer(graded, projection);
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
        Projection projection = format == null ? null : Projection.named(format);
        Reproduction reproduction = new Reproduction("/v1/grade", catalogue, request.function());
        meters.parsed(Account.current().age());
        Graded graded;
        try (Admission.Permit permit = admission.enter()) {
            Function function = function(request, permit.allowance());
            GradeRequest placed = request.withUpstream(function);
            Binding binding = bind(function, placed);
            reproduction.at(binding.inputs().lengths(), binding.given().isEmpty() ? request.seed() : null);
            graded = graded(function, binding, placed.options(), request.check(), permit.allowance());
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
        return answer(graded, projection);
    }

    Function function(GradeRequest request, Allowance allowance) {
        Map<String, Tensor> inputs = GradientsRequest.sent(request.inputs());
        return functions.read(request.function(), declared -> Binding.lengths(declared, inputs), allowance);
    }

    /** Binds the inputs that were sent, or draws them. */
    Binding bind(Function function, GradeRequest request) throws TooCostlyException {
        Map<String, Tensor> inputs = GradientsRequest.sent(request.inputs());
        Map<String, Tensor> upstream = GradientsRequest.sent(request.upstream());
        if (request.sizes() == null && request.seed() == null) {
            return Gradients.bind(function, inputs, upstream, "/inputs");
        }
        if (!inputs.isEmpty() || !upstream.isEmpty()) {
            throw new ApiException(
                    ProblemType.INVALID_OPTION,
                    "inputs are either sent or drawn from sizes and seed, not both",
                    "/inputs");
        }
        Map<String, Integer> sizes = Sizes.of(function, request.sizes(), budget);
        long seed = request.seed() == null ? 0 : request.seed();
        try (Memory.Held held = Cost.hold(budget, function.graph().nodes(), sizes)) {
            RandomInputs.Drawn drawn = random.draw(function, sizes, seed);
            return Gradients.bind(function, drawn.inputs(), drawn.upstream(), "/inputs")
                    .drawn();
        }
    }

    private record Graded(GradeAnswer answer, String timing) {}

    private Graded graded(
            Function function,
            Binding binding,
            GradingOptions options,
            @Nullable CheckOptions check,
            Allowance allowance)
            throws UnverifiedException, NotFiniteException, TooCostlyException {
        Submission submission = options.submission(function);
        Reveal reveal = options.revealed();
        Report report = grader.grade(function, binding, submission, CheckOptions.coverage(check), allowance);
        meters.graded(function, report);
        meters.computed(report.timing());
        Account.current().charge(2 * Gradients.bytes(binding.inputs().tensors().values()));
        return new Graded(GradeAnswer.of(report, reveal), ServerTiming.of(report.timing()));
    }

    private ResponseEntity<?> answer(Graded graded, @Nullable Projection projection) {
        ResponseEntity.BodyBuilder ok = ResponseEntity.ok().header("Server-Timing", graded.timing);
        return projection == null ? ok.body(graded.answer) : projected(projection.of(graded.answer), ok);
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
