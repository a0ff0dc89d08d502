package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.diagnosis.Yardstick;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.BackwardPass;
import dev.dscore.verify.Precision;
import dev.dscore.verify.RoundingEstimate;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The student's own wrong values, and what the right formulas give from them. */
final class FollowThrough {
    private final Evaluator evaluator;
    private final FunctionDefinition function;
    private final Binding binding;
    private final Submission submission;
    private final Reference reference;
    private final Graph backward;
    private final Allowance allowance;
    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private final Set<String> meant = new HashSet<>();
    private @Nullable Map<Node, Tensor> forward;

    /** @param allowance for what is computed; where it is spent, nothing follows */
    FollowThrough(Evaluator evaluator, Comparison comparison, Allowance allowance) {
        this.evaluator = evaluator;
        this.function = comparison.function();
        this.binding = comparison.binding();
        this.submission = comparison.submission();
        this.reference = comparison.reference();
        this.backward = comparison.backward();
        this.allowance = allowance;
    }

    /**
     * Notes a wrong value.
     *
     * @param value in the declared shape
     * @param isMeant whether it is known to be meant as the gradient of that name, as one is that a slip explains
     */
    void add(String name, Tensor value, boolean isMeant) {
        own.put(name, value);
        if (isMeant) meant.add(name);
    }

    /** The wrong values so far that are meant as gradients, by name: those that a slip explains, or that another one follows from. */
    Map<String, Tensor> own() {
        Map<String, Tensor> known = new LinkedHashMap<>(own);
        known.keySet().retainAll(meant);
        return known;
    }

    /**
     * The latest of the student's own wrong values from which the right formula gives what was submitted; null where none does.
     *
     * @param submitted in the declared shape
     */
    @Nullable
    String culprit(String name, Tensor submitted) {
        Node node = backward.named(name);
        Set<Node> needed = new HashSet<>(backward.needed(List.of(node)));
        Set<String> onTheWay = gradientsOnTheWay(name);
        Map<Node, Tensor> before = new HashMap<>();
        Map<Node, String> names = new HashMap<>();
        own.forEach((other, value) -> {
            Node at = backward.named(other);
            if (!onTheWay.contains(other) || !needed.contains(at)) return;
            before.put(at, value);
            names.put(at, other);
        });
        if (before.isEmpty()) return null;
        Map<Node, Tensor> known = new HashMap<>(forward());
        known.putAll(before);
        Tensor given = evaluator
                .evaluate(backward, binding.inputs(), List.of(node), known)
                .get(node);
        List<Tensor> likely = Stream.concat(Stream.of(given), conventionsGiven(name, before).stream())
                .filter(one -> !isFar(submitted, one))
                .toList();
        if (likely.isEmpty()) return null;
        Tolerance tolerance = submission.toleranceOf(name);
        Yardstick yardstick = new Yardstick(
                tolerance,
                new RoundingEstimate.Program(
                                backward,
                                function.graph(),
                                reference.objective(),
                                List.of(node),
                                binding.inputs(),
                                before,
                                tolerance.precision())
                        .of(node, backward.named(Grader.valueOf(name))),
                allowance);
        try {
            if (likely.stream().noneMatch(one -> follows(submitted, one, yardstick))) return null;
        } catch (SpentException e) {
            return null;
        }
        String culprit = names.entrySet().stream()
                .max(Comparator.comparingInt(earlier -> earlier.getKey().id()))
                .orElseThrow()
                .getValue();
        meant.add(culprit);
        return culprit;
    }

    /**
     * Whether the right formula of a later gradient still gives the right one from this value.
     *
     * @param value in the declared shape
     * @param right the later gradient
     */
    boolean leavesRight(String name, Tensor value, String later, Tensor right, Yardstick yardstick) {
        Map<Node, Tensor> known = new HashMap<>(forward());
        known.put(backward.named(name), value);
        Node node = backward.named(later);
        Tensor given = evaluator
                .evaluate(backward, binding.inputs(), List.of(node), known)
                .get(node);
        return follows(right, given.reshaped(right.shape()), yardstick);
    }

    /** Whether the chain rule may take the gradient called {@code name} to that called {@code later}. */
    boolean isOnTheWay(String name, String later) {
        return gradientsOnTheWay(later).contains(name);
    }

    /** Whether the right formula of a gradient takes an earlier one. */
    boolean isNeeded(String name, String later) {
        return backward.needed(List.of(backward.named(later))).contains(backward.named(name));
    }

    // the same at kinks, where a course may have another convention than the rules
    private List<Tensor> conventionsGiven(String name, Map<Node, Tensor> before) {
        if (!reference.proof(name).reachesKinks()) return List.of();
        Node node = backward.named(name);
        BackwardPass pass = new BackwardPass(
                backward, function.graph(), binding.inputs(), List.of(node), before, Precision.FLOAT64);
        try {
            return pass.candidates(node, allowance);
        } catch (SpentException e) {
            return List.of();
        }
    }

    // of the named values that depend on this one: the chain rule may use the gradient of each. With r = p - t, the
    // gradients dp and dr are one node, and dt follows from dr only
    private Set<String> gradientsOnTheWay(String name) {
        Graph forward = function.graph();
        String value = Grader.valueOf(name);
        BitSet dependents = forward.dependents(forward.named(value));
        return forward.names().entrySet().stream()
                .filter(other -> !other.getKey().equals(value)
                        && dependents.get(other.getValue().id()))
                .map(other -> Derivation.gradientOf(other.getKey()))
                .collect(Collectors.toSet());
    }

    // the values of the forward pass, of which no gradient changes any
    private Map<Node, Tensor> forward() {
        Map<Node, Tensor> known = forward;
        if (known == null) {
            List<Node> nodes = function.graph().nodes().stream()
                    .filter(node -> node instanceof Node.Apply && !node.holdsIndices())
                    .toList();
            forward = known = evaluator.evaluate(backward, binding.inputs(), nodes);
        }
        return known;
    }

    // by more than rounding explains of anything but noise, whose estimate takes a pass over the whole program
    private static boolean isFar(Tensor submitted, Tensor given) {
        double half = Math.max(Yardstick.largest(submitted), Yardstick.largest(given)) / 2;
        for (int i = 0; i < given.size(); i++) {
            if (Math.abs(submitted.data()[i] - given.data()[i]) > half) return true;
        }
        return false;
    }

    // where the right formula meets 0 times infinity it says nothing
    private static boolean follows(Tensor submitted, Tensor given, Yardstick yardstick) {
        boolean[] accepted = yardstick.agreesWithReference(submitted, given);
        boolean told = false;
        for (int i = 0; i < accepted.length; i++) {
            boolean says = !Double.isNaN(given.data()[i]);
            if (says && !accepted[i]) return false;
            told |= says;
        }
        return told;
    }
}
