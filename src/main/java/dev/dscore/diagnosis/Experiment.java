package dev.dscore.diagnosis;

import dev.dscore.array.Tensor;
import dev.dscore.functions.RandomInputs;
import java.util.Map;

/**
 * A submission at inputs of other values: what explains its numbers at the given inputs and not at others is chance, as where a
 * constant equals one over a length.
 */
public interface Experiment {
    /** A submission of numbers, which cannot be asked. */
    Experiment NONE = drawn -> Map.of();

    /**
     * Returns the gradients that the submission computes from these inputs, by name; empty where it computes none.
     *
     * @param drawn the same at every call
     */
    Map<String, Tensor> gradients(RandomInputs.Drawn drawn);
}
