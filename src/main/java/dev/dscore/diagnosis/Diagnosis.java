package dev.dscore.diagnosis;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.compute.SpentException;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import dev.dscore.nd4j.Evaluator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Why a gradient is wrong: which slip in its formula gives exactly the submitted numbers. One slip is sought first, then one
 * that only these lengths allow, as {@code *} for {@code @} of square matrices, then two at once. Nothing is guessed: where
 * no slip gives every entry, there is no explanation.
 */
public final class Diagnosis {
    /**
     * A gradient that is wrong.
     *
     * @param submitted in the shape of the value
     * @param earlier by name, what stands for the right gradients before it: the student's own
     * @param right names of gradients before it that were submitted and are right
     */
    public record Question(
            Tensor submitted, Tensor reference, Map<String, Tensor> earlier, Set<String> right, Yardstick yardstick) {}

    /** What a request has paid for. */
    private record Sought(String gradient) {}

    private static final int LARGEST_DIVISOR = 64;

    // a node takes about a hundred bytes
    private static final int MOST_NODES = 300_000;

    private final Evaluator evaluator;
    private final RandomInputs random;
    private final FunctionDefinition function;
    private final Graph derived;
    private final Inputs inputs;
    private final Map<String, Made<List<SlipSearch>>> searches = new HashMap<>();
    private @Nullable Map<Node, Tensor> gradients;

    /** @param derived the backward pass of {@code function} */
    public Diagnosis(
            Evaluator evaluator, RandomInputs random, FunctionDefinition function, Graph derived, Inputs inputs) {
        this.evaluator = evaluator;
        this.random = random;
        this.function = function;
        this.derived = derived;
        this.inputs = inputs;
    }

    /** The part of {@code allowance} that the explanations of one report may take, in operations, all its gradients included. */
    public Allowance effort(Allowance allowance) {
        long gradients = Effort.ofCalls(derived.needed(named().values()), inputs.lengths());
        return allowance.part(Effort.OF_A_REPORT - gradients, Effort.OF_A_STEP);
    }

    /** The slip that explains what was submitted for {@code gradient}; none where the effort does not suffice to find it. */
    public Optional<Mistake> explain(String gradient, Question question, Allowance effort) {
        // an answer left blank is proof of no formula
        boolean blank = Arrays.stream(question.submitted().data()).allMatch(entry -> entry == 0);
        // a single number such as 1 or 1/2 is what many formulas give
        boolean plain = question.submitted().size() == 1 && isPlain(question, 1);
        if (blank || plain || effort.left() < 0) return Optional.empty();
        boolean whole = false;
        try {
            Optional<Mistake> found = sought(gradient, question, effort);
            whole = true;
            return found;
        } catch (SpentException e) {
            return Optional.empty();
        } finally {
            // a search that was stopped is not kept: the next submission starts it anew
            if (!whole) searches.remove(gradient);
        }
    }

    private Optional<Mistake> sought(String gradient, Question question, Allowance effort) {
        Optional<Mistake> found = otherGradient(gradient, question, effort);
        List<SlipSearch> general = searches(gradient, effort);
        boolean ended = found.isPresent();
        for (int i = 0; i < general.size() && !ended; i++) {
            SlipSearch.Found single = general.get(i).single(question, effort);
            found = single.told();
            ended = single.endsSearch();
        }
        Optional<Mistake> handedOn = handedOn(question);
        // preferred to every slip except a missing factor
        boolean factor = found.filter(slip -> slip.id().equals(Mutation.MISSING_FACTOR.id()))
                .isPresent();
        if (handedOn.isPresent() && !factor) return handedOn;
        return ended ? found : general.get(0).pair(question, effort).told();
    }

    // in general, then for what only these lengths allow; kept for the next submission
    private List<SlipSearch> searches(String gradient, Allowance effort) {
        Made<List<SlipSearch>> known = searches.get(gradient);
        if (known != null) return known.chargedTo(effort);
        long nodes = searches.values().stream()
                .flatMap(made -> made.value().stream())
                .mapToLong(SlipSearch::nodes)
                .sum();
        if (nodes > MOST_NODES) searches.clear();
        Map<String, Size> equal = equalAxes();
        List<Map<String, Size>> kinds = equal.isEmpty() ? List.of(Map.of()) : List.of(Map.of(), equal);
        Made.Making making = Made.making(effort);
        List<SlipSearch> sought = kinds.stream()
                .map(axes -> new SlipSearch(
                        evaluator, random, function, derived, upstream(), inputs, gradient, axes, effort))
                .toList();
        Made<List<SlipSearch>> made = making.of(new Sought(gradient), sought);
        searches.put(gradient, made);
        return made.value();
    }

    /** The gradient of a later value, handed on as it is. */
    private Optional<Mistake> handedOn(Question question) {
        return upstream().stream()
                .filter(name -> isProof(question, inputs.tensors().get(name), 1))
                .findFirst()
                .map(name -> new Mistake(
                        "other-gradient", null, name, "this is " + name + " as it is handed down: nothing is derived"));
    }

    private Set<String> upstream() {
        return function.upstreamOutputs().stream().map(Derivation::gradientOf).collect(Collectors.toSet());
    }

    // the gradients of named values, but those handed down
    private Map<String, Node> named() {
        Map<String, Node> named = new LinkedHashMap<>();
        for (String value : function.named().keySet()) {
            String name = Derivation.gradientOf(value);
            Node node = derived.names().get(name);
            if (node != null && !upstream().contains(name)) named.put(name, node);
        }
        return named;
    }

    private Map<Node, Tensor> gradients() {
        Map<Node, Tensor> known = gradients;
        if (known == null) gradients = known = evaluator.evaluate(derived, inputs, Set.copyOf(named().values()));
        return known;
    }

    private Optional<Mistake> otherGradient(String gradient, Question question, Allowance effort) {
        Node own = derived.named(gradient);
        List<String> others = named().keySet().stream()
                .filter(name -> derived.named(name) != own
                        && derived.named(name).shape().rank() > 0)
                .filter(name -> Arrays.equals(
                        derived.named(name).shape().in(inputs.lengths()),
                        question.submitted().shape()))
                .toList();
        effort.take((long) others.size() * question.submitted().size());
        // for p - t, dp is -dt, and the sign is the better explanation
        if (others.isEmpty() || isNegative(question)) return Optional.empty();
        Map<Node, Tensor> values = gradients();
        return others.stream()
                .filter(name -> isProof(question, values.get(derived.named(name)), others.size()))
                .findFirst()
                .map(name -> new Mistake("other-gradient", null, name, "this is " + name));
    }

    private static boolean isNegative(Question question) {
        return question.yardstick()
                .agreesWith(question.submitted(), question.reference().times(-1));
    }

    /** Of axes that are equally long the first for each, and 1 for those of length 1: what fits by these lengths only. */
    private Map<String, Size> equalAxes() {
        Map<Integer, Size> firstOf = new HashMap<>(Map.of(1, Size.ONE));
        Map<String, Size> equal = new LinkedHashMap<>();
        for (String axis : function.axes()) {
            Size first = firstOf.putIfAbsent(inputs.lengths().get(axis), Size.of(axis));
            if (first != null) equal.put(axis, first);
        }
        return equal;
    }

    /** Whether the numbers agree, and too well for it to be chance that one of so many formulas does. */
    static boolean isProof(Question question, Tensor value, int formulas) {
        Tensor submitted = question.submitted();
        if (!Arrays.equals(submitted.shape(), value.shape())) return false;
        // a formula that is 0 everywhere does not explain small numbers that are not 0
        if (Arrays.stream(value.data()).allMatch(entry -> entry == 0)) return false;
        if (!question.yardstick().agreesWith(submitted, value)) return false;
        double apart = 2 * question.yardstick().unit();
        Set<Double> different = new HashSet<>();
        for (int i = 0; i < value.size(); i++) {
            double own = submitted.data()[i], entry = value.data()[i];
            boolean isLost = question.yardstick().isRounding(i, entry, question.reference());
            // where the right entry and this one may both be rounding errors, a match proves nothing
            if (own == 0 || isLost) continue;
            different.add(own);
            double explained = question.yardstick().explained(i);
            // a value within rounding of 0 matches as well as 0 would, compared with the right entry
            double size = Math.abs(entry) > explained
                    ? Math.abs(entry)
                    : Math.abs(question.reference().data()[i]);
            apart = Math.max(apart, Math.abs(entry) > explained ? Math.abs(own - entry) / size : explained / size);
        }
        // one entry agrees by chance as often as it is apart; a thousand to one against all of them
        return different.size() * -Math.log(2 * apart) > Math.log(1000.0 * formulas);
    }

    /** Whether these numbers are too plain to tell which of so many formulas they come from. */
    static boolean isPlain(Question question, int formulas) {
        return evidence(Arrays.stream(question.submitted().data()), question) < Math.log(1000.0 * formulas);
    }

    /**
     * Returns whether the entries that a slip changes, and what it changes them to, both have too few digits to single out one
     * of so many formulas.
     */
    static boolean isPlain(Tensor value, Tensor instead, Question question, int formulas) {
        double enough = Math.log(1000.0 * formulas);
        // numbers of another shape, as of a sum along another axis, have no numbers to be compared with
        boolean alike = Arrays.equals(value.shape(), instead.shape());
        int[] changed = IntStream.range(0, instead.size())
                .filter(i -> !alike || value.data()[i] != instead.data()[i])
                .toArray();
        double before = evidence(
                alike ? Arrays.stream(changed).mapToDouble(i -> value.data()[i]) : Arrays.stream(value.data()),
                question);
        double after = evidence(Arrays.stream(changed).mapToDouble(i -> instead.data()[i]), question);
        return before < enough && after < enough;
    }

    private static double evidence(DoubleStream entries, Question question) {
        double digits =
                Math.max(question.yardstick().rtol(), question.yardstick().unit());
        return entries.filter(entry -> entry != 0)
                .distinct()
                .map(entry -> plainness(entry, digits))
                .sum();
    }

    /**
     * The negative logarithm of how often a formula gives a number by chance. Fractions of small numbers come out of many: in
     * saturation every gradient is made of a few of them.
     */
    private static double plainness(double entry, double digits) {
        for (int divisor = 1; divisor <= LARGEST_DIVISOR; divisor++) {
            double multiple = Math.abs(entry) * divisor;
            if (Math.abs(multiple - Math.rint(multiple)) <= digits * multiple)
                return Math.log(divisor * (1 + multiple));
        }
        return Double.POSITIVE_INFINITY;
    }
}
