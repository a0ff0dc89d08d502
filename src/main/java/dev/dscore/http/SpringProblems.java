package dev.dscore.http;

import dev.dscore.problem.Problem;
import dev.dscore.problem.ProblemType;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.servlet.NoHandlerFoundException;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** The exceptions by which Spring refuses a request, one row each. */
final class SpringProblems {
    private static final Problem NOT_FOUND =
            new Problem(ProblemType.NOT_FOUND, "there is nothing at this address; /swagger-ui lists what there is");

    private static final Problem CUT_OFF = new Problem(
            ProblemType.BAD_REQUEST, "the body ends before it is complete; of multipart, its last boundary is missing");

    private static final List<Row<?>> ROWS = List.of(
            new Row<>(HttpMessageNotReadableException.class, SpringProblems::unreadable),
            new Row<>(HttpMediaTypeNotSupportedException.class, SpringProblems::mediaType),
            new Row<>(
                    HttpMediaTypeNotAcceptableException.class,
                    e -> new Problem(
                            ProblemType.NOT_ACCEPTABLE,
                            "the answer can be had as " + joined(e.getSupportedMediaTypes(), ", "))),
            new Row<>(HttpRequestMethodNotSupportedException.class, SpringProblems::method),
            new Row<>(NoResourceFoundException.class, e -> NOT_FOUND),
            new Row<>(NoHandlerFoundException.class, e -> NOT_FOUND));

    private record Row<E extends Exception>(Class<E> kind, Function<E, Problem> problem) {
        Problem of(Throwable e) {
            return problem.apply(kind.cast(e));
        }
    }

    private SpringProblems() {}

    /** Returns the problem of a Spring exception that is the request's fault. */
    static Optional<Problem> of(Throwable e) {
        Optional<Problem> known = ROWS.stream()
                .filter(row -> row.kind().isInstance(e))
                .findFirst()
                .map(row -> row.of(e));
        if (known.isPresent()) return known;
        return e instanceof ErrorResponse response && response.getStatusCode().is4xxClientError()
                ? Optional.of(new Problem(
                        ProblemType.BAD_REQUEST,
                        String.valueOf(response.getBody().getDetail())))
                : Optional.empty();
    }

    private static Problem unreadable(HttpMessageNotReadableException e) {
        Throwable cause = e.getCause();
        if (cause == null) return new Problem(ProblemType.MALFORMED_JSON, "the body is empty; send a JSON object");
        Problem problem = Problem.of(cause);
        return problem.type() == ProblemType.INTERNAL && cause instanceof IOException ? CUT_OFF : problem;
    }

    private static Problem mediaType(HttpMediaTypeNotSupportedException e) {
        String sent = e.getContentType() == null
                ? "no Content-Type that can be read was sent"
                : e.getContentType() + " is not understood";
        String forms = joined(e.getSupportedMediaTypes(), " or ");
        return new Problem(
                ProblemType.UNSUPPORTED_MEDIA_TYPE,
                sent + "; send Content-Type: " + (forms.isEmpty() ? MediaType.APPLICATION_JSON_VALUE : forms));
    }

    private static Problem method(HttpRequestMethodNotSupportedException e) {
        return new Problem(
                ProblemType.METHOD_NOT_ALLOWED,
                e.getMethod() + " is not taken here; use "
                        + sorted(e.getSupportedHttpMethods()).collect(Collectors.joining(", ")));
    }

    private static Stream<String> sorted(@Nullable Collection<?> methods) {
        return (methods == null ? List.<Object>of() : methods)
                .stream().map(Object::toString).sorted();
    }

    private static String joined(List<MediaType> types, String separator) {
        return types.stream().map(MediaType::toString).collect(Collectors.joining(separator));
    }
}
