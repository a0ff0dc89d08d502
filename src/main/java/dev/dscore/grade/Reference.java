package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.compute.SpentException;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.gradients.GradientService;
import dev.dscore.gradients.NotFiniteException;
import dev.dscore.gradients.VerifiedGradients;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.verify.BackwardPass;
import dev.dscore.verify.Claim;
import dev.dscore.verify.Coverage;
import dev.dscore.verify.Precision;
import dev.dscore.verify.Proof;
import dev.dscore.verify.RoundingEstimate;
import dev.dscore.verify.Tie;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The verified gradients that submissions to one function at given inputs are held against. Those with points are computed
 * at once; another when a submission first has it, each by itself, so that no submission changes what another gets. Not for
 * use by several threads at a time.
 */
final class Reference {
    private final GradientService service;
    private final FunctionDefinition function;
    private final Binding binding;
    private final Coverage coverage;
    private final Set<String> pointed;
    private final VerifiedGradients verified;
    private final Map<String, Made<Beside>> beside = new HashMap<>();
    private final Map<Formula, RoundingEstimate> roundings = new HashMap<>();
    private final Map<Formula, BackwardPass> backwardPasses = new HashMap<>();
    private final Map<Precision, RoundingEstimate.Program> programs = new EnumMap<>(Precision.class);

    /** A gradient without points, verified, or the reason why it cannot be. */
    private record Beside(Optional<VerifiedGradients> verified, String reason) {}

    /** What a request has paid for. */
    private record WithoutPoints(String gradient) {}

    private record Formula(String gradient, Precision precision) {}

    /** @param pointed the names of the gradients with points */
    Reference(
            GradientService service,
            FunctionDefinition function,
            Binding binding,
            Coverage coverage,
            Set<String> pointed,
            Allowance allowance)
            throws NotFiniteException, TooCostlyException {
        this.service = service;
        this.function = function;
        this.binding = binding;
        this.coverage = coverage;
        this.pointed = Collections.unmodifiableSet(new LinkedHashSet<>(pointed));
        this.verified = service.gradients(function, binding, values(pointed), coverage, allowance);
    }

    /** The verified gradients with points. */
    VerifiedGradients verified() {
        return verified;
    }

    Graph backward() {
        return verified.backward();
    }

    /**
     * Why there is no gradient to hold a submission against, or an empty text; verifies it where that has not been done.
     *
     * @param allowance for gradients without points
     */
    String reasonAgainst(String gradient, Allowance allowance) {
        if (pointed.contains(gradient)) return "";
        try {
            Made<Beside> known = beside.get(gradient);
            if (known != null) return known.chargedTo(allowance).reason;
            Made.Making making = Made.making(allowance);
            Beside found = verify(gradient, allowance);
            beside.put(gradient, making.of(new WithoutPoints(gradient), found));
            return found.reason;
        } catch (SpentException e) {
            return e.getMessage();
        }
    }

    private Beside verify(String gradient, Allowance allowance) {
        if (!backward().names().containsKey(gradient))
            return new Beside(Optional.empty(), "it does not depend on an input that has a gradient");
        try {
            VerifiedGradients one = service.gradients(
                    function, binding, values(pointed), values(Set.of(gradient)), coverage, allowance);
            Proof proof = one.proof(gradient);
            return proof.isUsable() ? new Beside(Optional.of(one), "") : new Beside(Optional.empty(), reason(proof));
        } catch (NotFiniteException | TooCostlyException e) {
            return new Beside(Optional.empty(), e.getMessage());
        }
    }

    static String reason(Proof proof) {
        return proof.confirmed()
                ? proof.undetermined().values().iterator().next()
                : "finite differences do not confirm it";
    }

    /** In the shape in which its input came. */
    Tensor of(String gradient) {
        return verified(gradient).gradients().get(gradient);
    }

    Proof proof(String gradient) {
        return verified(gradient).proof(gradient);
    }

    Claim claim(String gradient) {
        return verified(gradient).claims().get(gradient);
    }

    private VerifiedGradients verified(String gradient) {
        if (pointed.contains(gradient)) return verified;
        return beside.get(gradient).value().verified().orElseThrow();
    }

    /** Ties among the gradients with points; of another gradient those within it. */
    List<Tie> ties(String gradient) {
        return verified(gradient).ties();
    }

    /** What the gradients are gradients of. */
    Node objective() {
        return function.objective();
    }

    /** The rounding errors that the right formula makes in this precision. */
    RoundingEstimate rounding(String gradient, Precision precision) {
        return roundings.computeIfAbsent(new Formula(gradient, precision), key -> program(gradient, precision)
                .of(backward().named(gradient), backward().named(Grader.valueOf(gradient))));
    }

    /** The rounding errors that the forward pass makes in a value in this precision. */
    RoundingEstimate roundingOfValue(String value, Precision precision) {
        Node node = backward().named(value);
        return new RoundingEstimate.Program(
                        backward(),
                        function.graph(),
                        function.objective(),
                        List.of(node),
                        binding.inputs(),
                        Map.of(),
                        precision)
                .of(node, node);
    }

    /** A gradient under each convention at the kinks that this precision cannot tell from where the values are. */
    List<Tensor> conventions(String gradient, Precision precision, Allowance allowance) {
        return backwardPass(gradient, precision).candidates(backward().named(gradient), allowance);
    }

    /** {@link BackwardPass#onEitherSide}, of kinks that operations stand on by rounding in this precision. */
    Optional<BackwardPass.Range> onEitherSide(String gradient, Precision precision, Allowance allowance) {
        return backwardPass(gradient, precision).onEitherSide(backward().named(gradient), allowance);
    }

    private BackwardPass backwardPass(String gradient, Precision precision) {
        List<Node> wanted = List.of(backward().named(gradient));
        return backwardPasses.computeIfAbsent(
                new Formula(gradient, precision),
                key -> new BackwardPass(backward(), function.graph(), binding.inputs(), wanted, Map.of(), precision));
    }

    // those with points are one program; another may be much larger
    private RoundingEstimate.Program program(String gradient, Precision precision) {
        return pointed.contains(gradient)
                ? programs.computeIfAbsent(precision, key -> program(pointed, key))
                : program(Set.of(gradient), precision);
    }

    private RoundingEstimate.Program program(Set<String> gradients, Precision precision) {
        List<Node> nodes =
                gradients.stream().map(name -> backward().named(name)).toList();
        return new RoundingEstimate.Program(
                backward(), function.graph(), function.objective(), nodes, binding.inputs(), Map.of(), precision);
    }

    private static List<String> values(Set<String> gradients) {
        return gradients.stream().map(Grader::valueOf).toList();
    }
}
