package dev.dscore.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

/** Counts problem documents, and puts the request's address and name into them. */
@RestControllerAdvice
class ProblemAdvice implements ResponseBodyAdvice<Object> {
    private final Meters meters;

    ProblemAdvice(Meters meters) {
        this.meters = meters;
    }

    @Override
    public boolean supports(MethodParameter method, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(
            @Nullable Object body,
            MethodParameter method,
            MediaType type,
            Class<? extends HttpMessageConverter<?>> converter,
            ServerHttpRequest request,
            ServerHttpResponse response) {
        if (body instanceof ProblemDetail problem && request instanceof ServletServerHttpRequest servlet) {
            complete(problem, servlet.getServletRequest());
        }
        return body;
    }

    void complete(ProblemDetail problem, HttpServletRequest request) {
        ProblemType.of(problem.getType()).ifPresent(meters::refused);
        problem.setInstance(asked(request));
        String id = RequestId.sent(request);
        if (id != null) problem.setProperty("request_id", id);
    }

    private static @Nullable URI asked(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        try {
            return new URI(failed instanceof String address ? address : request.getRequestURI());
        } catch (URISyntaxException e) {
            // as "//": what Tomcat lets pass is not always one
            return null;
        }
    }
}
