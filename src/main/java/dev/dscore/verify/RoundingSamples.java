package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Rounding errors by experiment: a program is evaluated several times, each result moved by a random rounding error of the
 * size that its operation makes. Vignes, A Stochastic Arithmetic for Reliable Scientific Computation (1993). Where two uses
 * of one value have the same error and it cancels, as in p² / p, it cancels here too. In the derivative p(1 − p) of the logistic
 * function 1 / (1 + e) with e = exp(−z), 1 − p may have an error of its own: one operation after the other, the derivative is e p².
 */
final class RoundingSamples {
    // their root mean square is less than a third of the standard deviation once in a thousand
    private static final int SAMPLES = 8;
    private static final long SEED = 5;

    // a number evenly spread over -√3 … √3 has the standard deviation 1
    private static final double ROOT3 = Math.sqrt(3);

    private RoundingSamples() {}

    /**
     * The root mean square of the errors of each entry of {@code node}; the larger one, where the derivative of a logistic function
     * can be taken in two ways.
     *
     * @param absorbing what becomes of each value once it is computed, before it is moved
     * @param firstBackward the id of the first node that is no part of the forward pass
     */
    static double[] of(
            Graph graph,
            Inputs inputs,
            Baseline.Amendment absorbing,
            int firstBackward,
            Node node,
            Baseline exact,
            Precision precision,
            ForwardPrecision known) {
        double[] spread = spread(graph, inputs, absorbing, Integer.MAX_VALUE, node, exact, precision, known);
        boolean written =
                graph.nodes().stream().anyMatch(each -> each.id() >= firstBackward && logisticDerivative(each) != null);
        return written
                ? BackwardPass.larger(
                        spread, spread(graph, inputs, absorbing, firstBackward, node, exact, precision, known))
                : spread;
    }

    // where derivatives of the logistic function from a node on are taken by its exponential
    private static double[] spread(
            Graph graph,
            Inputs inputs,
            Baseline.Amendment absorbing,
            int byExponential,
            Node node,
            Baseline exact,
            Precision precision,
            ForwardPrecision known) {
        Tensor center = exact.of(node);
        // residuals are lost beside the numbers that samples would move by them
        double[] spread =
                RoundingErrors.ofResiduals(graph, exact, precision).of(node).clone();
        double[] squares = new double[spread.length];
        int[] counts = new int[spread.length];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            double[] entries = new Baseline(
                            graph,
                            inputs,
                            precision,
                            rounded(graph, absorbing, byExponential, exact, precision, known, random))
                    .of(node)
                    .data();
            for (int i = 0; i < spread.length; i++) {
                double error = entries[i] - center.data()[i];
                // a logarithm of a number that was moved below 0 says nothing
                if (!Double.isFinite(error)) continue;
                counts[i]++;
                // squares may underflow
                squares[i] = Math.hypot(squares[i], error);
            }
        }
        for (int i = 0; i < spread.length; i++) {
            spread[i] = Math.hypot(spread[i], counts[i] == 0 ? 0 : squares[i] / Math.sqrt(counts[i]));
            if (!Double.isFinite(spread[i])) spread[i] = 0;
        }
        return spread;
    }

    // by the rounding of the moved values: that of 1 / p is as large as the p at hand makes it
    private static Baseline.Amendment rounded(
            Graph graph,
            Baseline.Amendment absorbing,
            int byExponential,
            Baseline exact,
            Precision precision,
            ForwardPrecision known,
            SplittableRandom random) {
        return new Baseline.Amendment() {
            private @Nullable RoundingErrors errors;

            @Override
            public Tensor amended(Node node, Tensor computed, Baseline moved) {
                if (errors == null) errors = RoundingErrors.ofEachAlone(graph, moved, precision, known);
                double[] data = absorbing.amended(node, computed, moved).data().clone(), own = errors.of(node);
                if (node.id() >= byExponential) takeByExponential(node, data, moved, exact);
                for (int i = 0; i < data.length; i++) {
                    if (own[i] > 0) data[i] += random.nextDouble(-ROOT3, ROOT3) * own[i];
                }
                return new Tensor(computed.shape(), data);
            }
        };
    }

    // divides the rounding error of 1 - p out of p (1 - p), since e p² has none
    private static void takeByExponential(Node node, double[] product, Baseline moved, Baseline exact) {
        Node factor = logisticDerivative(node);
        if (factor == null || exact.of(factor).size() != product.length) return;
        double[] rounded = moved.of(factor).data(), known = exact.of(factor).data();
        for (int i = 0; i < product.length; i++) if (rounded[i] != 0) product[i] *= known[i] / rounded[i];
    }

    // the factor 1 - p of one operand of a product where p is one of the other, p = 1 / (1 + exp(…)); else null
    private static @Nullable Node logisticDerivative(Node node) {
        Node factor = complement(node);
        return factor != null && isWrittenOut(factor.arguments().get(1)) ? factor : null;
    }

    /** The p of a product p (1 - p), other factors aside, where p is the logistic function, as such or written out; else null. */
    static @Nullable Node differentiatedLogistic(Node node) {
        Node factor = complement(node);
        if (factor == null) return null;
        Node p = factor.arguments().get(1);
        boolean known = p instanceof Node.Apply apply && apply.operation() == Operation.SIGMOID;
        return known || isWrittenOut(p) ? p : null;
    }

    // the factor 1 - p of one operand of a product where p is one of the other
    private static @Nullable Node complement(Node node) {
        if (!(node instanceof Node.Apply product) || product.operation() != Operation.MULTIPLY) return null;
        Set<Node> left = factors(product.argument()),
                right = factors(product.arguments().get(1));
        for (Set<Node> own : List.of(left, right)) {
            Set<Node> other = own == left ? right : left;
            for (Node factor : own) {
                boolean complement = factor instanceof Node.Apply apply
                        && apply.operation() == Operation.SUBTRACT
                        && isOne(apply.argument());
                if (!complement) continue;
                Node p = factor.arguments().get(1);
                if (other.contains(p) && !own.contains(p)) return factor;
            }
        }
        return null;
    }

    private static Set<Node> factors(Node node) {
        Set<Node> factors = new LinkedHashSet<>();
        Deque<Node> open = new ArrayDeque<>(List.of(node));
        while (!open.isEmpty()) {
            Node next = open.pop();
            if (!factors.add(next) || !(next instanceof Node.Apply product)) continue;
            if (product.operation() == Operation.MULTIPLY) product.arguments().forEach(open::push);
        }
        return factors;
    }

    private static boolean isWrittenOut(Node node) {
        return node instanceof Node.Apply quotient
                && quotient.operation() == Operation.DIVIDE
                && isOne(quotient.argument())
                && quotient.arguments().get(1) instanceof Node.Apply sum
                && sum.operation() == Operation.ADD
                && sum.arguments().stream().anyMatch(RoundingSamples::isOne)
                && sum.arguments().stream()
                        .anyMatch(term -> term instanceof Node.Apply exp && exp.operation() == Operation.EXP);
    }

    private static boolean isOne(Node node) {
        return node instanceof Node.Constant constant && constant.value() == 1;
    }
}
