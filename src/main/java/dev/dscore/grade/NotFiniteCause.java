package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.plain.Cause;
import dev.dscore.verify.PlainEvaluator;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoublePredicate;
import java.util.stream.IntStream;

/**
 * Why an entry of a formula's result is NaN or infinite: the first operation in it that leaves the finite numbers by the value it
 * is given, and by entries of it that the result's entry depends on. Both are computed, never guessed; where there is no such
 * operation, there is no cause to tell.
 */
final class NotFiniteCause {
    private static final double OVERFLOWS_EXP = Math.log(Double.MAX_VALUE);
    private static final int LONGEST_OPERAND = 60;

    /** Operations on plain numbers for which a step is taken. */
    private static final int OPERATIONS_OF_STEP = 300;

    private final Evaluator evaluator;
    private final Graph graph;
    private final Inputs inputs;
    private final Allowance allowance;
    private final Map<Node, String> names = new HashMap<>();

    /**
     * Of an array that was computed elsewhere, by the right formula as far as is known: with exp, where it has a softmax.
     *
     * @param position of the entry
     */
    static Optional<String> inFormula(
            Evaluator evaluator, Graph graph, Inputs inputs, String name, int position, Allowance allowance) {
        try {
            return new NotFiniteCause(evaluator, graph, inputs, allowance.part()).of(graph.named(name), position);
        } catch (SpentException e) {
            // a reason costs no mark
            return Optional.empty();
        }
    }

    private NotFiniteCause(Evaluator evaluator, Graph graph, Inputs inputs, Allowance allowance) {
        this.evaluator = evaluator;
        this.graph = graph;
        this.inputs = inputs;
        this.allowance = allowance;
        // of several names of a value the first, so that the same code gets the same sentence
        new TreeMap<>(graph.names()).forEach((name, node) -> names.putIfAbsent(node, name));
    }

    /** Returns the sentence about an operation of submitted code. */
    static Optional<String> sentence(Cause cause) {
        String text = cause.operand().replaceAll("\\s+", " ");
        if (text.length() > LONGEST_OPERAND || text.isEmpty())
            text = "an operand of " + cause.function().replace("divide", "/");
        if (cause.overflows()) return Optional.of(beyond(text, cause.isNormalized()));
        String zero = isZero(text, cause.zero());
        if (text.matches("0(\\.0*)?")) return Optional.of("something is divided by " + text + ".");
        return Optional.of(
                zero + (cause.function().equals("log") ? ", and log takes it." : ", and something is divided by it."));
    }

    // not how far: code can make that any number of the inputs
    private static String beyond(String text, boolean normalized) {
        return text + " goes beyond 709, where exp overflows"
                + (normalized ? ": take the largest of each row out before exp." : ".");
    }

    private static String isZero(String text, int[] index) {
        boolean name = text.matches("\\w+");
        return name || index.length == 0
                ? Entry.of(text, index) + " is 0"
                : text + " is 0 at " + Arrays.toString(index);
    }

    /**
     * An operand of an operation that {@code formula} needs, and the entry of the result that is not finite.
     *
     * @param isNaN whether the formula itself gives NaN there
     */
    private record Suspect(
            Node.Apply operation, Node operand, Tensor value, Node formula, int position, boolean isNaN) {}

    private Optional<String> of(Node formula, int position) {
        List<Node> needed = graph.needed(List.of(formula));
        Map<Node.Apply, Node> operands = new LinkedHashMap<>();
        for (Node node : needed) {
            if (node instanceof Node.Apply apply) operand(apply).ifPresent(operand -> operands.put(apply, operand));
        }
        if (operands.isEmpty()) return Optional.empty();
        Map<Node, Tensor> values = evaluator.evaluate(
                graph, inputs, operands.values().stream().distinct().toList());
        boolean isNaN = isNaN(formula, position, Map.of());
        return operands.entrySet().stream()
                .map(entry -> new Suspect(
                        entry.getKey(), entry.getValue(), values.get(entry.getValue()), formula, position, isNaN))
                .flatMap(suspect -> sentence(suspect, needed).stream())
                .findFirst();
    }

    // the argument by which an operation can leave the finite numbers
    private static Optional<Node> operand(Node.Apply apply) {
        return switch (apply.operation()) {
            // softmax and its like do not overflow, but written with exp they would
            case EXP, LOG, LOGSUMEXP, SOFTMAX, LOG_SOFTMAX -> Optional.of(apply.argument());
            case DIVIDE -> Optional.of(apply.arguments().get(1));
            default -> Optional.empty();
        };
    }

    private Optional<String> sentence(Suspect suspect, List<Node> needed) {
        String text = new NumpyPrinter(names).use(suspect.operand);
        if (text.length() > LONGEST_OPERAND)
            text = "an operand of " + suspect.operation.operation().text();
        return switch (suspect.operation.operation()) {
            case LOG -> zero(text, suspect).map(entry -> entry + ", and log takes it.");
            case DIVIDE ->
                suspect.operand instanceof Node.Constant
                        ? Optional.of("something is divided by " + text + ".")
                                .filter(any -> suspect.value.data()[0] == 0)
                        : zero(text, suspect).map(entry -> entry + ", and something is divided by it.");
            case EXP -> overflow(suspect, beyond(text, isNormalized(suspect.operation, needed)));
            default -> overflow(suspect, beyond(text, true));
        };
    }

    private Optional<String> overflow(Suspect suspect, String sentence) {
        return reaching(suspect, entry -> entry > OVERFLOWS_EXP).isPresent() ? Optional.of(sentence) : Optional.empty();
    }

    private Optional<String> zero(String text, Suspect suspect) {
        return reaching(suspect, entry -> entry == 0).map(entry -> isZero(text, suspect.value.index(entry)));
    }

    // of the operand's entries that may be the cause, one on which the result's entry depends
    private Optional<Integer> reaching(Suspect suspect, DoublePredicate causes) {
        double[] data = suspect.value.data();
        int[] entries = IntStream.range(0, data.length)
                .filter(i -> causes.test(data[i]))
                .toArray();
        if (entries.length == 0 || !isReached(suspect, entries)) return Optional.empty();
        while (entries.length > 1) {
            int half = entries.length / 2;
            int[] first = Arrays.copyOf(entries, half);
            entries = isReached(suspect, first) ? first : Arrays.copyOfRange(entries, half, entries.length);
        }
        return Optional.of(entries[0]);
    }

    // whether the result's entry becomes NaN with NaN in these entries of the operand; where it is NaN already, whether
    // it becomes a number without them
    private boolean isReached(Suspect suspect, int[] entries) {
        double[] data = suspect.value.data().clone();
        for (int entry : entries) data[entry] = suspect.isNaN ? 1 : Double.NaN;
        Tensor instead = new Tensor(suspect.value.shape(), data);
        return isNaN(suspect.formula, suspect.position, Map.of(suspect.operand, instead)) != suspect.isNaN;
    }

    private boolean isNaN(Node formula, int position, Map<Node, Tensor> given) {
        double operations = 0;
        for (Node node : graph.needed(List.of(formula), given.keySet()))
            operations += node.shape().count(inputs.lengths()) * Math.max(1, Cost.terms(node, inputs.lengths()));
        allowance.take((long) (operations / OPERATIONS_OF_STEP));
        Tensor result = PlainEvaluator.evaluate(graph, inputs, List.of(formula), given, allowance)
                .get(formula);
        return Double.isNaN(result.data()[position]);
    }

    // exp(a) / sum(exp(a))
    private static boolean isNormalized(Node exp, List<Node> needed) {
        return needed.stream()
                .anyMatch(node -> node instanceof Node.Apply apply
                        && apply.operation() == Operation.SUM
                        && apply.argument() == exp);
    }
}
