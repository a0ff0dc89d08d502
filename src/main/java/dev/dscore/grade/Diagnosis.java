package dev.dscore.grade;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Function;
import dev.dscore.functions.Indices;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a gradient is wrong: which slip in its formula gives exactly the submitted numbers. One slip is sought first, then one
 * that only these lengths allow, as {@code *} for {@code @} of square matrices, then two at once. Nothing is guessed: where
 * no slip gives every entry, there is no explanation.
 */
final class Diagnosis {
    /** How many numbers may be computed in each search. */
    private static final double WORK = 2e8;

    /** What a node costs beside its numbers. */
    private static final int NODE = 2_000;

    private static final int NUMBERS_AT_ONCE = 2_000_000;
    private static final long SEED = 11;

    private final Evaluator evaluator;
    private final RandomInputs random;
    private final Function function;
    private final Graph derived;
    private final Inputs inputs;
    private final Tolerance tolerance;

    /** @param derived the backward pass of {@code function} */
    Diagnosis(
            Evaluator evaluator,
            RandomInputs random,
            Function function,
            Graph derived,
            Inputs inputs,
            Tolerance tolerance) {
        this.evaluator = evaluator;
        this.random = random;
        this.function = function;
        this.derived = derived;
        this.inputs = inputs;
        this.tolerance = tolerance;
    }

    /**
     * The slip that explains {@code submitted}, in the shape of the value.
     *
     * @param earlier by name, what stands for the right gradients before it: the student's own
     */
    Optional<Mistake> explain(String gradient, Tensor submitted, Tensor reference, Map<String, Tensor> earlier) {
        Optional<Mistake> other = otherGradient(gradient, submitted);
        if (other.isPresent()) return other;
        Search general = new Search(Map.of(), gradient, submitted, reference, earlier);
        Optional<Mistake> single = general.single();
        if (single.isPresent()) return single;
        Map<String, Size> equal = equalAxes();
        if (!equal.isEmpty()) {
            Optional<Mistake> particular = new Search(equal, gradient, submitted, reference, earlier).single();
            if (particular.isPresent()) return particular;
        }
        return handedOn(submitted).or(general::pair);
    }

    /** The gradient of a later value, handed on as it is. */
    private Optional<Mistake> handedOn(Tensor submitted) {
        return upstream().stream()
                .filter(name -> isProof(submitted, inputs.tensors().get(name), 1))
                .findFirst()
                .map(name -> new Mistake(
                        "other-gradient", null, name, "this is " + name + " as it is handed down: nothing is derived"));
    }

    private Set<String> upstream() {
        return function.upstreamOutputs().stream().map(Derivation::gradientOf).collect(Collectors.toSet());
    }

    private Optional<Mistake> otherGradient(String gradient, Tensor submitted) {
        Node own = derived.named(gradient);
        List<String> others = function.named().keySet().stream()
                .map(Derivation::gradientOf)
                .filter(name -> derived.names().containsKey(name))
                .filter(name -> !upstream().contains(name))
                .filter(name -> derived.named(name) != own
                        && derived.named(name).shape().rank() > 0)
                .filter(name -> Arrays.equals(derived.named(name).shape().in(inputs.lengths()), submitted.shape()))
                .toList();
        Map<Node, Tensor> values = evaluator.evaluate(
                derived, inputs, others.stream().map(derived::named).collect(Collectors.toSet()));
        return others.stream()
                .filter(name -> isProof(submitted, values.get(derived.named(name)), others.size()))
                .findFirst()
                .map(name -> new Mistake("other-gradient", null, name, "this is " + name));
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
    private boolean isProof(Tensor submitted, Tensor value, int formulas) {
        if (!Arrays.equals(submitted.shape(), value.shape()) || !tolerance.accepts(submitted, value)) return false;
        double apart = 0x1p-52;
        Set<Double> different = Arrays.stream(submitted.data())
                .filter(entry -> entry != 0)
                .boxed()
                .collect(Collectors.toSet());
        for (int i = 0; i < value.size(); i++) {
            double entry = Math.abs(value.data()[i]);
            if (entry > 0) apart = Math.max(apart, Math.abs(submitted.data()[i] - value.data()[i]) / entry);
        }
        // one entry agrees by chance as often as it is apart; a thousand to one against all of them
        return different.size() * -Math.log(2 * apart) > Math.log(1000.0 * formulas);
    }

    private static Inputs inputs(RandomInputs.Drawn drawn) {
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> tensors.put(Derivation.gradientOf(output), tensor));
        return new Inputs(tensors, drawn.sizes());
    }

    /** For slips in one gradient's formula, in general or in particular where axes are equally long. */
    private final class Search {
        private final Map<String, Size> equal;
        private final Tensor submitted;
        private final Tensor reference;
        private final Map<Node, Tensor> earlier = new HashMap<>();
        private final NumpyPrinter printer;
        private final Slips slips;
        private final int atOnce;
        private List<Candidate> singles = List.of();

        Search(
                Map<String, Size> equal,
                String gradient,
                Tensor submitted,
                Tensor reference,
                Map<String, Tensor> earlier) {
            this.equal = equal;
            this.submitted = submitted;
            this.reference = reference;
            Graph backward = derived.with(equal);
            int forward = function.graph().with(equal).nodes().size();
            earlier.forEach((name, own) -> this.earlier.put(backward.named(name), own));
            Map<Node, String> names = new HashMap<>();
            backward.names().forEach((name, node) -> {
                if (!(node instanceof Node.Constant)) names.putIfAbsent(node, name);
            });
            names.remove(backward.named(gradient));
            this.printer = new NumpyPrinter(names);
            double numbers = 0;
            for (Node node : backward.needed(List.of(backward.named(gradient)))) {
                numbers += node.shape().count().in(inputs.lengths());
            }
            this.atOnce = (int) Math.max(1, NUMBERS_AT_ONCE / numbers);
            this.slips = new Slips(backward, forward, gradient, function.axes(), upstream(), names);
        }

        Optional<Mistake> single() {
            singles = slips.single();
            return explanation(singles);
        }

        Optional<Mistake> pair() {
            return explanation(slips.pairs(singles));
        }

        private Optional<Mistake> explanation(List<Candidate> candidates) {
            Graph graph = slips.graph();
            List<Candidate> matching = matching(graph, candidates);
            // a formula too long to print explains nothing
            matching.removeIf(slip -> printer.definition(slip.formula()).contains(NumpyPrinter.ELLIPSIS));
            if (matching.isEmpty()) return Optional.empty();
            // the likeliest first, and of those the one that leaves less to explain
            matching.sort(Comparator.comparing(Candidate::last)
                    .thenComparing(slip -> printer.definition(slip.formula()).length()));
            Candidate first = matching.get(0);
            String sentence = first.sentence() + alternative(graph, matching);
            return Optional.of(new Mistake(first.id(), first.factor(), printer.definition(first.formula()), sentence));
        }

        private List<Candidate> matching(Graph graph, List<Candidate> candidates) {
            List<Candidate> matching = new ArrayList<>();
            double spent = 0;
            for (int start = 0; start < candidates.size() && spent < WORK; start += atOnce) {
                List<Candidate> some = candidates.subList(start, Math.min(start + atOnce, candidates.size()));
                List<Node> formulas = some.stream().map(Candidate::formula).toList();
                spent += work(graph, formulas);
                Map<Node, Tensor> values = evaluator.evaluate(graph, inputs, formulas, earlier);
                for (Candidate candidate : some) {
                    Tensor value = values.get(candidate.formula());
                    boolean explains = isProof(submitted, value, candidates.size())
                            && !tolerance.accepts(value, reference)
                            && Indices.firstOutside(graph.needed(List.of(candidate.formula())), inputs)
                                    .isEmpty();
                    if (explains) matching.add(candidate);
                }
            }
            return matching;
        }

        private double work(Graph graph, List<Node> formulas) {
            double work = 0;
            for (Node node : graph.needed(formulas)) {
                work += NODE + node.shape().count().in(inputs.lengths());
            }
            return work;
        }

        /** A second explanation that these numbers do not tell from the first, and which inputs would. */
        private String alternative(Graph graph, List<Candidate> matching) {
            if (matching.size() == 1) return "";
            Map<String, Integer> lengths = new HashMap<>(inputs.lengths());
            Optional<Candidate> byValues = unlikeFirst(graph, matching, lengths);
            if (byValues.isPresent()) return or(byValues.get()) + "inputs of other values could";
            Map<String, Integer> other = RandomInputs.sizes(function, Map.of());
            equal.forEach((axis, size) -> other.put(axis, (int) size.in(other)));
            Optional<Candidate> byLengths = unlikeFirst(graph, matching, other);
            return byLengths
                    .map(slip -> or(slip) + "inputs with axes of other lengths could")
                    .orElse("");
        }

        private static String or(Candidate slip) {
            return "; or " + slip.sentence() + ": these numbers cannot tell, ";
        }

        private Optional<Candidate> unlikeFirst(Graph graph, List<Candidate> matching, Map<String, Integer> lengths) {
            Map<Node, Tensor> values = evaluator.evaluate(
                    graph,
                    Diagnosis.inputs(random.draw(function, lengths, SEED)),
                    matching.stream().map(Candidate::formula).collect(Collectors.toSet()));
            Tensor first = values.get(matching.get(0).formula());
            return matching.stream()
                    .filter(slip -> !tolerance.accepts(values.get(slip.formula()), first))
                    .findFirst();
        }
    }
}
