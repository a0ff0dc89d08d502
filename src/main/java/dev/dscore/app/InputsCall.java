package dev.dscore.app;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;

/** Random inputs of a function, for somebody to try it on. */
public record InputsCall(Function function, Drawn inputs) {
    public RandomInputs.Drawn run(Engine engine) throws TooCostlyException {
        return inputs.draw(function, engine);
    }
}
