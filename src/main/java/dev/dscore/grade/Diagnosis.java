package dev.dscore.grade;

import dev.dscore.calculus.Derivation;
import dev.dscore.functions.Function;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.tensor.Evaluator;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Why a gradient is wrong: which one slip in its formula gives exactly the submitted numbers. Nothing is guessed: where no slip
 * gives every entry, there is no explanation.
 */
final class Diagnosis {
    /** How many numbers may be computed to explain one gradient. */
    private static final double WORK = 2e8;

    private static final int NUMBERS_AT_ONCE = 2_000_000;
    private static final long SEED = 11;

    private final Evaluator evaluator;
    private final RandomInputs random;
    private final Function function;
    private final Graph derived;
    private final Map<Node, String> names = new HashMap<>();

    Diagnosis(Evaluator evaluator, RandomInputs random, Function function, Graph derived) {
        this.evaluator = evaluator;
        this.random = random;
        this.function = function;
        this.derived = derived;
        derived.names().forEach((name, node) -> {
            if (!(node instanceof Node.Constant)) names.putIfAbsent(node, name);
        });
    }

    /**
     * The slip that explains {@code submitted}, in the shape of the value.
     *
     * @param earlier what stands for the right gradients before it: the student's own
     */
    Optional<Mistake> explain(
            String gradient,
            Tensor submitted,
            Tensor reference,
            Inputs inputs,
            Map<Node, Tensor> earlier,
            Tolerance tolerance) {
        Optional<Mistake> other = otherGradient(gradient, submitted, inputs, tolerance);
        if (other.isPresent()) return other;
        Set<String> upstream =
                function.upstreamOutputs().stream().map(Derivation::gradientOf).collect(Collectors.toSet());
        Node right = derived.named(gradient);
        Map<Node, String> visible = new HashMap<>(names);
        visible.remove(right);
        Slips.Found slips = Slips.of(derived, gradient, function.axes(), upstream, visible);
        List<Candidate> matching = matching(slips, submitted, reference, inputs, earlier, tolerance);
        NumpyPrinter printer = new NumpyPrinter(visible);
        // a formula too long to print explains nothing
        matching.removeIf(slip -> printer.definition(slip.formula()).contains(NumpyPrinter.ELLIPSIS));
        if (matching.isEmpty()) return Optional.empty();
        // the simplest first: of two slips that come to the same, the one that leaves less to explain, and a factor on
        // the
        // whole only where nothing inside it explains the same
        matching.sort(Comparator.<Candidate, Boolean>comparing(slip -> slip.mutation() == Mutation.EXTRA_FACTOR)
                .thenComparing(slip -> printer.definition(slip.formula()).length()));
        List<Candidate> different = different(slips.graph(), matching, tolerance);
        Candidate first = different.get(0);
        String sentence = first.sentence();
        if (different.size() > 1) {
            sentence += "; or " + different.get(1).sentence()
                    + ": these numbers cannot tell, inputs with axes of other lengths could";
        }
        String formula = printer.definition(first.formula());
        return Optional.of(new Mistake(first.mutation().id(), first.factor(), formula, sentence));
    }

    private Optional<Mistake> otherGradient(String gradient, Tensor submitted, Inputs inputs, Tolerance tolerance) {
        Node own = derived.named(gradient);
        List<String> others = function.named().keySet().stream()
                .map(Derivation::gradientOf)
                .filter(name -> derived.names().containsKey(name))
                // what the next layer hands down is no answer to anything
                .filter(name -> !(derived.named(name) instanceof Node.Input))
                .filter(name -> derived.named(name) != own
                        && derived.named(name).shape().rank() > 0)
                .filter(name -> Arrays.equals(derived.named(name).shape().in(inputs.lengths()), submitted.shape()))
                .toList();
        Map<Node, Tensor> values = evaluator.evaluate(
                derived, inputs, others.stream().map(derived::named).collect(Collectors.toSet()));
        return others.stream()
                .filter(name -> tolerance.accepts(submitted, values.get(derived.named(name))))
                .findFirst()
                .map(name -> new Mistake("other-gradient", null, name, "this is " + name));
    }

    private List<Candidate> matching(
            Slips.Found slips,
            Tensor submitted,
            Tensor reference,
            Inputs inputs,
            Map<Node, Tensor> earlier,
            Tolerance tolerance) {
        double numbers = 0;
        for (Node node : derived.needed(List.of(slips.gradient()))) {
            numbers += node.shape().count().in(inputs.lengths());
        }
        if (numbers * slips.candidates().size() > WORK) return new ArrayList<>();
        int atOnce = (int) Math.max(1, Math.min(slips.candidates().size(), NUMBERS_AT_ONCE / numbers));
        List<Candidate> matching = new ArrayList<>();
        for (int start = 0; start < slips.candidates().size(); start += atOnce) {
            List<Candidate> some = slips.candidates()
                    .subList(start, Math.min(start + atOnce, slips.candidates().size()));
            Map<Node, Tensor> values = evaluator.evaluate(
                    slips.graph(), inputs, some.stream().map(Candidate::formula).collect(Collectors.toSet()), earlier);
            for (Candidate candidate : some) {
                Tensor value = values.get(candidate.formula());
                if (tolerance.accepts(submitted, value) && !tolerance.accepts(value, reference))
                    matching.add(candidate);
            }
        }
        return matching;
    }

    /** The first of the candidates, and of the others those that other inputs tell from it. */
    private List<Candidate> different(Graph graph, List<Candidate> matching, Tolerance tolerance) {
        Candidate first = matching.get(0);
        if (matching.size() == 1) return matching;
        RandomInputs.Drawn drawn = random.draw(function, RandomInputs.sizes(function, Map.of()), SEED);
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> tensors.put(Derivation.gradientOf(output), tensor));
        Map<Node, Tensor> values = evaluator.evaluate(
                graph,
                new Inputs(tensors, drawn.sizes()),
                matching.stream().map(Candidate::formula).collect(Collectors.toSet()));
        List<Candidate> different = new ArrayList<>(List.of(first));
        for (Candidate candidate : matching) {
            if (!tolerance.accepts(values.get(candidate.formula()), values.get(first.formula())))
                different.add(candidate);
        }
        return different;
    }
}
