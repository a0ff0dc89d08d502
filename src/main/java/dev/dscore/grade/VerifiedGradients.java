package dev.dscore.grade;

import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import java.util.Map;

/**
 * @param value of the function
 * @param gradients by name, {@code dW}; those of inputs in the shape in which the input came
 * @param check what finite differences say of them
 * @param timing what took how long
 */
public record VerifiedGradients(Tensor value, Map<String, Tensor> gradients, Check check, Timing timing) {}
