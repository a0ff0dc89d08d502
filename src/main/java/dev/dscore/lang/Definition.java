package dev.dscore.lang;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A function of a program.
 *
 * @param locals its own names: parameters, and names that it assigns without declaring them global or nonlocal
 * @param globals names that it declares global
 */
record Definition(
        Place at,
        String name,
        List<Parameter> parameters,
        List<Statement> body,
        Set<String> locals,
        Set<String> globals) {
    /** The name that Python gives a function without one. */
    static final String LAMBDA = "<lambda>";

    enum Kind {
        PLAIN,
        KEYWORD_ONLY,
        /** {@code *args}. */
        REST,
        /** {@code **kwargs}. */
        KEYWORDS
    }

    /** @param assigned names that the body assigns without declaring them */
    static Definition of(
            Place at,
            String name,
            List<Parameter> parameters,
            List<Statement> body,
            Set<String> assigned,
            Set<String> globals) {
        Set<String> locals = new LinkedHashSet<>(assigned);
        parameters.forEach(parameter -> locals.add(parameter.name()));
        return new Definition(at, name, List.copyOf(parameters), body, Set.copyOf(locals), Set.copyOf(globals));
    }

    record Parameter(String name, Kind kind, Optional<Expression> defaults) {}
}
