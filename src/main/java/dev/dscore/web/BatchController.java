package dev.dscore.web;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.Function;
import dev.dscore.grade.Grader;
import dev.dscore.grade.Report;
import dev.dscore.web.GradingOptions.Reveal;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A class in one call: a line a submission, read and answered one after the other. */
@RestController
class BatchController {
    private final GradeController single;
    private final Catalogue catalogue;
    private final Grader grader;
    private final Admission admission;
    private final Meters meters;
    private final Problems problems;
    private final JsonMapper json;

    BatchController(
            GradeController single,
            Catalogue catalogue,
            Grader grader,
            Admission admission,
            Meters meters,
            Problems problems,
            JsonMapper json) {
        this.single = single;
        this.catalogue = catalogue;
        this.grader = grader;
        this.admission = admission;
        this.meters = meters;
        this.problems = problems;
        this.json = json;
    }

    /** A line behind the first. */
    private record Line(
            @Nullable JsonNode id, @Nullable Map<String, @Nullable SubmittedArray> submitted, @Nullable String code) {}

    @Operation(
            operationId = "gradeBatch",
            tags = "functions",
            summary = "The same for many: newline-delimited JSON in and out",
            description =
                    "The first line holds what all share, as /v1/grade takes it; every further line one submission: "
                            + "{\"id\": …, \"submitted\": …, \"code\": …}. Answers come in the same order, a line each, with that id.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(type = "string"))))
    @PostMapping(
            path = "/v1/grade/batch",
            consumes = MediaType.APPLICATION_NDJSON_VALUE,
            produces = MediaType.APPLICATION_NDJSON_VALUE)
    void batch(HttpServletRequest request, HttpServletResponse response) throws IOException, TooCostlyException {
        InputStream body = new BufferedInputStream(request.getInputStream());
        byte[] head = line(body);
        if (head == null)
            throw new ApiException(ProblemType.MALFORMED_JSON, "the body is empty; send a line of JSON", null);
        GradeRequest shared = json.readValue(head, GradeRequest.class);
        if (shared == null) throw new ApiException(ProblemType.MALFORMED_JSON, "the first line is a JSON object", null);
        Reproduction reproduction = new Reproduction("/v1/grade/batch", catalogue, shared.function());
        Reveal reveal = shared.options().revealed();
        Function function;
        Binding binding;
        try (Admission.Permit permit = admission.enter()) {
            function = single.function(shared, permit.allowance());
            shared.options().submission(function);
            binding = single.bind(function, shared);
            reproduction.at(binding.inputs().lengths(), binding.given().isEmpty() ? shared.seed() : null);
        } catch (RuntimeException | Error e) {
            reproduction.note(e);
            throw e;
        }
        // the inputs and their gradients stay while the lines come
        Account account = Account.current();
        account.charge(2 * Gradients.bytes(binding.inputs().tensors().values()));
        long staying = account.charged();
        Grader.Session session = grader.session(function, binding, CheckOptions.coverage(shared.check()));

        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream out = response.getOutputStream();
        Client client = Client.of(request);
        for (byte[] line = line(body); line != null; line = line(body)) {
            // the first byte goes ahead, since only writing tells of a reset connection while more lines are unread
            out.write('{');
            out.flush();
            byte[] answer = json.writeValueAsBytes(answer(line, shared, function, session, reproduction, reveal));
            if (client.isGone()) return;
            out.write(answer, 1, answer.length - 1);
            out.write('\n');
            out.flush();
            account.backTo(staying);
        }
    }

    private ObjectNode answer(
            byte[] bytes,
            GradeRequest shared,
            Function function,
            Grader.Session session,
            Reproduction reproduction,
            Reveal reveal) {
        ObjectNode answer = json.createObjectNode();
        try {
            Line line = json.readValue(bytes, Line.class);
            if (line == null) throw new ApiException(ProblemType.MALFORMED_JSON, "a line is a JSON object", null);
            if (line.id() != null) answer.set("id", line.id());
            GradingOptions options = new GradingOptions(
                    line.submitted(),
                    line.code(),
                    line.code() == null ? null : shared.call(),
                    shared.points(),
                    shared.followThrough(),
                    shared.tolerance(),
                    shared.reveal());
            try (Admission.Permit permit = admission.enterLine()) {
                Report report = session.grade(options.submission(function), permit.allowance());
                meters.graded(function, report);
                answer.setAll((ObjectNode) json.valueToTree(GradeAnswer.of(report, reveal)));
            }
        } catch (JacksonException e) {
            // the line may still say whose it is
            named(bytes).ifPresent(id -> answer.set("id", id));
            refuse(answer, e);
        } catch (Throwable e) {
            // a line stops no other: what a stack or a heap was too small for is free again
            reproduction.note(e);
            refuse(answer, e);
        }
        return answer;
    }

    private void refuse(ObjectNode answer, Throwable e) {
        JsonNode id = answer.get("id");
        answer.removeAll();
        if (id != null) answer.set("id", id);
        ProblemDetail problem = problems.of(e);
        ProblemType.of(problem.getType()).ifPresent(meters::refused);
        answer.set("error", json.valueToTree(problem));
    }

    private Optional<JsonNode> named(byte[] line) {
        try {
            return json.readTree(line).optional("id");
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    // the next line that is not blank, without its end
    private static byte @Nullable [] line(InputStream body) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = body.read(); next >= 0; next = body.read()) {
            if (next != '\n') line.write(next);
            else if (!line.toString(StandardCharsets.ISO_8859_1).isBlank()) return line.toByteArray();
            else line.reset();
        }
        return line.toString(StandardCharsets.ISO_8859_1).isBlank() ? null : line.toByteArray();
    }
}
