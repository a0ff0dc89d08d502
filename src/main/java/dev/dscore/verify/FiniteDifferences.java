package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.IntConsumer;
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
    /** Relative to the entry and its row; powers of two, so that shifting rounds nothing. */
    private static final double STEP = 0x1p-13, SMALL_STEP = 0x1p-36;

    private static final double SHORTER = 0x1p-5;
    private static final int TRIES = 24;

    /** Second-order differences as near as this to a derivative, as a part of it, leave no doubt in it. */
    static final double SETTLED = 0x1p-36;

    // at a kink the one-sided differences are apart by about as much as the derivative is large
    private static final double SMOOTH = 0x1p-16;

    // below this, starting threads costs more than it brings
    private static final long PARALLEL_WORK = 1 << 22;

    private final Path path;
    private final Tensor source;
    private final Cores cores;

    FiniteDifferences(Graph graph, Baseline baseline, Node source, Node output, Cores cores) {
        this.cores = cores;
        this.path = Path.of(graph, baseline, source, output);
        this.source = baseline.of(source);
    }

    /**
     * What second-order differences settle of a gradient.
     *
     * @param open the positions of the entries that they leave in doubt, ascending
     * @param worst the position of the settled entry with the largest relative error, or -1
     * @param worstValue its second-order difference
     */
    record Settled(int[] open, double absoluteError, double relativeError, int worst, double worstValue) {}

    /** Holds a gradient against second-order differences, every entry. */
    Settled settle(double[] analytic) {
        Blocks blocks = new Blocks(source.shape(), path.mostCells());
        Superposition end = Superposition.of(path);
        double[] rows = typicalOfRows();
        Settled[] parts = new Settled[blocks.count()];
        // the last one given back is the next one taken, in whose cache it is; what is a thread's own would outlive the
        // check
        Deque<Workspace> spaces = new ConcurrentLinkedDeque<>();
        forEach(parts.length, number -> {
            Workspace known = spaces.poll(), space = known != null ? known : new Workspace(Scheme.SECOND_ORDER);
            int[] positions = blocks.positions(number);
            double[] steps = steps(positions, rows, SMALL_STEP);
            parts[number] = settle(analytic, end, positions, blocks.region(number), steps, space);
            spaces.push(space);
        });
        return merged(parts);
    }

    private Settled settle(
            double[] analytic, Superposition end, int[] positions, Region region, double[] steps, Workspace space) {
        int lanes = positions.length, open = 0;
        double[] delta = path.reachesOutput()
                ? end.outputChange(path, Change.ofEntries(region, steps, space))
                : new double[2 * lanes];
        space.reuse();
        int[] left = new int[lanes];
        double absoluteError = 0, relativeError = 0, worstValue = 0;
        int worst = -1;
        for (int lane = 0; lane < lanes; lane++) {
            double up = delta[lane], down = delta[lanes + lane], claimed = analytic[positions[lane]];
            // steps are powers of two
            double inverse = 1 / steps[lane], numeric = (up - down) * (0.5 * inverse), size = Math.abs(claimed);
            double difference = Math.abs(numeric - claimed), bend = Math.abs(up + down) * inverse;
            // whatever is not a number is open, too
            if (!(difference <= SETTLED * size && bend <= SMOOTH * size)) {
                left[open++] = positions[lane];
                continue;
            }
            absoluteError = Math.max(absoluteError, difference);
            if (difference > relativeError * size) {
                relativeError = size == 0 ? 0 : difference / size;
                worst = positions[lane];
                worstValue = numeric;
            }
        }
        return new Settled(Arrays.copyOf(left, open), absoluteError, relativeError, worst, worstValue);
    }

    // the same whatever the order in which the blocks were done
    private static Settled merged(Settled[] parts) {
        int[] open = Arrays.stream(parts)
                .flatMapToInt(part -> Arrays.stream(part.open))
                .sorted()
                .toArray();
        double absoluteError = 0;
        Settled worst = new Settled(open, 0, 0, -1, 0);
        for (Settled part : parts) {
            absoluteError = Math.max(absoluteError, part.absoluteError);
            boolean worse = part.relativeError > worst.relativeError
                    || part.relativeError == worst.relativeError
                            && Integer.compareUnsigned(part.worst, worst.worst) < 0;
            if (worse) worst = part;
        }
        return new Settled(open, absoluteError, worst.relativeError, worst.worst, worst.worstValue);
    }

    private void forEach(int blocks, IntConsumer body) {
        if (work() > PARALLEL_WORK) {
            cores.forEach(blocks, body);
            return;
        }
        for (int block = 0; block < blocks; block++) {
            Cores.stopIfInterrupted();
            body.accept(block);
        }
    }

    /** Of the entries at {@code positions}, in fourth order with error bounds. */
    Estimate[] estimates(int[] positions, @Nullable Double step) {
        Estimate[] estimates = new Estimate[positions.length];
        Arrays.fill(estimates, Estimate.ZERO);
        if (!path.reachesOutput()) return estimates;
        int block = Blocks.lanes(path.mostCells());
        double[] rows = typicalOfRows();
        forEach((positions.length + block - 1) / block, number -> {
            int start = number * block;
            int[] some = Arrays.copyOfRange(positions, start, Math.min(positions.length, start + block));
            double[] steps = steps(some, rows, STEP);
            if (step != null) Arrays.fill(steps, step);
            Estimate[] own = estimates(some, steps, step == null);
            System.arraycopy(own, 0, estimates, start, own.length);
        });
        return estimates;
    }

    /** Along each direction, an array of the source's shape. */
    Estimate[] along(List<double[]> directions, @Nullable Double step) {
        double h = step != null ? step : STEP * powerOfTwo(rootMeanSquare(source.data(), 0, source.size()));
        Estimate[] estimates = new Estimate[directions.size()];
        for (int i = 0; i < estimates.length; i++) {
            if (!path.reachesOutput()) {
                estimates[i] = Estimate.ZERO;
                continue;
            }
            double tried = h;
            for (int attempt = 0; attempt < (step != null ? 1 : TRIES); attempt++, tried *= SHORTER) {
                Change change = new Change(Region.whole(source.shape(), 1), new Workspace(Scheme.FOURTH_ORDER));
                for (int at = 0; at < change.delta().length; at++) {
                    double direction = directions.get(i)[at / change.width()];
                    change.delta()[at] = Scheme.FOURTH_ORDER.shift(at % change.width()) * tried * direction;
                }
                Estimate estimate = estimate(path.propagated(change), 0, 1, tried);
                estimates[i] = better(estimates[i], estimate);
                if (!estimate.isDoubtful()) break;
            }
        }
        return estimates;
    }

    /** @param adapts whether doubtful entries are tried again with shorter steps */
    private Estimate[] estimates(int[] positions, double[] steps, boolean adapts) {
        Estimate[] estimates = new Estimate[positions.length], before = new Estimate[positions.length];
        int[] open = IntStream.range(0, positions.length).toArray();
        for (int attempt = 0; attempt < TRIES && open.length > 0; attempt++) {
            int[] entries = Arrays.stream(open).map(lane -> positions[lane]).toArray();
            double[] tried =
                    Arrays.stream(open).mapToDouble(lane -> steps[lane]).toArray();
            Change change = path.propagated(Change.ofEntries(
                    Region.entries(source.shape(), entries), tried, new Workspace(Scheme.FOURTH_ORDER)));
            List<Integer> doubtful = new ArrayList<>();
            for (int i = 0; i < open.length; i++) {
                int lane = open[i];
                Estimate estimate = estimate(change, i, open.length, tried[i]);
                estimates[lane] = better(estimates[lane], estimate);
                if (!adapts) {
                    if (estimate.disagrees()) estimates[lane] = estimate.atKink();
                } else if (estimate.isDoubtful()) {
                    if (before[lane] != null && before[lane].persistsIn(estimate)) estimates[lane] = estimate.atKink();
                    else doubtful.add(lane);
                }
                before[lane] = estimate;
                steps[lane] *= SHORTER;
            }
            open = doubtful.stream().mapToInt(Integer::intValue).toArray();
        }
        return estimates;
    }

    private static Estimate better(@Nullable Estimate one, Estimate other) {
        return one == null || other.uncertainty() < one.uncertainty() ? other : one;
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

    // an entry's own magnitude or that of its row, whichever is larger; 1 where all is zero
    private double[] steps(int[] positions, double[] rows, double step) {
        double[] steps = new double[positions.length];
        int length = rowLength();
        for (int lane = 0; lane < steps.length; lane++) {
            double typical = rows[positions[lane] / length];
            steps[lane] = step * powerOfTwo(Math.max(typical, Math.abs(source.data()[positions[lane]])));
        }
        return steps;
    }

    private int rowLength() {
        int rank = source.rank();
        return rank == 0 ? 1 : source.shape()[rank - 1];
    }

    private double[] typicalOfRows() {
        double[] typical = new double[source.size() / rowLength()];
        for (int row = 0; row < typical.length; row++)
            typical[row] = rootMeanSquare(source.data(), row * rowLength(), rowLength());
        return typical;
    }

    private static double rootMeanSquare(double[] data, int start, int count) {
        double sum = 0;
        for (int i = start; i < start + count; i++) sum += data[i] * data[i];
        if (sum > Double.MIN_NORMAL && sum < Double.POSITIVE_INFINITY) return Math.sqrt(sum / count);
        double largest = 0;
        for (int i = start; i < start + count; i++) largest = Math.max(largest, Math.abs(data[i]));
        return largest;
    }

    // the largest that is not more than value
    private static double powerOfTwo(double value) {
        if (value < Double.MIN_NORMAL) return value == 0 ? 1 : Double.MIN_NORMAL;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & 0x7ff0_0000_0000_0000L);
    }

    /** How many numbers are computed to check every entry once. */
    double work() {
        return source.size() * path.work() * Scheme.SECOND_ORDER.shifts();
    }
}
