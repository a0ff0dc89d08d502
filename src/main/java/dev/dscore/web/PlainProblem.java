package dev.dscore.web;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.MediaType;

/** A problem document without Spring: for what is answered before it is reached, or in spite of it. */
record PlainProblem(int status, String members) {
    /** @param detail in plain words: without quotes */
    static PlainProblem of(ProblemType type, String detail) {
        int status = type.status().value();
        return new PlainProblem(
                status,
                String.format(
                        "\"type\":\"%s\",\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"",
                        type.uri(), type.title(), status, detail));
    }

    /** This one and a member more, whose value has nothing to escape in it. */
    PlainProblem with(String name, String value) {
        return new PlainProblem(status, members + ",\"" + name + "\":\"" + value + '"');
    }

    byte[] bytes() {
        return ('{' + members + '}').getBytes(StandardCharsets.UTF_8);
    }

    void write(HttpServletResponse response) throws IOException {
        byte[] body = bytes();
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
