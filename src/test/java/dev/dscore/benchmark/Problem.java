package dev.dscore.benchmark;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.InputException;
import dev.dscore.functions.RandomInputs;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.Check;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.PlainEvaluator;
import dev.dscore.verify.Verifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A function of the catalogue with random inputs and its gradients. */
final class Problem {
    private final Verifier verifier = new Verifier(Long.MAX_VALUE);
    private final FunctionDefinition function;
    private final Inputs inputs;
    private final Map<String, Claim> claims = new LinkedHashMap<>();

    /** @param sizes such as {@code N=100 D=200 C=10} */
    Problem(String name, String sizes) throws InputException, NotFiniteException, TooCostlyException {
        function = new Catalogue().find(name).orElseThrow().function();
        Map<String, Integer> lengths = new HashMap<>();
        for (String size : sizes.split(" ")) {
            String[] parts = size.split("=");
            lengths.put(parts[0], Integer.valueOf(parts[1]));
        }
        Evaluator evaluator = new Evaluator();
        RandomInputs.Drawn drawn = new RandomInputs(evaluator).draw(function, lengths, 1);
        Binding binding = Binding.of(function, drawn.inputs(), drawn.upstream());
        inputs = binding.inputs();
        Derivation derivation = new Derivation(DerivativeTable.shipped());
        Budget budget = new Budget(Long.MAX_VALUE, Long.MAX_VALUE, new Memory(Long.MAX_VALUE));
        VerifiedGradients gradients = new GradientService(derivation, evaluator, verifier, budget)
                .gradients(function, binding, List.of(), Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
        for (String input : function.differentiable()) {
            Node node = function.graph().named(input);
            Tensor gradient = gradients.gradients().get(Derivation.gradientOf(input));
            claims.put(
                    Derivation.gradientOf(input),
                    new Claim(node, gradient.reshaped(node.shape().in(inputs.lengths()))));
        }
    }

    Inputs inputs() {
        return inputs;
    }

    long entries() {
        return claims.values().stream()
                .mapToLong(claim -> claim.gradient().size())
                .sum();
    }

    /** Every entry, against finite differences. */
    Check check() throws TooCostlyException {
        return verifier.check(
                function.graph(), function.objective(), inputs, claims, Coverage.EVERY_ENTRY, Allowance.UNLIMITED);
    }

    /** The function's value with one entry shifted: what a loop over the entries computes twice for each. */
    double shifted() {
        Map<String, Tensor> tensors = new HashMap<>(inputs.tensors());
        String first = function.differentiable().iterator().next();
        double[] data = tensors.get(first).data().clone();
        data[0] += 1e-5;
        tensors.put(first, new Tensor(tensors.get(first).shape(), data));
        return PlainEvaluator.evaluate(
                        function.graph(),
                        new Inputs(tensors, inputs.lengths()),
                        function.objective(),
                        Allowance.UNLIMITED)
                .data()[0];
    }
}
