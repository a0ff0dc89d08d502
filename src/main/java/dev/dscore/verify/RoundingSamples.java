package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Inputs;
import dev.dscore.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Rounding errors by experiment: a program is evaluated several times, each result moved by a random rounding error of the
 * size that its operation makes. Vignes, A Stochastic Arithmetic for Reliable Scientific Computation (1993). Where two uses
 * of one value have the same error and it cancels, as in p(1 − p) / (1 − p), it cancels here too.
 */
final class RoundingSamples {
    // their root mean square is less than a third of the standard deviation once in a thousand
    private static final int SAMPLES = 8;
    private static final long SEED = 5;

    // a number evenly spread over -√3 … √3 has the standard deviation 1
    private static final double ROOT3 = Math.sqrt(3);

    private RoundingSamples() {}

    /** The root mean square of the errors of each entry of {@code node}. */
    static double[] spread(Graph graph, Inputs inputs, Node node, Precision precision) {
        Baseline exact = new Baseline(graph, inputs);
        RoundingErrors errors = RoundingErrors.ofEachAlone(graph, exact, precision);
        Tensor center = exact.of(node);
        double[] squares = new double[center.size()];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int sample = 0; sample < SAMPLES; sample++) {
            Baseline moved =
                    new Baseline(graph, inputs, (of, computed, values) -> moved(computed, errors.of(of), random));
            double[] entries = moved.of(node).data();
            for (int i = 0; i < squares.length; i++) {
                double error = entries[i] - center.data()[i];
                squares[i] += error * error / SAMPLES;
            }
        }
        double[] spread = new double[squares.length];
        for (int i = 0; i < spread.length; i++) {
            double root = Math.sqrt(squares[i]);
            spread[i] = Double.isFinite(root) ? root : 0;
        }
        return spread;
    }

    private static Tensor moved(Tensor computed, double[] own, SplittableRandom random) {
        double[] data = computed.data().clone();
        for (int i = 0; i < data.length; i++) {
            if (own[i] > 0) data[i] += random.nextDouble(-ROOT3, ROOT3) * own[i];
        }
        return new Tensor(computed.shape(), data);
    }
}
