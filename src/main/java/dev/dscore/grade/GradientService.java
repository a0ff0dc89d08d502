package dev.dscore.grade;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Verifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gradients with their proof: derived, evaluated, and held against finite differences. */
public final class GradientService {
    private final Derivation derivation;
    private final Evaluator evaluator;
    private final Verifier verifier;

    public GradientService(Derivation derivation, Evaluator evaluator, Verifier verifier) {
        this.derivation = derivation;
        this.evaluator = evaluator;
        this.verifier = verifier;
    }

    /**
     * The function's value and the gradients of all its inputs, checked.
     *
     * @param values intermediate values whose gradients are wanted beside those of the inputs
     * @throws NotFiniteException where the forward or the backward pass leaves the finite numbers
     */
    public VerifiedGradients gradients(Function function, Binding binding, Collection<String> values, Coverage coverage)
            throws NotFiniteException {
        Graph forward = function.graph();
        Inputs inputs = binding.inputs();
        Set<String> wanted = new LinkedHashSet<>(function.differentiable());
        wanted.addAll(values);

        Graph backward = derivation.derive(forward, function.output(), wanted);
        Map<Node, Tensor> evaluated = evaluator.evaluate(backward, inputs, roots(function, backward, wanted));
        Map<Node, Tensor> analytic = new LinkedHashMap<>();
        Map<Node, String> names = new HashMap<>();
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (String name : wanted) {
            String gradientName = Derivation.gradientOf(name);
            Tensor gradient = finite(gradientName, evaluated.get(backward.named(gradientName)));
            analytic.put(forward.named(name), gradient);
            names.put(forward.named(name), gradientName);
            gradients.put(gradientName, asGiven(gradient, binding.given().get(name)));
        }
        Tensor value = finite(function.outputName(), evaluated.get(function.output()));
        Check check = verifier.check(forward, function.output(), inputs, analytic, names, coverage);
        return new VerifiedGradients(value, gradients, check);
    }

    private static List<Node> roots(Function function, Graph backward, Collection<String> wanted) {
        Set<Node> roots = new LinkedHashSet<>();
        roots.add(function.output());
        for (String name : wanted) roots.add(backward.named(Derivation.gradientOf(name)));
        return List.copyOf(roots);
    }

    private static Tensor asGiven(Tensor gradient, int @org.jspecify.annotations.Nullable [] shape) {
        return shape == null ? gradient : gradient.reshaped(shape);
    }

    private static Tensor finite(String name, Tensor tensor) throws NotFiniteException {
        for (int i = 0; i < tensor.size(); i++) {
            if (!Double.isFinite(tensor.data()[i]))
                throw new NotFiniteException(name, tensor.index(i), tensor.data()[i]);
        }
        return tensor;
    }
}
