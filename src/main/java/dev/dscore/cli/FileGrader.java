package dev.dscore.cli;

import dev.dscore.app.Deadlines;
import dev.dscore.app.Engine;
import dev.dscore.app.GradeCall;
import dev.dscore.app.RequestLimits;
import dev.dscore.compute.Allowance;
import dev.dscore.contract.GradeRequest;
import dev.dscore.contract.Json;
import dev.dscore.contract.ReportWriter;
import dev.dscore.contract.Spelling;
import dev.dscore.problem.Problem;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import dev.dscore.report.Format;
import dev.dscore.report.ShownReport;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Grades requests as {@code POST /v1/grade} does. Thread-safe. */
final class FileGrader implements AutoCloseable {
    private final Engine engine;
    private final JsonMapper json;
    private final ReportWriter reports;
    private final Deadlines deadlines;
    private final String format;

    FileGrader(String format) {
        RequestLimits limits = RequestLimits.ofEnvironment();
        this.engine = new Engine(limits);
        this.json = Json.mapper(limits.elements());
        this.reports = new ReportWriter(json);
        this.deadlines = new Deadlines(limits.time());
        this.format = format;
    }

    /** A report in the requested format, or the problem document of the request. */
    sealed interface Result {
        record Graded(String report) implements Result {}

        record Refused(String problem) implements Result {}
    }

    /** Returns the number of requests that may be graded at a time. */
    int cores() {
        return engine.limits().cores();
    }

    /** @param code the code to grade instead of that in the request */
    Result grade(byte[] request, Optional<String> code) {
        try {
            Format asked = Format.named(format).orElseThrow(() -> noFormat());
            GradeRequest read = read(request, code);
            GradeCall.Graded graded = computed(read);
            // the owner of the files may see the answers
            ShownReport shown = ShownReport.of(graded.report(), read.revealed());
            String report = reports.write(shown, asked, Spelling.LIST);
            boolean line = asked.mediaType().equals(Format.JSON.mediaType());
            return new Result.Graded(line ? report + "\n" : report);
        } catch (Exception e) {
            return new Result.Refused(json.writeValueAsString(Problem.of(e).document()));
        }
    }

    private GradeRequest read(byte[] request, Optional<String> code) {
        JsonNode tree = json.readTree(request);
        if (!(tree instanceof ObjectNode object)) {
            throw new RequestException(ProblemType.WRONG_TYPE, "a request is a JSON object");
        }
        code.ifPresent(text -> object.put("code", text));
        return json.treeToValue(object, GradeRequest.class);
    }

    private GradeCall.Graded computed(GradeRequest request) throws Exception {
        Allowance allowance = engine.allowance();
        engine.cores().acquire(Long.MAX_VALUE);
        try (Deadlines.Deadline deadline = deadlines.start(allowance)) {
            return request.bind(engine, allowance).run(engine, allowance);
        } finally {
            engine.cores().release();
        }
    }

    private static RequestException noFormat() {
        return new RequestException(ProblemType.INVALID_OPTION, "format must be " + Offline.FORMATS);
    }

    @Override
    public void close() {
        deadlines.close();
    }
}
