package dev.dscore.app;

import dev.dscore.functions.Declaration;
import java.util.List;

/** A function as a request names or defines it. */
public sealed interface FunctionSource {
    /** A function of the catalogue, by its name. */
    record Named(String name) implements FunctionSource {}

    /** A definition that the request brings. */
    record Defined(List<Declaration> inputs, String code, List<String> outputs) implements FunctionSource {
        public Defined {
            inputs = List.copyOf(inputs);
            outputs = List.copyOf(outputs);
        }
    }
}
