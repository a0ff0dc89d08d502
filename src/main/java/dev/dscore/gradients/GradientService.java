package dev.dscore.gradients;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.Step;
import dev.dscore.calculus.Steps;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Kept;
import dev.dscore.compute.Made;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.BackwardPass;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Proof;
import dev.dscore.verify.Verifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Computes gradients with their proof: derives and evaluates them, and checks them against finite differences. */
public final class GradientService {
    private final Derivation derivation;
    private final Evaluator evaluator;
    private final Verifier verifier;
    private final Budget budget;
    // keyed by the forward graph, which the backward pass holds anyway, and the wanted gradients
    private final Cache<Derived, Made<Graph>> backward = Kept.within((Derived key, Made<Graph> graph) ->
                    Graph.bytes(key.forward, graph.value()) + 100L * key.wanted.size())
            .build();

    // the wanted names are names of the forward graph
    private record Derived(Graph forward, Node objective, Set<String> wanted) {}

    public GradientService(Derivation derivation, Evaluator evaluator, Verifier verifier, Budget budget) {
        this.budget = budget;
        this.derivation = derivation;
        this.evaluator = evaluator;
        this.verifier = verifier;
    }

    /**
     * Returns the function's value and some of its gradients, checked.
     *
     * @param values the inputs and intermediate values whose gradients are wanted, and proven; if empty, every input
     *     with a gradient
     * @param allowance the steps for the backward pass and its check
     * @throws TooCostlyException before anything large is computed, if the budget does not allow it
     * @throws NotFiniteException if the function's value is not finite
     */
    public VerifiedGradients gradients(
            FunctionDefinition function,
            Binding binding,
            Collection<String> values,
            Coverage coverage,
            Allowance allowance)
            throws NotFiniteException, TooCostlyException {
        Collection<String> wanted = values.isEmpty() ? function.differentiable() : values;
        return gradients(function, binding, wanted, wanted, coverage, allowance);
    }

    /** Returns the gradients of {@code values}, checked; the derived graph also reaches {@code derivable}. */
    public VerifiedGradients gradients(
            FunctionDefinition function,
            Binding binding,
            Collection<String> derivable,
            Collection<String> values,
            Coverage coverage,
            Allowance allowance)
            throws NotFiniteException, TooCostlyException {
        long start = System.nanoTime();
        Graph backward = backward(function, derivable, allowance);
        long derived = System.nanoTime();
        try (Memory.Held held =
                Cost.hold(budget, backward.nodes(), binding.inputs().lengths())) {
            return checked(function, binding, backward, List.copyOf(values), coverage, allowance, start, derived);
        }
    }

    /** Returns the backward pass to every input and to some intermediate values. */
    private Graph backward(FunctionDefinition function, Collection<String> values, Allowance allowance) {
        Set<String> derivable = new LinkedHashSet<>(function.differentiable());
        derivable.addAll(values);
        Derived key = new Derived(function.graph(), function.objective(), derivable);
        Made<Graph> known = this.backward.getIfPresent(key);
        if (known != null) return known.chargedTo(allowance);
        Made.Making making = Made.making(allowance);
        Made<Graph> made = making.of(key, derivation.derive(key.forward, key.objective, key.wanted, allowance));
        this.backward.put(key, made);
        return made.value();
    }

    private VerifiedGradients checked(
            FunctionDefinition function,
            Binding binding,
            Graph backward,
            List<String> values,
            Coverage coverage,
            Allowance allowance,
            long start,
            long derived)
            throws NotFiniteException, TooCostlyException {
        Graph forward = function.graph();
        Inputs inputs = binding.inputs();
        Map<String, Node> wanted = new LinkedHashMap<>();
        for (String name : values) wanted.put(name, backward.named(Derivation.gradientOf(name)));
        Set<Node> roots = new LinkedHashSet<>();
        for (String output : function.outputs()) roots.add(forward.named(output));
        roots.addAll(wanted.values());
        Map<Node, Tensor> evaluated = evaluator.evaluate(backward, inputs, roots);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (String output : function.outputs()) outputs.put(output, evaluated.get(forward.named(output)));
        if (!allFinite(outputs.values())) throw firstNotFinite(function, inputs);
        long valued = System.nanoTime();
        BackwardPass atKinks = new BackwardPass(backward, forward, inputs, wanted.values());
        Map<String, Claim> claims = new LinkedHashMap<>();
        wanted.forEach((name, node) -> claims.put(
                Derivation.gradientOf(name),
                new Claim(
                        forward.named(name),
                        evaluated.get(node),
                        asking -> atKinks.rounding(node, asking),
                        asking -> atKinks.candidates(node, asking))));
        Verifier.Verification verification =
                verifier.verify(forward, function.objective(), inputs, claims, coverage, allowance);

        Timing timing = new Timing(derived - start, valued - derived, System.nanoTime() - valued, 0);
        Map<String, Tensor> gradients = new LinkedHashMap<>();
        for (String name : values) {
            String gradient = Derivation.gradientOf(name);
            Proof proof = verification.proofs().get(gradient);
            gradients.put(gradient, binding.asGiven(name, proof.gradient()));
        }
        return new VerifiedGradients(outputs, gradients, verification, claims, backward, timing);
    }

    /** Returns the backward pass to all inputs and through every named value, as readable lines. */
    public List<Step> derivation(FunctionDefinition function, Allowance allowance) {
        Graph backward =
                derivation.derive(function.graph(), function.objective(), function.differentiable(), allowance);
        return Steps.of(
                function.graph(),
                function.objective(),
                backward,
                function.named().keySet());
    }

    private static boolean allFinite(Collection<Tensor> tensors) {
        return tensors.stream().allMatch(tensor -> Arrays.stream(tensor.data()).allMatch(Double::isFinite));
    }

    // blames the named value that is computed first among those that are not finite and make an output not finite
    private NotFiniteException firstNotFinite(FunctionDefinition function, Inputs inputs) {
        Graph forward = function.graph();
        List<Node> outputs = function.outputs().stream().map(forward::named).toList();
        Map<Node, Tensor> all = evaluator.evaluate(forward, inputs, forward.needed(outputs));
        Set<Node> blamed = new LinkedHashSet<>();
        for (Node output : outputs) if (!allFinite(List.of(all.get(output)))) blamed.add(output);
        for (int id = forward.nodes().size() - 1; id >= 0; id--) {
            Node node = forward.nodes().get(id);
            if (!blamed.contains(node)) continue;
            for (Node argument : node.arguments()) if (!allFinite(List.of(all.get(argument)))) blamed.add(argument);
        }
        Map.Entry<String, Node> named = forward.names().entrySet().stream()
                .filter(entry -> blamed.contains(entry.getValue()))
                .min(Comparator.comparingInt(entry -> entry.getValue().id()))
                .orElseThrow();
        Tensor value = all.get(named.getValue());
        return blamed.stream()
                .filter(Node.Apply.class::isInstance)
                .map(Node.Apply.class::cast)
                .min(Comparator.comparingInt(Node::id))
                // np.cosh is computed by exp: a definition without exp gets the value's name only
                .filter(cause ->
                        cause.operation() != Operation.EXP || function.code().contains("exp"))
                .map(cause -> new NotFiniteException(
                        named.getKey(),
                        value,
                        cause.operation(),
                        cause.arguments().stream().map(all::get).toList(),
                        text(forward, cause),
                        all.get(cause)))
                .orElseGet(() -> new NotFiniteException(named.getKey(), value));
    }

    private static String text(Graph forward, Node node) {
        Map<Node, String> names = new HashMap<>();
        forward.names().forEach((name, value) -> names.putIfAbsent(value, name));
        return new NumpyPrinter(names).use(node);
    }
}
