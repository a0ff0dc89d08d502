package dev.dscore.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes problem documents where no controller is reached. */
@Component
class ProblemWriter {
    private final JsonMapper json;
    private final ProblemAdvice advice;

    ProblemWriter(JsonMapper json, ProblemAdvice advice) {
        this.json = json;
        this.advice = advice;
    }

    void write(ResponseEntity<ProblemDetail> problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        ProblemDetail body = Objects.requireNonNull(problem.getBody());
        advice.complete(body, request);
        response.setStatus(problem.getStatusCode().value());
        problem.getHeaders().forEach((name, values) -> values.forEach(value -> response.setHeader(name, value)));
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
