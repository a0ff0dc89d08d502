package dev.dscore.lang;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A function of a program.
 *
 * @param locals names that are its own: parameters, and what it assigns without declaring it global or nonlocal
 * @param globals names that it declares global
 */
record Definition(
        Place at,
        String name,
        List<Parameter> parameters,
        List<Statement> body,
        Set<String> locals,
        Set<String> globals) {
    enum Kind {
        PLAIN,
        KEYWORD_ONLY,
        /** {@code *args}. */
        REST,
        /** {@code **kwargs}. */
        KEYWORDS
    }

    record Parameter(String name, Kind kind, Optional<Expression> defaults) {}
}
