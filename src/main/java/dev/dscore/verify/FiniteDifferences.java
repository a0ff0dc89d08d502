package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The derivatives of a scalar with respect to every entry of some value, one perturbation an entry.
 *
 * <p>Entries are perturbed in blocks, one a lane, and each operation is re-evaluated only on the {@link Region} that a lane
 * touches: perturbing {@code W[d, c]} changes one column of {@code X @ W}. Since {@link Change}s are carried, steps can be
 * short; where a step still proves too long, as beside a kink, that entry is tried again with a shorter one.
 */
final class FiniteDifferences {
    /** Relative to the entry and its row; a power of two, so that shifting rounds nothing. */
    private static final double STEP = 0x1p-13;

    private static final double SHORTER = 0x1p-5;
    private static final int TRIES = 24;

    // so that the changes of a block stay in a core's cache
    private static final int CELLS_AND_LANES = 8192;
    private static final int MOST_LANES = 256;
    // below this, starting threads costs more than it brings
    private static final long PARALLEL_WORK = 1 << 20;

    private final Graph graph;
    private final Baseline baseline;
    private final Node output;
    private final Baseline.Value source;
    private final int sourceId;
    private final List<Node.Apply> path;
    private final boolean reachesOutput;
    private int largest = 1;
    private double workOfLane;

    FiniteDifferences(Graph graph, Baseline baseline, Node source, Node output) {
        this.graph = graph;
        this.baseline = baseline;
        this.output = output;
        this.source = baseline.of(source);
        this.sourceId = source.id();
        BitSet touched = graph.dependents(source);
        this.path = graph.needed(List.of(output)).stream()
                .filter(node -> node != source && touched.get(node.id()))
                .map(Node.Apply.class::cast)
                .toList();
        this.reachesOutput = touched.get(output.id());
        measure();
    }

    /** Of each entry, in C order. */
    Estimate[] everyEntry(@Nullable Double step) {
        int entries = source.data().length;
        Estimate[] estimates = new Estimate[entries];
        if (reachesOutput) {
            int block = Math.max(4, Math.min(MOST_LANES, CELLS_AND_LANES / largest));
            int blocks = (entries + block - 1) / block;
            IntStream order = IntStream.range(0, blocks);
            if ((long) entries * largest * path.size() > PARALLEL_WORK) order = order.parallel();
            double[] scale = scales();
            order.forEach(number -> {
                int[] positions = IntStream.range(number * block, Math.min(entries, (number + 1) * block))
                        .toArray();
                run(positions, scale, step, estimates);
            });
        } else {
            Arrays.fill(estimates, Estimate.ZERO);
        }
        return estimates;
    }

    /** Along each direction, an array of the source's shape. */
    Estimate[] along(List<double[]> directions, @Nullable Double step) {
        double h = step != null ? step : STEP * rootMeanSquare(source.data(), 0, source.data().length);
        Estimate[] estimates = new Estimate[directions.size()];
        for (int i = 0; i < estimates.length; i++) {
            if (!reachesOutput) {
                estimates[i] = Estimate.ZERO;
                continue;
            }
            double tried = h;
            for (int attempt = 0; attempt < (step != null ? 1 : TRIES); attempt++, tried *= SHORTER) {
                Change change = new Change(Region.whole(source.shape(), 1));
                for (int cell = 0; cell < source.data().length; cell++) {
                    double shift = tried * directions.get(i)[cell];
                    change.delta()[cell * Change.SHIFTS] = shift;
                    change.delta()[cell * Change.SHIFTS + 1] = -shift;
                    change.delta()[cell * Change.SHIFTS + 2] = 2 * shift;
                    change.delta()[cell * Change.SHIFTS + 3] = -2 * shift;
                }
                Estimate estimate = estimate(propagated(change), 0, 1, tried);
                estimates[i] = better(estimates[i], estimate);
                if (!estimate.isDoubtful()) break;
            }
        }
        return estimates;
    }

    private void run(int[] positions, double[] scale, @Nullable Double step, Estimate[] estimates) {
        double[] steps = new double[positions.length];
        for (int lane = 0; lane < steps.length; lane++)
            steps[lane] = step != null ? step : STEP * scale[positions[lane]];
        Estimate[] before = new Estimate[positions.length];
        for (int attempt = 0; attempt < TRIES && positions.length > 0; attempt++) {
            Change change = propagated(Change.ofEntries(source.shape(), positions, steps));
            List<Integer> doubtful = new ArrayList<>();
            for (int lane = 0; lane < steps.length; lane++) {
                Estimate estimate = estimate(change, lane, steps.length, steps[lane]);
                estimates[positions[lane]] = better(estimates[positions[lane]], estimate);
                if (step != null && estimate.disagrees()) estimates[positions[lane]] = estimate.atKink();
                if (step != null || !estimate.isDoubtful()) continue;
                if (before[lane] != null && before[lane].persistsIn(estimate)) {
                    estimates[positions[lane]] = estimate.atKink();
                    continue;
                }
                before[doubtful.size()] = estimate;
                doubtful.add(lane);
            }
            double[] tried = steps;
            int[] entries = positions;
            steps = doubtful.stream().mapToDouble(lane -> tried[lane] * SHORTER).toArray();
            positions = doubtful.stream().mapToInt(lane -> entries[lane]).toArray();
        }
    }

    private static Estimate better(@Nullable Estimate one, Estimate other) {
        return one == null || other.uncertainty() < one.uncertainty() ? other : one;
    }

    private Change propagated(Change change) {
        Propagation propagation = new Propagation(baseline, change.region().lanes());
        Change[] changes = new Change[graph.nodes().size()];
        changes[sourceId] = change;
        for (Node.Apply node : path) {
            List<@Nullable Change> arguments = new ArrayList<>(node.arguments().size());
            for (Node argument : node.arguments()) arguments.add(changes[argument.id()]);
            changes[node.id()] = propagation.through(node, arguments);
        }
        return changes[output.id()];
    }

    private static Estimate estimate(Change change, int lane, int lanes, double h) {
        double[] delta = change.delta();
        return Estimate.of(
                h,
                delta[lane],
                delta[lanes + lane],
                delta[2 * lanes + lane],
                delta[3 * lanes + lane],
                change.error()[lane]);
    }

    // of each entry: its own magnitude or that of its row, whichever is larger; 1 where all is zero
    private double[] scales() {
        double[] scales = new double[source.data().length];
        int rank = source.shape().length;
        int row = rank == 0 ? 1 : source.shape()[rank - 1];
        for (int start = 0; start < scales.length; start += row) {
            double typical = rootMeanSquare(source.data(), start, row);
            for (int i = start; i < start + row; i++)
                scales[i] = powerOfTwo(Math.max(typical, Math.abs(source.data()[i])));
        }
        return scales;
    }

    private static double rootMeanSquare(double[] data, int start, int count) {
        double largest = 0, sum = 0;
        for (int i = start; i < start + count; i++) largest = Math.max(largest, Math.abs(data[i]));
        if (largest == 0) return 1;
        for (int i = start; i < start + count; i++) sum += data[i] / largest * (data[i] / largest);
        return largest * Math.sqrt(sum / count);
    }

    private static double powerOfTwo(double value) {
        return value == 0 ? 1 : Math.scalb(1.0, Math.getExponent(value));
    }

    /** How many numbers are computed to check every entry once. */
    double work() {
        return (double) source.data().length * workOfLane * Change.SHIFTS;
    }

    // by sending two lanes through: the regions depend on shapes only
    private void measure() {
        if (path.isEmpty()) return;
        int[] ends = {0, source.data().length - 1};
        Propagation propagation = new Propagation(baseline, ends.length);
        Change[] changes = new Change[graph.nodes().size()];
        changes[sourceId] = Change.ofEntries(source.shape(), ends, new double[ends.length]);
        for (Node.Apply node : path) {
            List<@Nullable Change> arguments = new ArrayList<>();
            for (Node argument : node.arguments()) arguments.add(changes[argument.id()]);
            changes[node.id()] = propagation.through(node, arguments);
            largest = Math.max(largest, changes[node.id()].region().cells());
            workOfLane += propagation.work(node, arguments, changes[node.id()]);
        }
    }
}
