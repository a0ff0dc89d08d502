package dev.dscore.app;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;

/** Draws random inputs of a function, as {@code POST /v1/inputs} does. */
public record InputsCall(FunctionDefinition function, Drawn inputs) {
    public RandomInputs.Drawn run(Engine engine) throws TooCostlyException {
        return inputs.draw(function, engine);
    }
}
