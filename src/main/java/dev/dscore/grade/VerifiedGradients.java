package dev.dscore.grade;

import dev.dscore.graph.Graph;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import java.util.Map;

/**
 * @param values of the outputs, by name
 * @param gradients by name, {@code dW}; those of inputs in the shape in which the input came
 * @param check what finite differences say of them
 * @param backward the graph that computed them
 * @param timing what took how long
 */
public record VerifiedGradients(
        Map<String, Tensor> values, Map<String, Tensor> gradients, Check check, Graph backward, Timing timing) {}
