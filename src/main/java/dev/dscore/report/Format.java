package dev.dscore.report;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The formats of a report, one row each: for {@code Accept}, for {@code ?format=} and for the command line. */
public enum Format {
    JSON("application/json", false),
    TEXT("text/plain", false),
    MARKDOWN("text/markdown", false),
    HTML("text/html", false),
    GRADESCOPE("application/json", true),
    PRAIRIELEARN("application/json", true),
    /** Lines of JSON, the last two of standard output. */
    AUTOLAB("text/plain", true),
    SUBMITTY("application/json", true);

    private final String mediaType;
    private final boolean forAutograder;

    Format(String mediaType, boolean forAutograder) {
        this.mediaType = mediaType;
        this.forAutograder = forAutograder;
    }

    public String mediaType() {
        return mediaType;
    }

    /**
     * Returns whether the format is for an autograder, which asks for it by {@code ?format=} and not by {@code Accept}.
     */
    public boolean isForAutograder() {
        return forAutograder;
    }

    /** Returns the format with this name, such as {@code gradescope}. */
    public static Optional<Format> named(String name) {
        return Arrays.stream(values())
                .filter(format -> format.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst();
    }

    /** Returns the format that {@code Accept} asks for with this media type. */
    public static Optional<Format> accepted(String mediaType) {
        return Arrays.stream(values())
                .filter(format -> !format.forAutograder && format.mediaType.equals(mediaType))
                .findFirst();
    }
}
