package dev.dscore.grade;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.Step;
import dev.dscore.calculus.Steps;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Function;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import dev.dscore.verify.Check;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Memory;
import dev.dscore.verify.TooCostlyException;
import dev.dscore.verify.Verifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
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
    private final Budget budget;
    // by the forward graph and what is derived; a node takes about a hundred bytes
    private final Cache<Derived, Graph> backward = Caffeine.newBuilder()
            .maximumWeight(200_000)
            .weigher((Derived key, Graph graph) -> graph.nodes().size())
            .build();

    private record Derived(Graph forward, Node objective, Set<String> wanted) {}

    public GradientService(Derivation derivation, Evaluator evaluator, Verifier verifier, Budget budget) {
        this.budget = budget;
        this.derivation = derivation;
        this.evaluator = evaluator;
        this.verifier = verifier;
    }

    /**
     * The function's value and the gradients of all its inputs, checked.
     *
     * @param values intermediate values whose gradients are wanted beside those of the inputs
     * @throws TooCostlyException before anything large is computed, where the budget does not allow it
     * @throws NotFiniteException where the forward or the backward pass leaves the finite numbers
     */
    public VerifiedGradients gradients(Function function, Binding binding, Collection<String> values, Coverage coverage)
            throws NotFiniteException, TooCostlyException {
        Graph forward = function.graph();
        Inputs inputs = binding.inputs();
        Set<String> wanted = new LinkedHashSet<>(function.differentiable());
        wanted.addAll(values);

        long start = System.nanoTime();
        Graph backward = this.backward.get(
                new Derived(forward, function.objective(), wanted),
                key -> derivation.derive(key.forward, key.objective, key.wanted));
        long derived = System.nanoTime();
        try (Memory.Held held = budget.hold(backward, inputs.lengths())) {
            return checked(function, binding, backward, wanted, coverage, start, derived);
        }
    }

    private VerifiedGradients checked(
            Function function,
            Binding binding,
            Graph backward,
            Set<String> wanted,
            Coverage coverage,
            long start,
            long derived)
            throws NotFiniteException, TooCostlyException {
        Graph forward = function.graph();
        Inputs inputs = binding.inputs();
        Map<Node, Tensor> evaluated = evaluator.evaluate(backward, inputs, roots(function, backward, wanted));
        if (!allFinite(evaluated.values())) throw firstNotFinite(backward, inputs);
        long valued = System.nanoTime();
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (String name : wanted) {
            String gradient = Derivation.gradientOf(name);
            Node node = backward.named(gradient);
            claims.put(
                    gradient,
                    new Claim(forward.named(name), evaluated.get(node), Claim.Rounding.of(backward, node, inputs)));
        }
        Check check = verifier.check(forward, function.objective(), inputs, claims, coverage);

        Timing timing = new Timing(derived - start, valued - derived, System.nanoTime() - valued, 0);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String output : function.outputs()) outputs.put(output, evaluated.get(forward.named(output)));
        return new VerifiedGradients(outputs, asGiven(wanted, claims, binding), check, backward, timing);
    }

    /** The backward pass to all inputs and through every named value, as lines to read. */
    public List<Step> derivation(Function function) {
        Graph backward = derivation.derive(function.graph(), function.objective(), function.differentiable());
        return Steps.of(
                function.graph(),
                function.objective(),
                backward,
                function.named().keySet());
    }

    private static List<Node> roots(Function function, Graph backward, Collection<String> wanted) {
        Set<Node> roots = new LinkedHashSet<>();
        for (String output : function.outputs()) roots.add(function.graph().named(output));
        for (String name : wanted) roots.add(backward.named(Derivation.gradientOf(name)));
        return List.copyOf(roots);
    }

    // a gradient in the shape in which its input came
    private static Map<String, Tensor> asGiven(Collection<String> names, Map<String, Claim> claims, Binding binding) {
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (String name : names) {
            String gradient = Derivation.gradientOf(name);
            gradients.put(gradient, binding.asGiven(name, claims.get(gradient).gradient()));
        }
        return gradients;
    }

    private static boolean allFinite(Collection<Tensor> tensors) {
        return tensors.stream().allMatch(tensor -> Arrays.stream(tensor.data()).allMatch(Double::isFinite));
    }

    // the first of the named values in the order of computation: what comes after it only passes it on
    private NotFiniteException firstNotFinite(Graph backward, Inputs inputs) {
        Map<Node, Tensor> all = evaluator.evaluate(
                backward, inputs, new LinkedHashSet<>(backward.names().values()));
        return backward.names().entrySet().stream()
                .filter(named -> !allFinite(List.of(all.get(named.getValue()))))
                .min(Comparator.comparingInt(named -> named.getValue().id()))
                .map(named -> new NotFiniteException(named.getKey(), all.get(named.getValue())))
                .orElseThrow();
    }
}
