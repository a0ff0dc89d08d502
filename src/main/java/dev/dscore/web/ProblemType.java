package dev.dscore.web;

import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** The kinds of error that a client can get, one row each: a stable {@code type}, its status and its title. */
enum ProblemType {
    MALFORMED_JSON(HttpStatus.BAD_REQUEST, "The body is not JSON"),
    DUPLICATE_FIELD(HttpStatus.BAD_REQUEST, "A field is given twice"),
    UNKNOWN_FIELD(HttpStatus.BAD_REQUEST, "A field is not known"),
    WRONG_TYPE(HttpStatus.BAD_REQUEST, "A value has the wrong JSON type"),
    RAGGED_ARRAY(HttpStatus.BAD_REQUEST, "An array's rows differ in length"),
    MALFORMED_ARRAY(HttpStatus.BAD_REQUEST, "An array's parts contradict each other"),
    MALFORMED_ARCHIVE(HttpStatus.BAD_REQUEST, "The npz cannot be read"),
    MALFORMED_MULTIPART(HttpStatus.BAD_REQUEST, "The multipart body cannot be read"),
    BAD_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read"),

    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A key is wanted"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The key does not allow this"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "There is nothing at this address"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "This address does not take this method"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "The answer cannot be given in this form"),
    TOO_SLOW(HttpStatus.REQUEST_TIMEOUT, "The request arrives too slowly"),
    TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body's form is not understood"),

    MISSING_INPUT(HttpStatus.UNPROCESSABLE_CONTENT, "An input is missing"),
    UNKNOWN_INPUT(HttpStatus.UNPROCESSABLE_CONTENT, "An input is not known"),
    SHAPE_MISMATCH(HttpStatus.UNPROCESSABLE_CONTENT, "Shapes do not fit"),
    LABEL_OUT_OF_RANGE(HttpStatus.UNPROCESSABLE_CONTENT, "A label is out of range"),
    NUMBER_OUT_OF_RANGE(HttpStatus.UNPROCESSABLE_CONTENT, "A whole number is out of range"),
    NOT_FINITE(HttpStatus.UNPROCESSABLE_CONTENT, "A number is not finite"),
    OVERFLOW(HttpStatus.UNPROCESSABLE_CONTENT, "The function is not finite at these inputs"),
    UNKNOWN_NAME(HttpStatus.UNPROCESSABLE_CONTENT, "A name is not known"),
    MISSING_UPSTREAM(HttpStatus.UNPROCESSABLE_CONTENT, "An upstream gradient is missing"),
    INVALID_DEFINITION(HttpStatus.UNPROCESSABLE_CONTENT, "The function's definition makes no sense"),
    INVALID_OPTION(HttpStatus.UNPROCESSABLE_CONTENT, "An option makes no sense"),
    UNVERIFIED(HttpStatus.UNPROCESSABLE_CONTENT, "The reference did not pass its own check"),
    TOO_COSTLY(HttpStatus.UNPROCESSABLE_CONTENT, "The computation is too large"),

    OVERLOADED(HttpStatus.SERVICE_UNAVAILABLE, "The service is busy"),
    INTERNAL(HttpStatus.INTERNAL_SERVER_ERROR, "The service failed");

    private final HttpStatus status;
    private final String title;
    private final URI uri;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
        this.uri = URI.create("urn:dscore:problem:" + reason());
    }

    HttpStatus status() {
        return status;
    }

    String title() {
        return title;
    }

    static Optional<ProblemType> of(@Nullable URI uri) {
        return Arrays.stream(values()).filter(type -> type.uri.equals(uri)).findFirst();
    }

    /** The last part of its address, and its name in the metrics. */
    String reason() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    URI uri() {
        return uri;
    }
}
