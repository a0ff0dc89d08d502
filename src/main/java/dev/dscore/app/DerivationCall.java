package dev.dscore.app;

import dev.dscore.calculus.Step;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.FunctionDefinition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Derives the backward pass of a function as readable steps.
 *
 * @param sizes the lengths of axes by name, for shapes in numbers
 */
public record DerivationCall(FunctionDefinition function, Optional<Map<String, @Nullable Integer>> sizes) {
    /** The steps, and the length of every axis if sizes were given. */
    public record Derived(List<Step> steps, Optional<Map<String, Integer>> lengths) {}

    public Derived run(Engine engine, Allowance allowance) throws TooCostlyException {
        try {
            Optional<Map<String, Integer>> lengths = Optional.empty();
            if (sizes.isPresent()) lengths = Optional.of(Sizes.of(function, sizes.get(), engine.budget()));
            return new Derived(engine.gradients().derivation(function, allowance), lengths);
        } catch (RuntimeException | Error e) {
            FailureNote.add(e, engine.catalogue(), function, Map.of(), new Drawn(Map.of(), 0));
            throw e;
        }
    }
}
