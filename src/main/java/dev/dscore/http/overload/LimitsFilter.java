package dev.dscore.http.overload;

import dev.dscore.app.Engine;
import dev.dscore.app.RequestLimits;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * The limits that a request meets before any of it is read: requests under way, the queue for a core, and the length and encoding
 * of the body. At shutdown, requests that were stopped get a moment to be answered.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public class LimitsFilter extends OncePerRequestFilter {
    private final RequestLimits limits;
    private final Admission admission;
    private final HandlerExceptionResolver problems;
    private final ByteBudget budget;
    private final Semaphore requests;
    private final long longestBody;

    LimitsFilter(
            Engine engine,
            Admission admission,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        this.limits = engine.limits();
        this.admission = admission;
        this.problems = problems;
        this.budget = new ByteBudget(limits.dataBytes());
        this.requests = new Semaphore(limits.requests());
        this.longestBody = Math.min(limits.body().toBytes(), limits.dataBytes() / CountedRequest.BYTES_OF_JSON);
    }

    /** Returns the requests that are under way now. */
    public int underWay() {
        return limits.requests() - requests.availablePermits();
    }

    /** Returns the bytes that bodies and answers take now. */
    public long bytes() {
        return budget.used();
    }

    /** Health and metrics are always answered; judged by the path after {@code /../} is resolved, as the servlet sees it. */
    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getServletPath().startsWith("/actuator/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean admitted = requests.tryAcquire();
        BufferedResponse buffered = new BufferedResponse(response);
        try (RequestBytes bytes = budget.open(request)) {
            answer(admitted, request, bytes, buffered, chain);
            buffered.finish();
        } finally {
            if (admitted) requests.release();
        }
    }

    private void answer(
            boolean admitted,
            HttpServletRequest request,
            RequestBytes bytes,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        try {
            if (!admitted) {
                throw new RequestException(ProblemType.OVERLOADED, "too many requests are under way; try again");
            }
            check(request);
            chain.doFilter(new CountedRequest(request, bytes, longestBody, limits), response);
        } catch (RequestException e) {
            problems.resolveException(request, response, null, e);
        }
    }

    private void check(HttpServletRequest request) {
        if (request.getMethod().equals(HttpMethod.POST.name()) && admission.isCrowded()) {
            throw new RequestException(ProblemType.OVERLOADED, Admission.CROWDED);
        }
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RequestException(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE,
                    "Content-Encoding: " + encoding.replaceAll("\\W", "?") + " is not decoded; send the body as it is");
        }
        long length = request.getContentLengthLong();
        if (length > longestBody) throw CountedRequest.tooLarge(length + " bytes", longestBody);
    }
}
