package dev.dscore.problem;

import dev.dscore.compute.SpentException;
import dev.dscore.compute.StoppedException;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.grade.UnverifiedException;
import dev.dscore.gradients.NotFiniteException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JacksonException;

/**
 * A problem document (RFC 9457).
 *
 * @param detail the error and its remedy, at most 4,000 characters, as it may quote a request
 * @param properties further members: {@code pointer}, {@code line}, {@code check} …
 */
public record Problem(ProblemType type, String detail, Map<String, Object> properties) {
    // enough to list all names of a function, but not to return a megabyte of a request
    private static final int MOST_CHARACTERS = 4_000;

    /** One row for each kind of exception that is the request's fault; the first that fits counts. */
    private static final List<Row<?>> ROWS = List.of(
            new Row<>(JacksonException.class, UnreadableJson::problem),
            row(NotFiniteException.class, ProblemType.OVERFLOW),
            row(TooCostlyException.class, ProblemType.TOO_COSTLY),
            row(SpentException.class, ProblemType.TOO_COSTLY),
            new Row<>(UnverifiedException.class, e -> new Problem(ProblemType.UNVERIFIED, message(e))
                    .with(Map.of("check", e.check()))),
            new Row<>(
                    StoppedException.class,
                    e -> new Problem(
                            ProblemType.TOO_COSTLY,
                            "the computation took longer than a request may, and was stopped; "
                                    + "\"check\": {\"coverage\": \"directions\"} takes less")),
            // thrown by exact arithmetic with the lengths of axes
            new Row<>(
                    ArithmeticException.class,
                    e -> new Problem(
                            ProblemType.TOO_COSTLY, "a length or a count of entries is too large to compute with")));

    private record Row<E extends Throwable>(Class<E> kind, Function<E, Problem> problem) {
        boolean fits(Throwable e) {
            return kind.isInstance(e);
        }

        Problem of(Throwable e) {
            return problem.apply(kind.cast(e));
        }
    }

    private static <E extends Throwable> Row<E> row(Class<E> kind, ProblemType type) {
        return new Row<>(kind, e -> new Problem(type, message(e)));
    }

    private static String message(Throwable e) {
        return String.valueOf(e.getMessage());
    }

    public Problem {
        detail = Printable.of(detail, MOST_CHARACTERS);
        properties = new LinkedHashMap<>(properties);
        properties.replaceAll(
                (name, value) -> value instanceof String text ? Printable.of(text, MOST_CHARACTERS) : value);
    }

    public Problem(ProblemType type, String detail) {
        this(type, detail, Map.of());
    }

    /** Returns the problem of an exception; {@link ProblemType#INTERNAL} if the request is not at fault. */
    public static Problem of(Throwable e) {
        // readers of a body wrap the exception that ended it, each in its own way
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RequestException fault) return fault.problem();
        }
        return ROWS.stream()
                .filter(row -> row.fits(e))
                .findFirst()
                .map(row -> row.of(e))
                .orElseGet(
                        () -> new Problem(ProblemType.INTERNAL, "this is a fault of the service, not of the request"));
    }

    /** Returns this problem with a JSON pointer to the value at fault. */
    public Problem at(String pointer) {
        return with(Map.of("pointer", pointer));
    }

    /** Returns this problem with further members. */
    public Problem with(Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.putAll(more);
        return new Problem(type, detail, all);
    }

    /** Returns the members of the JSON document: those of RFC 9457 in alphabetical order, then the others. */
    public Map<String, Object> document() {
        Map<String, Object> members = new LinkedHashMap<>(), others = new LinkedHashMap<>(properties);
        members.put("detail", detail);
        Object instance = others.remove("instance");
        if (instance != null) members.put("instance", instance);
        members.put("status", type.status());
        members.put("title", type.title());
        members.put("type", type.uri());
        members.putAll(others);
        return members;
    }
}
