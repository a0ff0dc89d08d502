package dev.dscore.http;

import dev.dscore.app.FailureNote;
import dev.dscore.compute.StoppedException;
import dev.dscore.http.overload.Admission;
import dev.dscore.problem.Problem;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.HandlerMapping;

/**
 * Answers every exception, including those of filters, with its problem document, through Spring's exception resolver.
 */
@RestControllerAdvice
class ProblemHandler {
    // seconds until the client should try again
    private static final String RETRY_AFTER = "1";
    // enough frames to see where an overflowed stack begins to repeat itself
    private static final int FRAMES_LOGGED = 60;
    private static final Pattern KNOWN = Pattern.compile("application/(json|x-ndjson)|multipart/form-data");
    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandler.class);

    private final Admission admission;
    private final Meters meters;

    ProblemHandler(Admission admission, Meters meters) {
        this.admission = admission;
        this.meters = meters;
    }

    /** Returns null, and so an empty body, if the client has closed its connection. */
    @ExceptionHandler(Throwable.class)
    @Nullable
    ResponseEntity<Map<String, Object>> handle(Throwable thrown, HttpServletRequest request) {
        // Spring wraps an Error
        Throwable e = thrown instanceof ServletException && thrown.getCause() instanceof Error error ? error : thrown;
        if (isDisconnected(e)) return null;
        HttpHeaders headers = e instanceof ErrorResponse response ? response.getHeaders() : HttpHeaders.EMPTY;
        return answer(problem(e, request), headers, request);
    }

    /** Returns the problem document of {@code e}, counted, and logged if it is the service's fault. */
    Problem problem(Throwable e, HttpServletRequest request) {
        Problem problem = stopped(e).or(() -> SpringProblems.of(e)).orElseGet(() -> Problem.of(e));
        if (problem.type() == ProblemType.INTERNAL) log(e, request);
        meters.refused(problem.type());
        return problem;
    }

    private Optional<Problem> stopped(Throwable e) {
        boolean closed = e instanceof StoppedException && admission.isClosed();
        return closed ? Optional.of(new Problem(ProblemType.OVERLOADED, Admission.CLOSED)) : Optional.empty();
    }

    // while a response was written, or a body was read by this service and not by Spring
    private static boolean isDisconnected(Throwable e) {
        boolean written = e instanceof HttpMessageNotWritableException
                && cause(e, IOException.class).isPresent();
        return (written || e instanceof IOException)
                && cause(e, RequestException.class).isEmpty();
    }

    private static <E extends Throwable> Optional<E> cause(Throwable e, Class<E> kind) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(kind::isInstance)
                .map(kind::cast)
                .findFirst();
    }

    /** Returns the response with {@code problem}, completed by the request's address and id. */
    static ResponseEntity<Map<String, Object>> answer(
            Problem problem, HttpHeaders headers, HttpServletRequest request) {
        Map<String, Object> more = new LinkedHashMap<>();
        asked(request).ifPresent(uri -> more.put("instance", uri));
        String id = RequestId.sent(request);
        if (id != null) more.put("request_id", id);
        ResponseEntity.BodyBuilder answer =
                ResponseEntity.status(problem.type().status()).headers(headers);
        if (problem.type() == ProblemType.OVERLOADED) answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        return answer.contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.with(more).document());
    }

    // the server accepts "//", which is not a URI
    private static Optional<String> asked(HttpServletRequest request) {
        Object failed = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String address = failed instanceof String forwarded ? forwarded : request.getRequestURI();
        try {
            return Optional.of(URI.create(address).toString());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Logs a fault of the service with a note from which it can be reproduced. */
    static void log(@Nullable Throwable e, HttpServletRequest request) {
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String of = FailureNote.of(e)
                .map(note -> route + " of " + note)
                .orElseGet(() -> described(request, route == null ? "of no route" : route.toString()));
        LOG.error("unexpected failure: {}", of, e == null ? null : withoutMessages(e));
    }

    private static String described(HttpServletRequest request, String route) {
        String type = request.getContentType();
        boolean known = type != null && KNOWN.matcher(type).lookingAt();
        return request.getMethod() + " " + route + ", " + request.getContentLengthLong() + " bytes of "
                + (known ? type.replaceAll(";.*", "") : "another type");
    }

    // keeps the class and the stack trace; the message may contain what was submitted
    private static Throwable withoutMessages(Throwable e) {
        Throwable cause = e.getCause() == null ? null : withoutMessages(e.getCause());
        StackTraceElement[] frames = e.getStackTrace();
        Throwable where = new Throwable(e.getClass().getName(), cause);
        where.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, FRAMES_LOGGED)));
        return where;
    }
}
