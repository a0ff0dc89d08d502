package dev.dscore.app;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;

/**
 * Value and gradients of a function at some inputs, checked by finite differences.
 *
 * @param values the named values whose gradients are asked for; where there are none, every input's are checked
 */
public record GradientsCall(Function function, InputSource inputs, List<String> values, Coverage coverage) {
    /**
     * @throws NotFiniteException if the function's value is not finite at these inputs
     * @throws TooCostlyException if the check costs more than a request may
     */
    public VerifiedGradients run(Engine engine, Allowance allowance) throws NotFiniteException, TooCostlyException {
        Map<String, Integer> lengths = Map.of();
        try {
            Binding binding = inputs.bind(function, engine);
            lengths = binding.inputs().lengths();
            return engine.gradients().gradients(function, binding, values, coverage, allowance);
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, engine.catalogue(), function, lengths, inputs);
            throw e;
        }
    }
}
