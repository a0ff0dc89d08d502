package dev.dscore.graph;

import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import java.util.Collection;
import java.util.Map;

/** Estimates the cost of computing nodes and checks it against a {@link Budget}. */
public final class Cost {
    // bytes of heap for an entry of any value: the plain array, its copy, its error bound; ND4J's own array is off-heap
    private static final int BYTES_OF_ENTRY = 24;
    // bytes of heap for an entry of an input: its estimate, if a second-order difference does not settle it
    private static final int BYTES_OF_ESTIMATE = 72;

    private Cost() {}

    /** See {@link Budget#hold}. */
    public static Memory.Held hold(Budget budget, Collection<Node> nodes, Map<String, Integer> lengths)
            throws TooCostlyException {
        return budget.hold(of(nodes, lengths, budget));
    }

    /** See {@link Budget#check}. */
    public static void check(Budget budget, Collection<Node> nodes, Map<String, Integer> lengths)
            throws TooCostlyException {
        budget.check(of(nodes, lengths, budget));
    }

    private static Budget.Need of(Collection<Node> nodes, Map<String, Integer> lengths, Budget budget)
            throws TooCostlyException {
        try {
            double all = 0, operations = 0, largest = 0, largestInput = 0;
            Shape shape = Shape.SCALAR;
            for (Node node : nodes) {
                // refuses a length that is too large to compute with
                if (node instanceof Node.AxisSize axisSize) axisSize.size().in(lengths);
                double entries = entries(node, lengths);
                all += entries;
                // the message names the first value that is too large
                if (entries > largest && largest <= budget.elements()) {
                    largest = entries;
                    shape = node.shape();
                }
                if (node instanceof Node.Input) largestInput = Math.max(largestInput, entries);
                operations += entries * terms(node, lengths);
            }
            double bytes = BYTES_OF_ENTRY * all + BYTES_OF_ESTIMATE * largestInput;
            return new Budget.Need(largest, shape.toString(), operations, bytes);
        } catch (ArithmeticException e) {
            throw new TooCostlyException("a length or a count of entries is too large to compute with");
        }
    }

    /** Returns the number of products that an entry of {@code node} is the sum of; 1 if it is not a sum of products. */
    public static double terms(Node node, Map<String, Integer> lengths) {
        if (node instanceof Node.Apply apply && apply.operation() == Operation.EINSUM) {
            Subscripts subscripts = Subscripts.parse(apply.attributes().subscripts());
            double terms = 1;
            for (int axis : Subscripts.places(subscripts.left(), subscripts.summed()))
                terms *= apply.argument().shape().size(axis).in(lengths);
            return terms;
        }
        boolean product = node instanceof Node.Apply apply && apply.operation().isProduct();
        if (!product) return 1;
        Shape left = node.arguments().get(0).shape();
        return left.size(left.rank() - 1).in(lengths);
    }

    private static double entries(Node node, Map<String, Integer> lengths) {
        double entries = 1;
        for (Size size : node.shape().sizes()) entries *= size.in(lengths);
        return entries;
    }
}
