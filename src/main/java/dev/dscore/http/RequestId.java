package dev.dscore.http;

import dev.dscore.problem.ProblemType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Gives each request an id, which is in the header of its response, in the logs, and in the problem document if the
 * client sent the id: the same request gets the same body. Also logs a line for each request, without any of its data.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class RequestId extends OncePerRequestFilter {
    static final String HEADER = "X-Request-Id";
    private static final Logger LOG = LoggerFactory.getLogger("dscore.requests");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        MDC.put("request", give(request, response));
        long start = System.nanoTime();
        try {
            chain.doFilter(request, response);
        } finally {
            // the pattern and not the address, which may contain anything
            Object pattern = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
            LOG.atLevel(level(response.getStatus()))
                    .log(
                            "{} {} {} in {} ms",
                            request.getMethod(),
                            pattern == null ? "-" : pattern,
                            response.getStatus(),
                            (System.nanoTime() - start) / 1_000_000);
            MDC.remove("request");
        }
    }

    // under overload, thousands of log lines would add to the load
    private static Level level(int status) {
        return status < 400 || status == ProblemType.OVERLOADED.status() ? Level.DEBUG : Level.INFO;
    }

    /** Returns the id that the client sent or a new one, after setting it on the response. */
    static String give(HttpServletRequest request, HttpServletResponse response) {
        String sent = sent(request);
        String id = sent != null
                ? sent
                : Long.toHexString(ThreadLocalRandom.current().nextLong());
        response.setHeader(HEADER, id);
        return id;
    }

    /** Returns the id that the client sent; null if there is none or it is not valid. */
    static @Nullable String sent(HttpServletRequest request) {
        String id = request.getHeader(HEADER);
        return id != null && id.matches("[\\w.-]{1,64}") ? id : null;
    }
}
