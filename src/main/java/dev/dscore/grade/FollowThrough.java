package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.diagnosis.Tolerance;
import dev.dscore.diagnosis.Yardstick;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.BackwardPass;
import dev.dscore.verify.Precision;
import dev.dscore.verify.RoundingEstimate;
import java.util.Arrays;
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
    /** Operations of the evaluator for which a step is taken. */
    private static final int OPERATIONS_OF_STEP = 300;

    // two formulas give the same if they differ by less, relative to each entry and to the largest
    private static final double SAME = 1e-7;

    private final Evaluator evaluator;
    private final FunctionDefinition function;
    private final Binding binding;
    private final Submission submission;
    private final Reference reference;
    private final Graph backward;
    private final Allowance allowance;
    private final Map<String, Tensor> own = new LinkedHashMap<>();
    private final Set<String> meant = new HashSet<>(), right = new HashSet<>();
    private final Map<String, Set<String>> onTheWay = new HashMap<>();
    private final Map<String, Set<Node>> needed = new HashMap<>();
    private final Map<Pair, Line> lines = new HashMap<>();
    // by gradient, the name under which the submission has it
    private final Map<String, String> heldAs = new HashMap<>();
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
     * Notes a wrong value; to be called in the order of the backward pass.
     *
     * @param gradient the gradient that the value stands for: that of its name, or a later one if the code uses the name again
     * @param value in the declared shape
     */
    void add(String name, String gradient, Tensor value) {
        own.put(gradient, value);
        heldAs.put(gradient, name);
    }

    /** Notes that a value is meant as the gradient of its name: it carries points, a slip explains it, or another follows from it. */
    void addMeant(String name) {
        meant.add(name);
    }

    /** Notes that a gradient is right. */
    void addRight(String name) {
        right.add(name);
    }

    /** Returns the right gradients that the chain rule may take to this one. */
    Set<String> rightBefore(String name) {
        return right.stream().filter(other -> isOnTheWay(other, name)).collect(Collectors.toSet());
    }

    /** Returns whether {@link #addMeant} was called for the value. */
    boolean isMeant(String name) {
        return meant.contains(name);
    }

    /** Returns the wrong values that come before this one and are meant as gradients, by name. */
    Map<String, Tensor> meantBefore(String name) {
        int at = backward.named(name).id();
        Map<String, Tensor> before = new LinkedHashMap<>();
        own.forEach((other, value) -> {
            boolean earlier =
                    backward.named(other).id() < at && gradientsOnTheWay(name).contains(other);
            if (earlier && meant.contains(heldAs.get(other))) before.put(other, value);
        });
        return before;
    }

    /**
     * The origin of a gradient that is wrong only because an earlier one is.
     *
     * @param culprit the name of the latest wrong value in its formula
     * @param gradient the gradient whose formula gives it: that of its name, or a later one
     */
    record Following(String culprit, String gradient) {}

    /**
     * Returns the wrong values from which the right formula gives the submitted numbers; null if it gives them from none.
     *
     * @param submitted in the declared shape
     */
    @Nullable
    Following following(String name, Tensor submitted) {
        try {
            String culprit = culpritOf(name, name, submitted);
            if (culprit != null) return new Following(culprit, name);
            if (submission.carriesPoints(name)) return null;
            // dhidden masked in place is dpre
            for (String next : unnamedAfter(name, submitted)) {
                culprit = culpritOf(next, name, submitted);
                if (culprit != null) return new Following(culprit, next);
            }
            return null;
        } catch (SpentException e) {
            return null;
        }
    }

    // the later gradients of the same shape that were not submitted
    private List<String> unnamedAfter(String name, Tensor submitted) {
        return function.named().keySet().stream()
                .map(Derivation::gradientOf)
                .filter(next -> backward.names().containsKey(next)
                        && !submission.gradients().containsKey(next)
                        && takes(next, name))
                .filter(next -> Arrays.equals(
                        backward.named(next).shape().in(binding.inputs().lengths()), submitted.shape()))
                .toList();
    }

    private @Nullable String culpritOf(String gradient, String name, Tensor submitted) {
        Set<Node> needed = new HashSet<>(backward.needed(List.of(backward.named(gradient))));
        Set<String> onTheWay = gradientsOnTheWay(gradient);
        Map<Node, Tensor> before = new HashMap<>();
        Map<Node, String> names = new HashMap<>();
        own.forEach((other, value) -> {
            Node at = backward.named(other);
            if (heldAs.get(other).equals(name) || !onTheWay.contains(other) || !needed.contains(at)) return;
            before.put(at, value);
            names.put(at, heldAs.get(other));
        });
        if (before.isEmpty() || !follows(gradient, submitted, before)) return null;
        return names.entrySet().stream()
                .max(Comparator.comparingInt(earlier -> earlier.getKey().id()))
                .orElseThrow()
                .getValue();
    }

    private boolean follows(String name, Tensor submitted, Map<Node, Tensor> before) {
        Node node = backward.named(name);
        List<Tensor> likely = Stream.concat(Stream.of(given(name, before)), conventionsGiven(name, before).stream())
                .filter(one -> !isFar(submitted, one))
                .toList();
        if (likely.isEmpty()) return false;
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
        return likely.stream().anyMatch(one -> follows(submitted, one, yardstick));
    }

    /**
     * Returns whether a gradient, as it was submitted, is what its right formula gives from what was submitted of an earlier one.
     *
     * @param factor by which the earlier one is divided
     */
    boolean gives(String name, double factor, String later) {
        Tensor submitted = submission.gradients().get(later);
        Tensor given = given(name, factor, later).reshaped(submitted.shape());
        return !isFar(submitted, given) && follows(submitted, given, alike(later));
    }

    /** Returns the Euclidean distance between a submitted gradient and what its formula gives as in {@link #gives}. */
    double distance(String name, double factor, String later) {
        double[] submitted = submission.gradients().get(later).data(),
                given = given(name, factor, later).data();
        double squares = 0;
        for (int i = 0; i < given.length; i++) squares += Math.pow(submitted[i] - given[i], 2);
        return Math.sqrt(squares);
    }

    private Tensor given(String name, double factor, String later) {
        return lines.computeIfAbsent(new Pair(name, later), pair -> line(name, later))
                .at(1 / factor);
    }

    private record Pair(String name, String later) {}

    /** The values of a formula for all multiples of one earlier gradient. A formula of a backward pass is affine in each. */
    private record Line(Tensor atZero, Tensor atOne) {
        Tensor at(double multiple) {
            double[] numbers = new double[atOne.size()];
            for (int i = 0; i < numbers.length; i++) {
                double zero = atZero.data()[i], one = atOne.data()[i];
                numbers[i] = multiple == 1 ? one : zero + multiple * (one - zero);
            }
            return new Tensor(atOne.shape(), numbers);
        }
    }

    private Line line(String name, String later) {
        Node node = backward.named(name);
        Tensor value = submission
                .gradients()
                .get(name)
                .reshaped(node.shape().in(binding.inputs().lengths()));
        return new Line(given(later, Map.of(node, value.times(0))), given(later, Map.of(node, value)));
    }

    /** Returns whether the right formula of a later gradient gives the same from this value as from the right one. */
    boolean changesNothing(String name, Tensor value, String later) {
        Tensor full =
                value.reshaped(backward.named(name).shape().in(binding.inputs().lengths()));
        Tensor given = given(later, Map.of(backward.named(name), full)), right = given(later, Map.of());
        return !isFar(right, given) && follows(right, given, alike(later));
    }

    // without an estimate of rounding, which would cost too much for each pair of gradients
    private Yardstick alike(String name) {
        return new Yardstick(
                new Tolerance(Math.max(SAME, submission.toleranceOf(name).rtol()), SAME));
    }

    // what the right formula of a gradient gives from these values of earlier ones
    private Tensor given(String name, Map<Node, Tensor> earlier) {
        Node node = backward.named(name);
        Map<Node, Tensor> known = new HashMap<>(forward());
        known.putAll(earlier);
        double numbers = 0;
        for (Node needed : backward.needed(List.of(node), known.keySet()))
            numbers += needed.shape().count(binding.inputs().lengths())
                    * Math.max(1, Cost.terms(needed, binding.inputs().lengths()));
        allowance.take(1 + (long) (numbers / OPERATIONS_OF_STEP));
        return evaluator
                .evaluate(backward, binding.inputs(), List.of(node), known)
                .get(node);
    }

    /** Returns whether the right formula of a gradient takes another one, by the chain rule. */
    boolean takes(String later, String name) {
        return !later.equals(name)
                && isHandedOn(backward.named(name))
                && gradientsOnTheWay(later).contains(name)
                && needed.computeIfAbsent(later, key -> new HashSet<>(backward.needed(List.of(backward.named(key)))))
                        .contains(backward.named(name));
    }

    /** Returns whether the chain rule may take a gradient to another one, whatever the formulas do. */
    boolean isOnTheWay(String name, String later) {
        return gradientsOnTheWay(later).contains(name);
    }

    /** Returns whether the gradient is an array and no constant: dloss = 1 would be the same node as every other 1. */
    static boolean isHandedOn(Node gradient) {
        return !(gradient instanceof Node.Constant || gradient instanceof Node.AxisSize);
    }

    // the same at kinks, where a course may have another convention than the rules
    private List<Tensor> conventionsGiven(String name, Map<Node, Tensor> before) {
        // a gradient that was not asked for has no proof
        if (!submission.gradients().containsKey(name) || !reference.proof(name).reachesKinks()) return List.of();
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
        return onTheWay.computeIfAbsent(name, this::findOnTheWay);
    }

    private Set<String> findOnTheWay(String name) {
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
