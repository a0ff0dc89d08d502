package dev.dscore.app;

import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;

/** The source of a call's inputs. */
public sealed interface InputSource permits Sent, Drawn {
    /**
     * Returns the inputs bound to {@code function}.
     *
     * @throws dev.dscore.problem.RequestException if the inputs do not fit the function
     */
    Binding bind(FunctionDefinition function, Engine engine) throws TooCostlyException;
}
