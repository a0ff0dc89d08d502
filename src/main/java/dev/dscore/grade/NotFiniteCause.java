package dev.dscore.grade;

import dev.dscore.array.Entry;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.nd4j.Evaluator;
import dev.dscore.plain.Cause;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Why a number of a formula is NaN or infinite: the first operation in it that leaves the finite numbers by the value it is
 * given. That value is computed, never guessed; where there is no such operation, there is no cause to tell.
 */
final class NotFiniteCause {
    private static final double OVERFLOWS_EXP = Math.log(Double.MAX_VALUE);
    private static final int LONGEST_OPERAND = 60;

    private final Evaluator evaluator;
    private final Graph graph;
    private final Inputs inputs;
    private final boolean writtenOut;
    private final Map<Node, String> names = new HashMap<>();

    /** Of an array that was computed elsewhere, by the right formula as far as is known: with exp, where it has a softmax. */
    static Optional<String> inFormula(Evaluator evaluator, Graph graph, Inputs inputs, String name) {
        return new NotFiniteCause(evaluator, graph, inputs, graph.names(), true).of(graph.named(name));
    }

    /**
     * @param named what is called by its name
     * @param writtenOut whether logsumexp and softmax stand for what may have been computed with exp
     */
    private NotFiniteCause(
            Evaluator evaluator, Graph graph, Inputs inputs, Map<String, Node> named, boolean writtenOut) {
        this.evaluator = evaluator;
        this.writtenOut = writtenOut;
        this.graph = graph;
        this.inputs = inputs;
        // of several names of a value the first, so that the same code gets the same sentence
        new TreeMap<>(named).forEach((name, node) -> names.putIfAbsent(node, name));
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

    /** Returns the sentence about the first such operation that {@code formula} needs. */
    private Optional<String> of(Node formula) {
        List<Node> needed = graph.needed(List.of(formula));
        Map<Node.Apply, Node> operands = new LinkedHashMap<>();
        for (Node node : needed) {
            if (node instanceof Node.Apply apply) operand(apply).ifPresent(operand -> operands.put(apply, operand));
        }
        Map<Node, Tensor> values = evaluator.evaluate(
                graph, inputs, operands.values().stream().distinct().toList());
        return operands.entrySet().stream()
                .map(entry -> sentence(entry.getKey(), entry.getValue(), values.get(entry.getValue()), needed))
                .flatMap(Optional::stream)
                .findFirst();
    }

    // the argument by which an operation can leave the finite numbers
    private Optional<Node> operand(Node.Apply apply) {
        return switch (apply.operation()) {
            case EXP, LOG -> Optional.of(apply.argument());
            case LOGSUMEXP, SOFTMAX, LOG_SOFTMAX ->
                Optional.of(apply.argument()).filter(operand -> writtenOut);
            case DIVIDE -> Optional.of(apply.arguments().get(1));
            default -> Optional.empty();
        };
    }

    private Optional<String> sentence(Node.Apply apply, Node operand, Tensor value, List<Node> needed) {
        String text = new NumpyPrinter(names).use(operand);
        if (text.length() > LONGEST_OPERAND)
            text = "an operand of " + apply.operation().text();
        boolean overflows = largest(value) > OVERFLOWS_EXP;
        return switch (apply.operation()) {
            case EXP -> {
                String words = beyond(text, isNormalized(apply, needed));
                yield overflows ? Optional.of(words) : Optional.empty();
            }
            case LOG -> zero(text, value).map(entry -> entry + ", and log takes it.");
            case DIVIDE ->
                operand instanceof Node.Constant
                        ? Optional.of("something is divided by " + text + ".").filter(any -> value.data()[0] == 0)
                        : zero(text, value).map(entry -> entry + ", and something is divided by it.");
            // these do not overflow, but written with exp they would
            default -> overflows ? Optional.of(beyond(text, true)) : Optional.empty();
        };
    }

    // exp(a) / sum(exp(a))
    private static boolean isNormalized(Node exp, List<Node> needed) {
        return needed.stream()
                .anyMatch(node -> node instanceof Node.Apply apply
                        && apply.operation() == Operation.SUM
                        && apply.argument() == exp);
    }

    private static double largest(Tensor tensor) {
        return Arrays.stream(tensor.data()).max().orElse(0);
    }

    private static Optional<String> zero(String text, Tensor tensor) {
        for (int i = 0; i < tensor.size(); i++) {
            if (tensor.data()[i] == 0) return Optional.of(isZero(text, tensor.index(i)));
        }
        return Optional.empty();
    }
}
