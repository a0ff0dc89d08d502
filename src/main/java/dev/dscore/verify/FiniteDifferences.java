package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
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
 * short; where a step still proves too long, as beside a kink, that entry is tried again with a shorter one. An entry that
 * moves an operation off its kink is never settled in second order: its derivatives from both sides are formed.
 */
final class FiniteDifferences {
    /** Relative to the scale of the entry; powers of two, so that shifting rounds nothing. */
    private static final double STEP = 0x1p-13, SMALL_STEP = 0x1p-36;

    private static final double SHORTER = 0x1p-5;
    private static final int TRIES = 24;
    // so many steps are long beside the rounding of what they move
    private static final int LONG_TRIES = 4;
    // beyond these, a kink may still be nearer than any step: 1e-100 from it
    private static final int FINE_TRIES = 14;
    private static final double MUCH_SHORTER = 0x1p-100;
    // first steps are longer than this where the entry is larger than 2^13
    private static final double LONG = 1;
    // so many steps are tried where the change of the output is all rounding: a long step may hide that it is more
    private static final int ROUNDING_TRIES = 8;
    // up to a quarter of the entry's scale
    private static final double LONGER = 0x1p5, LONGEST = 0x1p11;
    // an entry smaller than this part of its row is perturbed as if it were this large
    private static final double SMALLEST_SCALE = 0x1p-30;

    /** Second-order differences as near as this to a derivative, as a part of it, leave no doubt in it. */
    static final double SETTLED = 0x1p-36;

    // at a kink the one-sided differences are apart by about as much as the derivative is large
    private static final double SMOOTH = 0x1p-16;

    // below this, starting threads costs more than it brings
    private static final long PARALLEL_WORK = 1 << 22;

    private final Propagation propagation;
    private final Tensor source;
    private final double[] typicalOfRows;
    private final Cores cores;

    FiniteDifferences(Graph graph, Baseline baseline, Node source, Node output, Cores cores) {
        this.cores = cores;
        this.propagation = Propagation.of(graph, baseline, source, output);
        this.source = baseline.of(source);
        this.typicalOfRows = typicalOfRows(this.source);
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
        EntryBlocks blocks = new EntryBlocks(source.shape(), propagation.mostCells());
        LinearTail tail = LinearTail.of(propagation);
        Settled[] parts = new Settled[blocks.count()];
        // the last one given back is the next one taken, in whose cache it is; what is a thread's own would outlive the
        // check
        Deque<Workspace> spaces = new ConcurrentLinkedDeque<>();
        forEach(parts.length, number -> {
            Workspace known = spaces.poll(), space = known != null ? known : new Workspace(Scheme.SECOND_ORDER);
            int[] positions = blocks.positions(number);
            double[] steps = steps(positions, SMALL_STEP);
            parts[number] = settle(analytic, tail, positions, blocks.region(number), steps, space);
            space.reuse();
            spaces.push(space);
        });
        return merged(parts);
    }

    private Settled settle(
            double[] analytic, LinearTail tail, int[] positions, Region region, double[] steps, Workspace space) {
        int lanes = positions.length, open = 0;
        double[] delta = propagation.reachesOutput()
                ? tail.outputChange(propagation, Change.ofEntries(region, steps, space))
                : new double[2 * lanes];
        int[] left = new int[lanes];
        double absoluteError = 0, relativeError = 0, worstValue = 0;
        int worst = -1;
        for (int lane = 0; lane < lanes; lane++) {
            double up = delta[lane], down = delta[lanes + lane], claimed = analytic[positions[lane]];
            // steps are powers of two
            double inverse = 1 / steps[lane], numeric = (up - down) * (0.5 * inverse), size = Math.abs(claimed);
            double difference = Math.abs(numeric - claimed), bend = Math.abs(up + down) * inverse;
            // NaN and infinite claims stay open
            boolean agrees = difference <= SETTLED * size && bend <= SMOOTH * size && size < Double.POSITIVE_INFINITY;
            if (!agrees || space.reached(lane).count() > 0) {
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

    /**
     * Of the entries at {@code positions}, in fourth order with error bounds, at kinks from both sides.
     *
     * @param enough a bound that is small enough where the change of the output is all rounding
     */
    NumericDerivative[] estimates(int[] positions, @Nullable Double step, double enough) {
        NumericDerivative[] estimates = new NumericDerivative[positions.length];
        Arrays.fill(estimates, Estimate.ZERO);
        if (positions.length == 0 || !propagation.reachesOutput()) return estimates;
        int block = EntryBlocks.lanes(propagation.mostCells());
        forEach((positions.length + block - 1) / block, number -> {
            int start = number * block;
            int[] some = Arrays.copyOfRange(positions, start, Math.min(positions.length, start + block));
            double[] steps = steps(some, STEP);
            if (step != null) Arrays.fill(steps, step);
            NumericDerivative[] own = estimates(some, steps, step == null ? TRIES : 1, enough);
            System.arraycopy(own, 0, estimates, start, own.length);
        });
        return estimates;
    }

    /** Of each entry the size of which its first step is a part. */
    double[] scales() {
        return steps(IntStream.range(0, source.size()).toArray(), 1);
    }

    /** Along each direction, an array of the source's shape, with this step or fitted ones. */
    NumericDerivative[] along(List<double[]> directions, @Nullable Double step) {
        double[] h = {step != null ? step : STEP};
        return directions.stream()
                .map(direction -> !propagation.reachesOutput()
                        ? Estimate.ZERO
                        : tried(h, step == null ? TRIES : 1, 0, (lanes, steps) -> {
                            Workspace space = new Workspace(Scheme.FOURTH_ORDER);
                            return propagation.propagated(Change.along(direction, source.shape(), steps[0], space));
                        })[0])
                .toArray(NumericDerivative[]::new);
    }

    /**
     * Along a direction in which several values move together.
     *
     * @param scale of the direction, of which its first step is a part
     */
    static NumericDerivative along(Direction direction, double scale) {
        return tried(new double[] {STEP * scale}, TRIES, 0, (lanes, steps) -> direction.output(steps[0]))[0];
    }

    private NumericDerivative[] estimates(int[] positions, double[] steps, int tries, double enough) {
        return tried(steps, tries, enough, (lanes, tried) -> {
            int[] entries = Arrays.stream(lanes).map(lane -> positions[lane]).toArray();
            return propagation.propagated(Change.ofEntries(
                    Region.entries(source.shape(), entries), tried, new Workspace(Scheme.FOURTH_ORDER)));
        });
    }

    /** The positions of the entries that move an operation off its kink, ascending. */
    int[] reachingKinks() {
        if (!propagation.reachesOutput()) return new int[0];
        EntryBlocks blocks = new EntryBlocks(source.shape(), propagation.mostCells());
        int[][] found = new int[blocks.count()][];
        forEach(found.length, number -> {
            int[] positions = blocks.positions(number);
            Workspace space = new Workspace(Scheme.SECOND_ORDER);
            propagation.propagated(Change.ofEntries(blocks.region(number), steps(positions, SMALL_STEP), space));
            found[number] = IntStream.range(0, positions.length)
                    .filter(lane -> space.reached(lane).count() > 0)
                    .map(lane -> positions[lane])
                    .toArray();
        });
        return Arrays.stream(found).flatMapToInt(Arrays::stream).sorted().toArray();
    }

    /** Is told by how much one entry moves the operands of an operation on its kink, for each unit of its own. */
    interface KinkTangents {
        void tangent(int position, int node, int place, Workspace.Sides first, Workspace.Sides second);
    }

    /** Tells the tangents of the entries at {@code positions} at all kinks, one entry at a time. */
    void kinkTangents(int[] positions, KinkTangents tangents) {
        if (!propagation.reachesOutput()) return;
        int block = EntryBlocks.lanes(propagation.mostCells());
        for (int start = 0; start < positions.length; start += block) {
            Cores.stopIfInterrupted();
            int[] some = Arrays.copyOfRange(positions, start, Math.min(positions.length, start + block));
            double[] steps = steps(some, SMALL_STEP);
            Workspace space = new Workspace(
                    Scheme.SECOND_ORDER,
                    (lane, node, place, first, second) -> tangents.tangent(
                            some[lane], node, place, first.over(steps[lane]), second.over(steps[lane])));
            propagation.propagated(Change.ofEntries(Region.entries(source.shape(), some), steps, space));
        }
    }

    /** Perturbs some lanes, each by its step, and gives the change of the output. */
    private interface Perturbation {
        Change of(int[] lanes, double[] steps);
    }

    /** Tries shorter and shorter steps for each lane until it settles. */
    private static NumericDerivative[] tried(double[] first, int tries, double enough, Perturbation perturbation) {
        Estimate[] smooth = new Estimate[first.length];
        OneSided[] atKinks = new OneSided[first.length];
        double[] steps = first.clone();
        int[] all = IntStream.range(0, steps.length).toArray();
        shortened(all, steps, tries, enough, perturbation, smooth, atKinks);
        if (tries > 1) {
            int[] refuted = refuted(first, steps, perturbation, smooth, atKinks);
            shortened(refuted, steps, tries, enough, perturbation, smooth, atKinks);
            lengthened(first, smooth, enough, perturbation);
        }
        NumericDerivative[] numerics = new NumericDerivative[steps.length];
        for (int lane = 0; lane < steps.length; lane++) {
            numerics[lane] = atKinks[lane] != null ? atKinks[lane] : smooth[lane];
        }
        return numerics;
    }

    /** @param lanes of all those that {@code steps} has, the ones to try */
    private static void shortened(
            int[] lanes,
            double[] steps,
            int tries,
            double enough,
            Perturbation perturbation,
            Estimate[] smooth,
            OneSided[] atKinks) {
        int[] open = lanes, stillSteps = new int[steps.length];
        for (int attempt = 0; attempt < tries && open.length > 0; attempt++) {
            double[] tried =
                    Arrays.stream(open).mapToDouble(lane -> steps[lane]).toArray();
            Change change = perturbation.of(open, tried);
            List<Integer> doubtful = new ArrayList<>();
            for (int i = 0; i < open.length; i++) {
                int lane = open[i];
                ReachedKinks reached = change.space().reached(i);
                if (atKinks[lane] == null && reached.count() > 0) atKinks[lane] = new OneSided(reached);
                boolean doubts = isDoubtful(change, i, tried[i], lane, smooth, stillSteps, atKinks[lane]);
                boolean lost = attempt < ROUNDING_TRIES && smooth[lane] != null && smooth[lane].isVague(enough);
                boolean shorter = atKinks[lane] == null
                        || atKinks[lane].reached().exact()
                        || attempt + 1 < LONG_TRIES
                        || atKinks[lane].steepens() && attempt + 1 < FINE_TRIES;
                if ((doubts || atKinks[lane] == null && lost) && shorter) doubtful.add(lane);
                steps[lane] *= attempt < FINE_TRIES ? SHORTER : MUCH_SHORTER;
            }
            open = doubtful.stream().mapToInt(Integer::intValue).toArray();
        }
    }

    /**
     * Tries a much shorter step where all others may have been too long: those of large entries, and at kinks on which operations
     * stand exactly. Far from where it bends a function may have slopes that agree, as of a row of scores that are all -1e30.
     *
     * @return the lanes that it refutes, from whose steps one has to go on
     */
    private static int[] refuted(
            double[] first, double[] steps, Perturbation perturbation, Estimate[] smooth, OneSided[] atKinks) {
        int[] lanes = IntStream.range(0, steps.length)
                .filter(lane -> atKinks[lane] == null
                        ? first[lane] > LONG
                        : atKinks[lane].reached().exact() && atKinks[lane].isSettled())
                .filter(lane -> steps[lane] * MUCH_SHORTER > Double.MIN_NORMAL)
                .toArray();
        if (lanes.length == 0) return lanes;
        double[] tried = Arrays.stream(lanes)
                .mapToDouble(lane -> steps[lane] * MUCH_SHORTER)
                .toArray();
        Change change = perturbation.of(lanes, tried);
        return IntStream.range(0, lanes.length)
                .filter(i -> isRefuted(change, i, tried[i], lanes[i], smooth, atKinks[lanes[i]]))
                .map(i -> {
                    steps[lanes[i]] = tried[i];
                    return lanes[i];
                })
                .toArray();
    }

    private static boolean isRefuted(
            Change change, int number, double h, int lane, Estimate[] smooth, @Nullable OneSided atKink) {
        double[] delta = change.delta();
        int lanes = change.lanes();
        if (atKink != null) {
            atKink.confirm(
                    h,
                    delta[number],
                    delta[lanes + number],
                    delta[2 * lanes + number],
                    delta[3 * lanes + number],
                    change.error()[number]);
            return !atKink.isSettled();
        }
        Estimate shorter = estimate(change, number, h);
        if (!smooth[lane].contradicts(shorter)) return false;
        smooth[lane] = shorter;
        return true;
    }

    /**
     * Tries longer steps where the change of the output is all rounding: where it is of a longer step as well, it is less of the
     * step.
     */
    private static void lengthened(double[] first, Estimate[] smooth, double enough, Perturbation perturbation) {
        int[] lost = new int[first.length];
        int count = 0;
        for (int lane = 0; lane < lost.length; lane++) {
            if (smooth[lane] != null && smooth[lane].isRounding(enough)) lost[count++] = lane;
        }
        if (count > 0) lengthened(Arrays.copyOf(lost, count), first, smooth, perturbation);
    }

    private static void lengthened(int[] lost, double[] first, Estimate[] smooth, Perturbation perturbation) {
        for (double longer = LONGER; longer <= LONGEST; longer *= LONGER) {
            double factor = longer;
            double[] steps = Arrays.stream(lost)
                    .mapToDouble(lane -> factor * first[lane])
                    .toArray();
            Change change = perturbation.of(lost, steps);
            for (int i = 0; i < lost.length; i++) {
                if (change.space().reached(i).count() > 0) continue;
                Estimate estimate = estimate(change, i, steps[i]);
                Estimate shorter = smooth[lost[i]];
                boolean better = estimate.isRounding(0)
                        && !estimate.isDoubtful()
                        && estimate.uncertainty() < shorter.uncertainty();
                if (better) smooth[lost[i]] = estimate.beside(shorter);
            }
        }
    }

    private static Estimate estimate(Change change, int number, double h) {
        double[] delta = change.delta();
        int lanes = change.lanes();
        return Estimate.of(
                h,
                delta[number],
                delta[lanes + number],
                delta[2 * lanes + number],
                delta[3 * lanes + number],
                change.error()[number]);
    }

    private static boolean isDoubtful(
            Change change,
            int number,
            double h,
            int lane,
            Estimate[] smooth,
            int[] stillSteps,
            @Nullable OneSided atKink) {
        double[] delta = change.delta();
        int lanes = change.lanes();
        double up = delta[number], down = delta[lanes + number];
        double up2 = delta[2 * lanes + number], down2 = delta[3 * lanes + number];
        double error = change.error()[number];
        if (atKink != null) {
            atKink.tried(h, up, down, up2, down2, error);
            return !atKink.isSettled();
        }
        boolean still = up == 0 && down == 0 && up2 == 0 && down2 == 0;
        stillSteps[lane] = still ? stillSteps[lane] + 1 : 0;
        Estimate before = smooth[lane];
        double proven = 2 * error / h, known = before != null && before.still() > 0 ? before.rounding() : proven;
        Estimate estimate = still
                ? Estimate.still(stillSteps[lane], Math.min(proven, known))
                : Estimate.of(h, up, down, up2, down2, error);
        Estimate best = better(before, estimate);
        smooth[lane] = before == null ? best : best.beside(best == before ? estimate : before);
        return estimate.isDoubtful();
    }

    /** @param other of a shorter step */
    private static Estimate better(@Nullable Estimate one, Estimate other) {
        if (one == null) return other;
        // a step at which the function moves says more than longer ones at which it stands still
        if (one.still() > 0 && other.still() == 0) return other;
        // and steps that are too short for it to move say nothing
        if (one.still() == 0 && other.still() > 0) {
            return other.still() < Estimate.STILL || one.isRounding(0) ? one : other;
        }
        if (one.still() > 0) return other;
        // far beyond where the function bends, slopes and what is not known of them are small
        if (one.isDoubtful() != other.isDoubtful()) return one.isDoubtful() ? other : one;
        // an estimate with a small bound replaces one whose bound is as large as the derivative
        if (!one.isDoubtful() && one.isVague(0) && !other.isVague(0)) return other;
        // of many that do not, the least bound is too often one that is too small
        if (!one.isDoubtful()) return one.contradicts(other) ? other : one;
        return other.uncertainty() < one.uncertainty() ? other : one;
    }

    // by the entry's own scale: a row may hold a mask of -1e9 or a time stamp beside ordinary numbers
    private double[] steps(int[] positions, double step) {
        double[] steps = new double[positions.length];
        int length = rowLength(source);
        for (int lane = 0; lane < steps.length; lane++) {
            double own = Math.abs(source.data()[positions[lane]]);
            // a masked score of minus infinity stays where it is, by any step
            if (own == Double.POSITIVE_INFINITY) own = 1;
            // most entries are not small, whatever their row is
            if (!(own >= SMALLEST_SCALE)) {
                double typical = Math.min(1, typicalOfRows[positions[lane] / length]);
                own = own == 0 ? typical : Math.max(own, SMALLEST_SCALE * typical);
            }
            steps[lane] = step * powerOfTwo(own);
        }
        return steps;
    }

    private static int rowLength(Tensor source) {
        int rank = source.rank();
        return rank == 0 ? 1 : source.shape()[rank - 1];
    }

    private static double[] typicalOfRows(Tensor source) {
        int length = rowLength(source);
        double[] typical = new double[source.size() / length];
        for (int row = 0; row < typical.length; row++)
            typical[row] = rootMeanSquare(source.data(), row * length, length);
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

    // the largest power of two up to a value; 1 for 0, the smallest normal number below that
    private static double powerOfTwo(double value) {
        if (value < Double.MIN_NORMAL) return value == 0 ? 1 : Double.MIN_NORMAL;
        return Double.longBitsToDouble(Double.doubleToRawLongBits(value) & 0x7ff0_0000_0000_0000L);
    }

    /** How many numbers are computed to check every entry once. */
    double work() {
        return source.size() * propagation.work() * Scheme.SECOND_ORDER.shifts();
    }
}
