package dev.dscore.functions;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.nd4j.Evaluator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Draws inputs for a function, the same for a seed on every machine: with integer arithmetic and IEEE operations only.
 * Numbers have three decimals and lie between 0.1 and 1 in magnitude, away from the kinks at 0 and short to read.
 */
public final class RandomInputs {
    // different lengths, so that no two axes are mistaken for each other
    private static final int[] LENGTHS = {5, 4, 3, 6, 7, 2, 8, 9};
    private static final double[] SIGNS = {-1, 1};
    private static final double[] POSITIVE = {1, 1};

    private final Evaluator evaluator;

    public RandomInputs(Evaluator evaluator) {
        this.evaluator = evaluator;
    }

    /**
     * @param inputs the inputs by name, in their declared shapes
     * @param upstream the upstream gradients by the output's name
     */
    public record Drawn(Map<String, Integer> sizes, Map<String, Tensor> inputs, Map<String, Tensor> upstream) {}

    /**
     * Returns the given lengths; the other axes get the lengths that the function was made for, or else ones that
     * differ.
     */
    public static Map<String, Integer> sizes(FunctionDefinition function, Map<String, Integer> given) {
        Map<String, Integer> sizes = sizes(function.inputs(), given);
        // lengths that the function was made for
        function.lengths().forEach((axis, length) -> {
            if (!given.containsKey(axis)) sizes.put(axis, length);
        });
        return sizes;
    }

    /** Returns the given lengths; the other axes that {@code inputs} name get lengths that differ. */
    public static Map<String, Integer> sizes(List<Declaration> inputs, Map<String, Integer> given) {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        int next = 0;
        for (String axis : FunctionDefinition.axes(inputs)) {
            sizes.put(axis, given.containsKey(axis) ? given.get(axis) : LENGTHS[next % LENGTHS.length]);
            next++;
        }
        return sizes;
    }

    /** Draws inputs; only positive ones if the function is not finite at others, as with a logarithm. */
    public Drawn draw(FunctionDefinition function, Map<String, Integer> sizes, long seed) {
        Drawn signed = draw(function, sizes, seed, SIGNS);
        return isFinite(function, signed) ? signed : draw(function, sizes, seed, POSITIVE);
    }

    private static Drawn draw(FunctionDefinition function, Map<String, Integer> sizes, long seed, double[] signs) {
        SplitMix random = new SplitMix(seed);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (Declaration input : function.inputs()) {
            int[] shape = input.shape().in(sizes);
            double[] data = new double[Tensor.count(shape)];
            if (input.isInteger()) {
                int below = (int) input.below().orElseThrow().in(sizes);
                Arrays.setAll(data, i -> random.below(below));
            } else {
                Arrays.setAll(data, i -> number(random, signs));
            }
            inputs.put(input.name(), new Tensor(shape, data));
        }
        Map<String, Tensor> upstream = new LinkedHashMap<>();
        for (String output : function.upstreamOutputs()) {
            Shape shape = function.graph().named(output).shape();
            double[] data = new double[Tensor.count(shape.in(sizes))];
            Arrays.setAll(data, i -> number(random, SIGNS));
            upstream.put(output, new Tensor(shape.in(sizes), data));
        }
        return new Drawn(sizes, inputs, upstream);
    }

    private static double number(SplitMix random, double[] signs) {
        return signs[random.below(2)] * (100 + random.below(900)) / 1000.0;
    }

    private boolean isFinite(FunctionDefinition function, Drawn drawn) {
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs);
        drawn.upstream.forEach((output, tensor) -> tensors.put(Derivation.gradientOf(output), tensor));
        Node objective = function.objective();
        Inputs inputs = new Inputs(tensors, drawn.sizes);
        double value = evaluator
                .evaluate(function.graph(), inputs, List.of(objective))
                .get(objective)
                .data()[0];
        return Double.isFinite(value);
    }

    /** SplitMix64: Steele, Lea and Flood, Fast Splittable Pseudorandom Number Generators (2014). */
    private static final class SplitMix {
        private long state;

        SplitMix(long seed) {
            this.state = seed;
        }

        private long next() {
            state += 0x9e3779b97f4a7c15L;
            long z = state;
            z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
            z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
            return z ^ (z >>> 31);
        }

        int below(int bound) {
            return (int) ((next() >>> 33) % bound);
        }
    }
}
