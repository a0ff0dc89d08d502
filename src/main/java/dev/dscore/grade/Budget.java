package dev.dscore.grade;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Size;
import dev.dscore.verify.TooCostlyException;
import java.util.Locale;
import java.util.Map;

/**
 * What one request may cost.
 *
 * @param elements of any one value, inputs and intermediate values alike
 * @param work multiplications and evaluations of single numbers, the finite differences included
 */
public record Budget(long elements, long work) {

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
            double entries = 1;
            for (Size size : node.shape().sizes()) entries *= size.in(lengths);
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
}
