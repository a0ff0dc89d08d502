package dev.dscore.functions;

import dev.dscore.compute.Allowance;
import dev.dscore.lang.Limits;
import dev.dscore.lang.SourceException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Functions for tests, in one line. */
public final class Functions {
    private Functions() {}

    public static FunctionDefinition of(List<Declaration> inputs, String code, String outputs) {
        try {
            return new FunctionDefinition(
                    inputs, code, Arrays.asList(outputs.split(" ")), Limits.DEFAULT, Allowance.UNLIMITED);
        } catch (DefinitionException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** For all lengths of axes where that is possible, else for {@code lengths}. */
    public static FunctionDefinition of(
            List<Declaration> inputs, String code, String outputs, Map<String, Integer> lengths) {
        try {
            return of(inputs, code, outputs);
        } catch (SourceException e) {
            try {
                Written written = new Written(inputs, code, Arrays.asList(outputs.split(" ")));
                return new FunctionDefinition(written, lengths, Limits.DEFAULT, Allowance.UNLIMITED);
            } catch (DefinitionException wrong) {
                throw new IllegalArgumentException(wrong);
            }
        }
    }
}
