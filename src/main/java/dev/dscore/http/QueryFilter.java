package dev.dscore.http;

import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Refuses a query that the server cannot decode. The server reports it once, by an IllegalStateException. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class QueryFilter extends OncePerRequestFilter {
    private final HandlerExceptionResolver problems;

    QueryFilter(@Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.problems = problems;
    }

    /** Skips requests without a query, and forms: a form in the body is never read for parameters. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getQueryString() == null
                || String.valueOf(request.getContentType()).startsWith(MediaType.APPLICATION_FORM_URLENCODED_VALUE);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try {
            request.getParameterMap();
        } catch (IllegalStateException e) {
            RequestException unreadable = new RequestException(
                    ProblemType.BAD_REQUEST,
                    "what follows the ? of the address cannot be read; send name=value, joined by &, and a % as %25");
            problems.resolveException(request, response, null, unreadable);
            return;
        }
        chain.doFilter(request, response);
    }
}
