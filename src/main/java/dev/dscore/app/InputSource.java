package dev.dscore.app;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;

/** Where a call's inputs come from. */
public sealed interface InputSource permits Sent, Drawn {
    /** @throws dev.dscore.problem.RequestException if the inputs do not fit the function */
    Binding bind(Function function, Engine engine) throws TooCostlyException;
}
