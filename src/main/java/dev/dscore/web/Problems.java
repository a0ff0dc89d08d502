package dev.dscore.web;

import dev.dscore.compute.SpentException;
import dev.dscore.compute.StoppedException;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.http.converter.HttpMessageNotWritableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestNotUsableException;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;
import tools.jackson.core.JacksonException;

/** Every error as a problem document (RFC 9457) that says what is wrong and what would be right. */
@RestControllerAdvice
class Problems {
    /** Seconds after which to try again where the service is busy. */
    static final String RETRY_AFTER = "1";

    // of a stack that overflowed, where it begins to repeat itself is seen
    private static final int FRAMES_LOGGED = 60;
    // of a text that may quote what was sent: all names of a function are told, and no megabyte comes back
    private static final int MOST_CHARACTERS = 4_000;
    private static final Pattern KNOWN = Pattern.compile("application/(json|x-ndjson)|multipart/form-data");
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private final Admission admission;

    Problems(Admission admission) {
        this.admission = admission;
    }

    static ResponseEntity<ProblemDetail> answer(ProblemType type, @Nullable String detail, @Nullable String pointer) {
        return answer(type, detail, pointer, HttpHeaders.EMPTY);
    }

    private static ResponseEntity<ProblemDetail> answer(
            ProblemType type, @Nullable String detail, @Nullable String pointer, HttpHeaders headers) {
        ProblemDetail problem = ProblemDetail.forStatus(type.status());
        problem.setType(type.uri());
        problem.setTitle(type.title());
        if (detail != null) problem.setDetail(Printable.of(detail, MOST_CHARACTERS));
        if (pointer != null) problem.setProperty("pointer", Printable.of(pointer, MOST_CHARACTERS));
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(type.status());
        if (type == ProblemType.OVERLOADED) answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
        return answer.headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> request(ApiException e) {
        ResponseEntity<ProblemDetail> answer = answer(e.type(), e.getMessage(), e.pointer());
        e.properties().forEach((name, value) -> Objects.requireNonNull(answer.getBody())
                .setProperty(name, value instanceof String text ? Printable.of(text, MOST_CHARACTERS) : value));
        return answer;
    }

    /** The problem of whatever was thrown where no request ends with it: a line of a batch. */
    ProblemDetail of(Throwable e) {
        return Objects.requireNonNull(answer(e).getBody());
    }

    private ResponseEntity<ProblemDetail> answer(Throwable e) {
        if (e instanceof JacksonException unreadable) return unreadable(unreadable);
        if (e instanceof ApiException request) return request(request);
        if (e instanceof NotFiniteException overflow) return overflow(overflow);
        if (e instanceof TooCostlyException costly) return costly(costly);
        if (e instanceof StoppedException stopped) return stopped(stopped);
        if (e instanceof SpentException spent) return spent(spent);
        if (e instanceof ArithmeticException) return tooLarge();
        if (e instanceof UnverifiedException unverified) return unverified(unverified);
        return failure(e, "elsewhere");
    }

    /** @param where it was thrown, for the log, where the failure itself does not say more */
    static ResponseEntity<ProblemDetail> failure(@Nullable Throwable thrown, String where) {
        // an Error comes in Spring's own exception
        Throwable e = thrown instanceof ServletException && thrown.getCause() instanceof Error error ? error : thrown;
        String of = Stream.iterate(thrown, Objects::nonNull, Throwable::getCause)
                .flatMap(one -> Arrays.stream(one.getSuppressed()))
                .filter(Reproduction.Note.class::isInstance)
                .map(Throwable::getMessage)
                .findFirst()
                .orElse(where);
        LOG.error("unexpected failure: {}", of, e == null ? null : withoutMessages(e));
        return answer(ProblemType.INTERNAL, "this is a fault of the service, not of the request", null);
    }

    // of which kind, and where; a message may hold what was submitted
    private static Throwable withoutMessages(Throwable e) {
        Throwable cause = e.getCause() == null ? null : withoutMessages(e.getCause());
        StackTraceElement[] frames = e.getStackTrace();
        Throwable where = new Throwable(e.getClass().getName(), cause);
        where.setStackTrace(Arrays.copyOf(frames, Math.min(frames.length, FRAMES_LOGGED)));
        return where;
    }

    /** Of exact arithmetic with the lengths of axes. */
    @ExceptionHandler(ArithmeticException.class)
    ResponseEntity<ProblemDetail> tooLarge() {
        return answer(ProblemType.TOO_COSTLY, "a length or a count of entries is too large to compute with", null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> spent(SpentException e) {
        return answer(ProblemType.TOO_COSTLY, e.getMessage(), null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> stopped(StoppedException e) {
        if (admission.isClosed()) return answer(ProblemType.OVERLOADED, Admission.CLOSED, null);
        return answer(
                ProblemType.TOO_COSTLY,
                "the computation took longer than a request may, and was stopped; "
                        + "\"check\": {\"coverage\": \"directions\"} takes less",
                null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> overflow(NotFiniteException e) {
        return answer(ProblemType.OVERFLOW, e.getMessage(), null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unverified(UnverifiedException e) {
        ResponseEntity<ProblemDetail> answer = answer(ProblemType.UNVERIFIED, e.getMessage(), null);
        Objects.requireNonNull(answer.getBody()).setProperty("check", e.check());
        return answer;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> costly(TooCostlyException e) {
        return answer(ProblemType.TOO_COSTLY, e.getMessage(), null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(HttpMessageNotReadableException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof Upload.Exceeded exceeded) {
                return answer(exceeded.type(), exceeded.getMessage(), null);
            }
        }
        return UnreadableJson.problem(e.getCause());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unreadable(JacksonException e) {
        return UnreadableJson.problem(e);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> tooLarge(Upload.Exceeded e) {
        return answer(e.type(), e.getMessage(), null);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> mediaType(HttpMediaTypeNotSupportedException e) {
        String sent = e.getContentType() == null
                ? "no Content-Type that can be read was sent"
                : e.getContentType() + " is not understood";
        String forms =
                e.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(" or "));
        return answer(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                sent + "; send Content-Type: " + (forms.isEmpty() ? MediaType.APPLICATION_JSON_VALUE : forms),
                null,
                e.getHeaders());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> notAcceptable(HttpMediaTypeNotAcceptableException e) {
        String forms =
                e.getSupportedMediaTypes().stream().map(MediaType::toString).collect(Collectors.joining(", "));
        return answer(ProblemType.NOT_ACCEPTABLE, "the answer can be had as " + forms, null, e.getHeaders());
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> method(HttpRequestMethodNotSupportedException e) {
        return answer(
                ProblemType.METHOD_NOT_ALLOWED,
                e.getMethod() + " is not taken here; use "
                        + String.join(
                                ", ",
                                e.getSupportedHttpMethods() == null
                                        ? List.of()
                                        : e.getSupportedHttpMethods().stream()
                                                .map(Object::toString)
                                                .sorted()
                                                .toList()),
                null,
                e.getHeaders());
    }

    @ExceptionHandler(InvalidParameterException.class)
    ResponseEntity<ProblemDetail> query() {
        return answer(
                ProblemType.BAD_REQUEST,
                "what follows the ? of the address cannot be read; send name=value, joined by &, and a % as %25",
                null);
    }

    @ExceptionHandler({NoResourceFoundException.class, NoHandlerFoundException.class})
    ResponseEntity<ProblemDetail> notFound() {
        return answer(ProblemType.NOT_FOUND, "there is nothing at this address; /swagger-ui lists what there is", null);
    }

    /** Nobody is left to be answered where the client is gone or takes nothing. */
    @ExceptionHandler({
        ClientAbortException.class,
        HttpMessageNotWritableException.class,
        AsyncRequestNotUsableException.class
    })
    @Nullable
    ResponseEntity<ProblemDetail> gone(Exception e, HttpServletRequest request) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) return null;
        }
        return other(e, request);
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> other(Exception e, HttpServletRequest request) {
        // what Spring itself answers with a 4xx
        if (e instanceof org.springframework.web.ErrorResponse response && is4xx(response.getStatusCode())) {
            return answer(ProblemType.BAD_REQUEST, response.getBody().getDetail(), null);
        }
        return failure(e, described(request));
    }

    /** What reproduces a failure before anything was read, or after: the route, and the form and the length of the body. */
    static String described(HttpServletRequest request) {
        Object route = request.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String type = request.getContentType();
        boolean known = type != null && KNOWN.matcher(type).lookingAt();
        return request.getMethod() + " " + (route == null ? "of no route" : route) + ", "
                + request.getContentLengthLong() + " bytes of " + (known ? type.replaceAll(";.*", "") : "another type");
    }

    private static boolean is4xx(HttpStatusCode status) {
        return status.is4xxClientError();
    }
}
