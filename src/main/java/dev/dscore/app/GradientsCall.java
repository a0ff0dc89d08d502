package dev.dscore.app;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.verify.Coverage;
import java.util.List;
import java.util.Map;

/**
 * Computes the value and the gradients of a function at the given inputs, checked by finite differences.
 *
 * @param values the named values whose gradients are asked for; if empty, the gradient of every input is checked
 */
public record GradientsCall(FunctionDefinition function, InputSource inputs, List<String> values, Coverage coverage) {
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
