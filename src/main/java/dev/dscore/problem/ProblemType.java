package dev.dscore.problem;

import java.net.URI;
import java.util.Locale;

/** The kinds of problem, one row each: the HTTP status and the title. The name gives the stable {@code type}. */
public enum ProblemType {
    MALFORMED_JSON(400, "The body is not JSON"),
    DUPLICATE_FIELD(400, "A field is given twice"),
    UNKNOWN_FIELD(400, "A field is not known"),
    WRONG_TYPE(400, "A value has the wrong JSON type"),
    RAGGED_ARRAY(400, "An array's rows differ in length"),
    MALFORMED_ARRAY(400, "An array's parts contradict each other"),
    MALFORMED_ARCHIVE(400, "The npz cannot be read"),
    MALFORMED_MULTIPART(400, "The multipart body cannot be read"),
    BAD_REQUEST(400, "The request cannot be read"),

    UNAUTHORIZED(401, "A key is wanted"),
    FORBIDDEN(403, "The key does not allow this"),
    NOT_FOUND(404, "There is nothing at this address"),
    METHOD_NOT_ALLOWED(405, "This address does not take this method"),
    NOT_ACCEPTABLE(406, "The answer cannot be given in this form"),
    TOO_SLOW(408, "The request arrives too slowly"),
    TOO_LARGE(413, "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The body's form is not understood"),

    MISSING_INPUT(422, "An input is missing"),
    UNKNOWN_INPUT(422, "An input is not known"),
    SHAPE_MISMATCH(422, "Shapes do not fit"),
    LABEL_OUT_OF_RANGE(422, "A label is out of range"),
    NUMBER_OUT_OF_RANGE(422, "A whole number is out of range"),
    NOT_FINITE(422, "A number is not finite"),
    OVERFLOW(422, "The function is not finite at these inputs"),
    UNKNOWN_NAME(422, "A name is not known"),
    MISSING_UPSTREAM(422, "An upstream gradient is missing"),
    INVALID_DEFINITION(422, "The function's definition makes no sense"),
    INVALID_OPTION(422, "An option makes no sense"),
    UNVERIFIED(422, "The reference did not pass its own check"),
    TOO_COSTLY(422, "The computation is too large"),

    OVERLOADED(503, "The service is busy"),
    INTERNAL(500, "The service failed");

    private final int status;
    private final String title;
    private final URI uri;

    ProblemType(int status, String title) {
        this.status = status;
        this.title = title;
        this.uri = URI.create("urn:dscore:problem:" + reason());
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** Returns the last part of the {@code type}, which is also the name in the metrics. */
    public String reason() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public URI uri() {
        return uri;
    }
}
