package dev.dscore.app;

import dev.dscore.functions.Written;

/** A function as a request names or defines it. */
public sealed interface FunctionSource {
    /** A function of the catalogue, by its name. */
    record Named(String name) implements FunctionSource {}

    /** A definition that the request contains. */
    record Defined(Written written) implements FunctionSource {}
}
