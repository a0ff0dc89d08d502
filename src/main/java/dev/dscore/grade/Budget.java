package dev.dscore.grade;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import dev.dscore.verify.Memory;
import dev.dscore.verify.TooCostlyException;
import java.util.Locale;
import java.util.Map;

/** What one request may cost, and the memory that all share. */
public final class Budget {
    // of the heap, for an entry of any value: the plain array, its copy, its error bound; ND4J has its own beside the
    // heap
    private static final int BYTES_OF_ENTRY = 24;
    // of an entry of an input: its estimate, where a second-order difference does not settle it
    private static final int BYTES_OF_ESTIMATE = 72;

    private final long elements;
    private final long work;
    private final Memory memory;

    /**
     * @param elements of any one value, inputs and intermediate values alike
     * @param work multiplications and evaluations of single numbers, the finite differences included
     * @param memory for all that is computed at a time
     */
    public Budget(long elements, long work, Memory memory) {
        this.elements = elements;
        this.work = work;
        this.memory = memory;
    }

    public long elements() {
        return elements;
    }

    public long work() {
        return work;
    }

    /**
     * Refuses to evaluate {@code graph} where a value is too large, or all of them take too much work or memory; else waits for
     * that memory, which is given back when what is returned is closed.
     */
    public Memory.Held hold(Graph graph, Map<String, Integer> lengths) throws TooCostlyException {
        check(graph, lengths);
        double all = 0, largest = 0;
        for (Node node : graph.nodes()) {
            double entries = entries(node, lengths);
            all += entries;
            if (node instanceof Node.Input) largest = Math.max(largest, entries);
        }
        return memory.hold(BYTES_OF_ENTRY * all + BYTES_OF_ESTIMATE * largest);
    }

    /** Refuses to evaluate {@code graph} where a value is too large or all of them take too much work. */
    public void check(Graph graph, Map<String, Integer> lengths) throws TooCostlyException {
        double total;
        try {
            total = operations(graph, lengths);
        } catch (ArithmeticException e) {
            throw new TooCostlyException("a length or a count of entries is too large to compute with");
        }
        if (total > work) {
            throw new TooCostlyException(String.format(
                    Locale.ROOT,
                    "this would take about %.3g operations; at most %d are done in one request",
                    total,
                    work));
        }
    }

    private double operations(Graph graph, Map<String, Integer> lengths) throws TooCostlyException {
        double total = 0;
        for (Node node : graph.nodes()) {
            if (node instanceof Node.AxisSize axisSize) axisSize.size().in(lengths);
            double entries = entries(node, lengths);
            if (entries > elements) {
                throw new TooCostlyException(String.format(
                        Locale.ROOT,
                        "a value of shape %s would have %.3g entries; at most %d are computed",
                        node.shape(),
                        entries,
                        elements));
            }
            boolean product = node instanceof Node.Apply apply && apply.operation() == Operation.MATMUL;
            total += product ? entries * node.arguments().get(0).shape().size(1).in(lengths) : entries;
        }
        return total;
    }

    private static double entries(Node node, Map<String, Integer> lengths) {
        double entries = 1;
        for (Size size : node.shape().sizes()) entries *= size.in(lengths);
        return entries;
    }
}
