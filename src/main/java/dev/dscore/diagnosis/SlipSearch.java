package dev.dscore.diagnosis;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Indices;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.verify.PlainEvaluator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Mutants in one gradient's formula and what they make of it: sought out once, and asked for each submission. Not for use by
 * several threads at a time.
 */
final class SlipSearch {
    // what it costs to print one
    private static final int CHARACTER = 20;

    // longer explanations are dropped: students do not read them
    private static final int LONGEST_SENTENCE = 200;

    // the maximum number of equally good explanations in one message; if there are more, the message contains none
    private static final int MOST_TOLD = 3;

    private static final List<Integer> LENGTHS = List.of(3, 5, 7, 11, 13, 17, 19);

    private static final int NUMBERS_AT_ONCE = 2_000_000;
    private static final long SEED = 11;

    private static final Yardstick SAME_FORMULA = new Yardstick(new Tolerance(1e-5, 1e-9)),
            SAME_VALUE = new Yardstick(new Tolerance(1e-12, 1e-12));

    private final Evaluator evaluator;
    private final RandomInputs random;
    private final FunctionDefinition function;
    private final Inputs inputs;
    private final String gradient;
    private final Map<String, Size> equal;
    private final Graph backward;
    private final Set<Node> needed = new HashSet<>();
    // the values of the right formula, of which slips change little
    private final Map<Node, Tensor> right;
    private final NumpyPrinter printer;
    private final Mutants mutants;
    private final Stage singles;
    private final int atOnce;
    private final Map<Node, Tensor> kept = new HashMap<>();
    private long keptNumbers;
    private @Nullable Made<Stage> pairs;

    /** @param graph holds the formulas of the candidates */
    private record Stage(List<Candidate> candidates, Graph graph) {}

    /**
     * @param equal axes that are equally long, so that more slips are possible: one of them for the others
     * @param effort for seeking the formulas with one slip
     */
    SlipSearch(
            Evaluator evaluator,
            RandomInputs random,
            FunctionDefinition function,
            Graph derived,
            Set<String> upstream,
            Inputs inputs,
            String gradient,
            Map<String, Size> equal,
            Allowance effort) {
        this.evaluator = evaluator;
        this.random = random;
        this.function = function;
        this.inputs = inputs;
        this.gradient = gradient;
        this.equal = equal;
        effort.take(Effort.ofCopy(derived));
        this.backward = derived.with(equal, effort);
        int forward = function.graph().with(equal, effort).nodes().size();
        Map<Node, String> names = new HashMap<>();
        backward.names().forEach((name, node) -> {
            if (!(node instanceof Node.Constant)) names.putIfAbsent(node, name);
        });
        names.remove(backward.named(gradient));
        this.printer = new NumpyPrinter(names);
        double numbers = 0;
        for (Node node : backward.needed(List.of(backward.named(gradient)))) {
            numbers += node.shape().count(inputs.lengths());
            if (node instanceof Node.Apply && !node.holdsIndices()) needed.add(node);
        }
        this.atOnce = (int) Math.max(1, NUMBERS_AT_ONCE / numbers);
        effort.take(Effort.ofCalls(needed, inputs.lengths()));
        this.right = known(Map.of());
        this.mutants = new Mutants(backward, forward, gradient, function.axes(), masks(), upstream, names, effort);
        List<Candidate> candidates = mutants.single();
        this.singles = new Stage(candidates, mutants.graph());
    }

    private Set<String> masks() {
        return function.inputs().stream()
                .filter(input -> input.shape().rank() > 0 && input.isMask())
                .map(Declaration::name)
                .filter(name ->
                        Arrays.stream(inputs.tensors().get(name).data()).allMatch(entry -> entry == 0 || entry == 1))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Map<Node, Tensor> known(Map<String, Tensor> earlier) {
        Map<Node, Tensor> known = new HashMap<>();
        earlier.forEach((name, own) -> known.put(backward.named(name), own));
        known.putAll(evaluator.evaluate(backward, inputs, needed, known));
        return known;
    }

    /** How many nodes it holds. */
    long nodes() {
        Made<Stage> two = pairs;
        return singles.graph.nodes().size()
                + (two == null ? 0 : two.value().graph.nodes().size());
    }

    /**
     * What a search found.
     *
     * @param told the explanation, or those that the numbers do not tell apart; empty where there is none, or too many
     * @param endsSearch whether no other slips are to be sought: some explain it, or the formula is right
     */
    record Found(Optional<Mistake> told, boolean endsSearch) {
        static final Found NOTHING = new Found(Optional.empty(), false);
        static final Found UNTOLD = new Found(Optional.empty(), true);
    }

    Found single(Diagnosis.Question question, Allowance effort) {
        return explanation(singles, question, effort);
    }

    Found pair(Diagnosis.Question question, Allowance effort) {
        Stage stage = pairs(effort);
        // many pairs of slips give small fractions: they prove none
        if (Diagnosis.isPlain(question, stage.candidates.size())) return Found.NOTHING;
        return explanation(stage, question, effort);
    }

    // kept for the next submission
    private Stage pairs(Allowance effort) {
        Made<Stage> known = pairs;
        if (known != null) return known.chargedTo(effort);
        Made.Making making = Made.making(effort);
        List<Candidate> candidates = mutants.pairs(singles.candidates, effort);
        Made<Stage> made = making.of(this, new Stage(candidates, mutants.graph()));
        pairs = made;
        return made.value();
    }

    private Found explanation(Stage stage, Diagnosis.Question question, Allowance effort) {
        Map<Node, Tensor> known = right;
        if (!question.earlier().isEmpty()) {
            effort.take(Effort.ofCalls(needed, inputs.lengths()));
            known = known(question.earlier());
            // where the right formula gives the submission from them, a slip is sought beside the right ones
            Tensor given = known.get(backward.named(gradient));
            if (given != null && question.yardstick().agreesWith(question.submitted(), given)) known = right;
        }
        Map<Candidate, String> formulas = new LinkedHashMap<>();
        List<Candidate> found = withoutIdle(stage.graph, matching(stage, known, question, effort), question, effort);
        found = withoutPlain(stage, found, known, question, effort);
        found = outsideOfRight(found, question);
        if (found.isEmpty()) return Found.NOTHING;
        found = withoutOtherForms(stage.graph, found, question, effort);
        if (found.isEmpty()) return Found.UNTOLD;
        for (Candidate candidate : telling(found, known, question, effort)) {
            if (candidate.contradictsItself() || candidate.sentence().length() > LONGEST_SENTENCE) continue;
            String formula = printer.definition(candidate.formula());
            effort.take((long) CHARACTER * formula.length());
            // a formula too long to print explains nothing
            if (!formula.contains(NumpyPrinter.ELLIPSIS)) formulas.put(candidate, formula);
        }
        if (formulas.isEmpty()) return stage == singles ? Found.UNTOLD : Found.NOTHING;
        // pairs: the shortest formula first, because two slips that partly cancel often match by chance; then by
        // likelihood, length of the sentence, length of the formula
        List<Candidate> matching = new ArrayList<>(formulas.keySet());
        matching.sort(
                Comparator.comparing((Candidate candidate) -> candidate.slips().size() == 1
                                ? 0
                                : Formula.needed(candidate.formula()).size())
                        .thenComparing(Candidate::last)
                        .thenComparing(slip -> slip.sentence().length())
                        .thenComparing(slip -> formulas.get(slip).length()));
        Candidate first = matching.get(0);
        Optional<Mistake> told = sentence(stage.graph, matching, effort)
                .map(sentence -> new Mistake(first.id(), first.factor(), formulas.get(first), sentence));
        return new Found(told, true);
    }

    /** Drops pairs of slips that cancel: with the right earlier gradients, they give the right result. */
    private List<Candidate> withoutIdle(
            Graph graph, List<Candidate> matching, Diagnosis.Question question, Allowance effort) {
        boolean pairs =
                matching.stream().anyMatch(candidate -> candidate.slips().size() > 1);
        if (!pairs || question.earlier().isEmpty()) return matching;
        Set<Node> formulas = matching.stream().map(Candidate::formula).collect(Collectors.toSet());
        effort.take(Effort.ofPlain(graph, graph.needed(formulas, right.keySet()), inputs.lengths()));
        Map<Node, Tensor> values = PlainEvaluator.evaluate(graph, inputs, List.copyOf(formulas), right, effort);
        return matching.stream()
                .filter(candidate ->
                        !question.yardstick().agreesWith(values.get(candidate.formula()), question.reference()))
                .toList();
    }

    /** Keeps the candidates with no slip inside of a gradient that was submitted and is right, if there are any. */
    private List<Candidate> outsideOfRight(List<Candidate> matching, Diagnosis.Question question) {
        Set<Node> right = question.right().stream().map(backward::named).collect(Collectors.toSet());
        Node whole = backward.named(gradient);
        if (right.isEmpty() || right.contains(whole)) return matching;
        Set<Node> outside = new HashSet<>(backward.needed(List.of(whole), right));
        outside.removeAll(right);
        List<Candidate> others = matching.stream()
                .filter(candidate ->
                        candidate.changes().stream().allMatch(change -> mutants.isIn(outside, change.value())))
                .toList();
        return others.isEmpty() ? matching : others;
    }

    /**
     * Drops the slips in a term that only change counts and small fractions to other ones, too few to tell: those of a hinge
     * loss come out of many formulas.
     */
    private List<Candidate> withoutPlain(
            Stage stage,
            List<Candidate> matching,
            Map<Node, Tensor> known,
            Diagnosis.Question question,
            Allowance effort) {
        Set<Node> nodes = matching.stream()
                .flatMap(candidate -> candidate.changesOfCounts(backward.named(gradient)))
                .flatMap(change -> Stream.of(change.value(), change.instead()))
                .collect(Collectors.toSet());
        if (nodes.isEmpty()) return matching;
        effort.take(Effort.ofPlain(stage.graph, stage.graph.needed(nodes, known.keySet()), inputs.lengths()));
        Map<Node, Tensor> values = PlainEvaluator.evaluate(stage.graph, inputs, List.copyOf(nodes), known, effort);
        return matching.stream()
                .filter(candidate -> candidate
                        .changesOfCounts(backward.named(gradient))
                        .noneMatch(change -> Diagnosis.isPlain(
                                values.get(change.value()),
                                values.get(change.instead()),
                                question,
                                stage.candidates.size())))
                .toList();
    }

    /**
     * Drops candidates that agree with the right formula at random inputs; asked only where the submission itself nearly does:
     * rounding alone tells them apart. With the logistic function of -x for that of x, {@code p (1 - p)} is the same.
     */
    private List<Candidate> withoutOtherForms(
            Graph graph, List<Candidate> matching, Diagnosis.Question question, Allowance effort) {
        if (!SAME_FORMULA.agreesWith(question.submitted(), question.reference())) return matching;
        Node whole = backward.named(gradient);
        Set<Node> formulas = matching.stream().map(Candidate::formula).collect(Collectors.toSet());
        formulas.add(whole);
        Map<Node, Tensor> values = drawn(graph, formulas, inputs.lengths(), effort);
        return matching.stream()
                .filter(candidate -> !SAME_VALUE.agreesWith(values.get(candidate.formula()), values.get(whole)))
                .toList();
    }

    /** The candidates without those of two slips that by themselves leave the gradient right, as without a term that is 0. */
    private List<Candidate> telling(
            List<Candidate> matching, Map<Node, Tensor> known, Diagnosis.Question question, Allowance effort) {
        Set<Slip> slips = matching.stream()
                .filter(candidate -> candidate.slips().size() > 1)
                .flatMap(candidate -> candidate.slips().stream())
                .collect(Collectors.toSet());
        if (slips.isEmpty()) return matching;
        // one slip may be made in several places
        Map<Slip, List<Node>> alone = new HashMap<>();
        for (Candidate single : singles.candidates) {
            Slip slip = single.slips().get(0);
            if (slips.contains(slip))
                alone.computeIfAbsent(slip, first -> new ArrayList<>()).add(single.formula());
        }
        List<Node> formulas =
                alone.values().stream().flatMap(List::stream).distinct().toList();
        effort.take(Effort.ofPlain(singles.graph, singles.graph.needed(formulas, known.keySet()), inputs.lengths()));
        Map<Node, Tensor> values = PlainEvaluator.evaluate(singles.graph, inputs, formulas, known, effort);
        Set<Slip> idle = alone.keySet().stream()
                .filter(slip -> alone.get(slip).stream().allMatch(formula -> question.yardstick()
                        .agreesWith(values.get(formula), question.reference())))
                .collect(Collectors.toSet());
        return matching.stream().map(candidate -> candidate.without(idle)).toList();
    }

    private List<Candidate> matching(
            Stage stage, Map<Node, Tensor> known, Diagnosis.Question question, Allowance effort) {
        List<Candidate> matching = new ArrayList<>();
        for (int start = 0; start < stage.candidates.size(); start += atOnce) {
            List<Candidate> some = stage.candidates.subList(start, Math.min(start + atOnce, stage.candidates.size()));
            List<Node> formulas = some.stream().map(Candidate::formula).toList();
            // also what is kept from another submission counts
            effort.take(Effort.ofPlain(stage.graph, stage.graph.needed(formulas, known.keySet()), inputs.lengths())
                    + (long) some.size() * question.submitted().size());
            Map<Node, Tensor> values = known == right ? kept(formulas) : null;
            if (values == null) {
                values = PlainEvaluator.evaluate(stage.graph, inputs, formulas, known, effort);
                if (known == right) keep(values);
            }
            for (Candidate candidate : some) {
                if (explains(candidate, values.get(candidate.formula()), stage, question)) matching.add(candidate);
            }
        }
        return matching;
    }

    private boolean explains(Candidate candidate, Tensor value, Stage stage, Diagnosis.Question question) {
        return Diagnosis.isProof(question, value, stage.candidates.size())
                && !question.yardstick().agreesWith(value, question.reference())
                && Indices.firstOutside(stage.graph, stage.graph.needed(List.of(candidate.formula())), inputs)
                        .isEmpty();
    }

    private @Nullable Map<Node, Tensor> kept(List<Node> formulas) {
        return kept.keySet().containsAll(formulas) ? kept : null;
    }

    // for the next submission
    private void keep(Map<Node, Tensor> values) {
        long numbers = values.values().stream().mapToLong(Tensor::size).sum();
        if (keptNumbers + numbers > NUMBERS_AT_ONCE) return;
        keptNumbers += numbers;
        kept.putAll(values);
    }

    /** The explanations that these numbers do not tell apart, and which inputs would; empty where they are too many to tell. */
    private Optional<String> sentence(Graph graph, List<Candidate> matching, Allowance effort) {
        // one sentence may say of several formulas what is wrong
        Map<String, Candidate> bySentence = new LinkedHashMap<>();
        for (Candidate candidate : matching) bySentence.putIfAbsent(candidate.sentence(), candidate);
        List<Candidate> different = List.copyOf(bySentence.values());
        List<Candidate> told = new ArrayList<>(different.subList(0, 1)), alike = new ArrayList<>();
        List<Candidate> others = different.subList(1, different.size());
        if (others.isEmpty()) return Optional.of(told.get(0).sentence());
        Set<Node> formulas = different.stream().map(Candidate::formula).collect(Collectors.toSet());
        Map<Node, Tensor> byValues = drawn(graph, formulas, inputs.lengths(), effort);
        for (Candidate candidate : others) {
            boolean unlike = told.stream().allMatch(known -> isUnlike(known, candidate, byValues));
            (unlike ? told : alike).add(candidate);
            if (told.size() > MOST_TOLD) return Optional.empty();
        }
        boolean byLengths = false;
        Map<Node, Tensor> atLengths = alike.isEmpty() ? Map.of() : drawn(graph, formulas, otherLengths(), effort);
        for (Candidate candidate : alike) {
            boolean unlike = told.stream()
                    .allMatch(known -> isUnlike(known, candidate, byValues) || isUnlike(known, candidate, atLengths));
            if (!unlike) continue;
            told.add(candidate);
            byLengths = true;
            if (told.size() > MOST_TOLD) return Optional.empty();
        }
        String sentences = told.stream().map(Candidate::sentence).collect(Collectors.joining("; or "));
        if (told.size() == 1) return Optional.of(sentences);
        return Optional.of(sentences + ": these numbers cannot tell, inputs "
                + (byLengths ? "with axes of other lengths" : "of other values") + " could");
    }

    // all different, and other than those of the request
    private Map<String, Integer> otherLengths() {
        Map<String, Integer> other = new LinkedHashMap<>();
        List<Integer> left = new ArrayList<>(LENGTHS);
        for (String axis : function.axes()) {
            int own = inputs.lengths().get(axis);
            Integer next =
                    left.stream().filter(length -> length != own).findFirst().orElse(own + 1);
            left.remove(next);
            other.put(axis, function.lengths().getOrDefault(axis, next));
        }
        equal.forEach((axis, size) -> other.put(axis, (int) size.in(other)));
        return other;
    }

    private Map<Node, Tensor> drawn(Graph graph, Set<Node> formulas, Map<String, Integer> lengths, Allowance effort) {
        effort.take(Effort.ofCalls(graph.needed(formulas), lengths)
                + Effort.ofCalls(function.graph().nodes(), lengths));
        return evaluator.evaluate(graph, inputs(random.draw(function, lengths, SEED)), formulas);
    }

    // a formula without a finite value at the drawn inputs cannot be distinguished from another one
    private static boolean isUnlike(Candidate one, Candidate other, Map<Node, Tensor> values) {
        Tensor first = values.get(one.formula()), second = values.get(other.formula());
        boolean finite = Double.isFinite(sum(first)) && Double.isFinite(sum(second));
        return finite && !SAME_FORMULA.agreesWith(second, first);
    }

    private static double sum(Tensor tensor) {
        return Arrays.stream(tensor.data()).sum();
    }

    private static Inputs inputs(RandomInputs.Drawn drawn) {
        Map<String, Tensor> tensors = new HashMap<>(drawn.inputs());
        drawn.upstream().forEach((output, tensor) -> tensors.put(Derivation.gradientOf(output), tensor));
        return new Inputs(tensors, drawn.sizes());
    }
}
