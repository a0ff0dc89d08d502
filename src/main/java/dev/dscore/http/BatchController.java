package dev.dscore.http;

import dev.dscore.app.BatchCall;
import dev.dscore.app.Engine;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.contract.BatchLine;
import dev.dscore.contract.GradeAnswer;
import dev.dscore.contract.GradeRequest;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Report;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.http.overload.Admission;
import dev.dscore.http.overload.RequestBytes;
import dev.dscore.http.security.Author;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.report.ShownReport;
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
import java.util.Optional;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Grades a class in one call: each line is a submission, read and answered one after the other. */
@RestController
class BatchController {
    private final Engine engine;
    private final Admission admission;
    private final Meters meters;
    private final ProblemHandler problems;
    private final JsonMapper json;

    BatchController(Engine engine, Admission admission, Meters meters, ProblemHandler problems, JsonMapper json) {
        this.engine = engine;
        this.admission = admission;
        this.meters = meters;
        this.problems = problems;
        this.json = json;
    }

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
        GradeRequest shared = shared(line(body));
        Author.requireFor(shared.revealed());
        BatchCall call;
        BatchCall.Session session;
        try (Admission.Permit permit = admission.enter()) {
            call = shared.bindBatch(engine, permit.allowance());
            session = call.begin(engine);
        }
        // the inputs and their gradients stay in memory while the lines arrive
        RequestBytes bytes = RequestBytes.of(request);
        bytes.charge(session.bytes());
        long staying = bytes.charged();
        Grading grading = new Grading(shared, call.function(), session, request);

        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        OutputStream out = response.getOutputStream();
        for (byte[] line = line(body); line.length > 0; line = line(body)) {
            // the first byte is sent ahead: a closed connection is noticed only by writing to it
            out.write('{');
            out.flush();
            byte[] answer = json.writeValueAsBytes(grading.answer(line));
            out.write(answer, 1, answer.length - 1);
            out.write('\n');
            out.flush();
            bytes.backTo(staying);
        }
    }

    private GradeRequest shared(byte[] head) {
        if (head.length == 0) {
            throw new RequestException(ProblemType.MALFORMED_JSON, "the body is empty; send a line of JSON");
        }
        GradeRequest shared = json.readValue(head, GradeRequest.class);
        if (shared == null) throw new RequestException(ProblemType.MALFORMED_JSON, "the first line is a JSON object");
        return shared;
    }

    /** Grades one line after the other. */
    private final class Grading {
        private final GradeRequest shared;
        private final FunctionDefinition function;
        private final BatchCall.Session session;
        private final HttpServletRequest request;

        Grading(
                GradeRequest shared,
                FunctionDefinition function,
                BatchCall.Session session,
                HttpServletRequest request) {
            this.shared = shared;
            this.function = function;
            this.session = session;
            this.request = request;
        }

        ObjectNode answer(byte[] bytes) {
            ObjectNode answer = json.createObjectNode();
            try {
                BatchLine line = json.readValue(bytes, BatchLine.class);
                if (line == null) throw new RequestException(ProblemType.MALFORMED_JSON, "a line is a JSON object");
                if (line.id() != null) answer.set("id", line.id());
                Report report = graded(line);
                meters.graded(function, report);
                ShownReport shown = ShownReport.of(report, shared.revealed());
                answer.setAll((ObjectNode) json.valueToTree(GradeAnswer.of(shown, Query.spelling(request))));
            } catch (JacksonException e) {
                // the line may still have an id
                id(bytes).ifPresent(id -> answer.set("id", id));
                refuse(answer, e);
            } catch (Throwable e) {
                // a failing line does not stop the others: the stack or heap that was too small for it is free again
                session.note(e);
                refuse(answer, e);
            }
            return answer;
        }

        private Report graded(BatchLine line) throws UnverifiedException, NotFiniteException, TooCostlyException {
            try (Admission.Permit permit = admission.enterLine()) {
                return session.grade(line.submission(function, shared), permit.allowance());
            }
        }

        private void refuse(ObjectNode answer, Throwable e) {
            JsonNode id = answer.get("id");
            answer.removeAll();
            if (id != null) answer.set("id", id);
            answer.set("error", json.valueToTree(problems.problem(e, request).document()));
        }
    }

    private Optional<JsonNode> id(byte[] line) {
        try {
            return json.readTree(line).optional("id");
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    // reads the next line that is not blank, without its end; empty at the end of the body
    private static byte[] line(InputStream body) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = body.read(); next >= 0; next = body.read()) {
            if (next != '\n') line.write(next);
            else if (!isBlank(line)) return line.toByteArray();
            else line.reset();
        }
        return isBlank(line) ? new byte[0] : line.toByteArray();
    }

    private static boolean isBlank(ByteArrayOutputStream line) {
        return line.toString(StandardCharsets.ISO_8859_1).isBlank();
    }
}
