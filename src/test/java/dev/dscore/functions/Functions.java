package dev.dscore.functions;

import dev.dscore.compute.Allowance;
import dev.dscore.lang.Limits;
import java.util.Arrays;
import java.util.List;

/** Functions for tests, in one line. */
public final class Functions {
    private Functions() {}

    public static Function of(List<Declaration> inputs, String code, String outputs) {
        try {
            return new Function(inputs, code, Arrays.asList(outputs.split(" ")), Limits.DEFAULT, Allowance.UNLIMITED);
        } catch (DefinitionException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
