package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * How a change passes through each operation: on which region the result changes, and by how much. Every rule is an exact
 * identity for differences, f(x + d) − f(x), and none knows a derivative.
 */
final class Propagation {
    private final Baseline baseline;

    Propagation(Baseline baseline) {
        this.baseline = baseline;
    }

    /** @param changes of the node's arguments, null where an argument does not change; one at least does */
    Change through(Node.Apply node, List<@Nullable Change> changes) {
        Cores.stopIfInterrupted();
        int[] shape = baseline.of(node).shape();
        Change change = changes.get(0);
        List<Integer> axes = node.attributes().axes();
        if (node.operation() == Operation.MATMUL) return product(node, changes, shape);
        if (node.operation().isElementwise()) return elementwise(node, changes, shape);
        if (change == null) throw new IllegalStateException("indices do not change");
        return switch (node.operation()) {
            case SUM -> sum(change, shape, axes);
            case MAX -> extreme(node, change, axes, 1);
            case MIN -> extreme(node, change, axes, -1);
            case LOGSUMEXP -> logsumexp(node, change, axes);
            case TRANSPOSE -> transposed(change, shape, axes);
            case RESHAPE -> reshaped(change, shape);
            case BROADCAST_TO -> change.stretchedTo(change.region().stretchedTo(shape));
            case PICK -> picked(change, baseline.of(node.arguments().get(1)), shape);
            default -> throw new IllegalStateException("no rule for " + node.operation());
        };
    }

    /**
     * Whether the result changes in proportion to the arguments that change, so that what several entries do to it adds up.
     *
     * @param changes whether an argument changes
     */
    static boolean isLinear(Node.Apply node, Predicate<Node> changes) {
        List<Node> arguments = node.arguments();
        Node last = arguments.get(arguments.size() - 1);
        return switch (node.operation()) {
            case ADD, SUBTRACT, NEGATE, SUM, TRANSPOSE, RESHAPE, BROADCAST_TO, PICK -> true;
            case MULTIPLY, MATMUL -> !changes.test(node.argument()) || !changes.test(last);
            case DIVIDE -> !changes.test(last);
            case WHERE -> !changes.test(node.argument());
            default -> false;
        };
    }

    /** How many numbers one lane takes: the touched cells, or in a product the touched cells times the other side. */
    double work(Node.Apply node, List<@Nullable Change> changes, Change result) {
        double work = result.region().cells();
        if (node.operation() != Operation.MATMUL) return work;
        int[] left = baseline.of(node.argument()).shape();
        int[] right = baseline.of(node.arguments().get(1)).shape();
        Change a = changes.get(0), b = changes.get(1);
        if (a != null && b != null) return (double) left[0] * left[1] * right[1];
        return a != null
                ? (double) a.region().cells() * right[1]
                : (double) left[0] * b.region().cells();
    }

    private Change elementwise(Node.Apply node, List<@Nullable Change> changes, int[] shape) {
        Region region = null;
        for (Change change : changes) {
            if (change == null) continue;
            Region touched = change.region().stretchedTo(shape);
            region = region == null ? touched : region.join(touched);
        }
        if (region == null) throw new IllegalStateException("no argument changes");
        return new ElementwiseRule(baseline, node, region).apply(changes);
    }

    private Change sum(Change change, int[] shape, List<Integer> axes) {
        Change result = new Change(reduced(change.region(), shape, axes), change.space());
        Offsets to = reducedCells(change.region(), axes);
        int lanes = change.lanes(),
                width = change.width(),
                cells = change.region().cells();
        double[] delta = change.delta(), sum = result.delta();
        for (int cell = 0; cell < cells; cell++) {
            Rows.add(sum, to.at(cell) * width, delta, cell * width, width);
        }
        if (!change.scheme().tracksErrors()) return result;
        double growth = RoundingErrors.growth(cells / result.region().cells());
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                result.error()[to.at(cell) * lanes + lane] +=
                        change.error()[cell * lanes + lane] + growth * Math.abs(delta[cell * width + lane]);
            }
        }
        return result;
    }

    private Change extreme(Node.Apply node, Change touched, List<Integer> axes, int sign) {
        // the largest may be an entry that was not touched
        Change change = touched.widenedTo(touched.region().withWhole(axes));
        Region region = change.region();
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        Change result = new Change(reduced(region, out.shape(), axes), change.space());
        Offsets to = reducedCells(region, axes);
        Lanes before = new Lanes(region, a.shape(), a.data(), change.scheme());
        Lanes outs = new Lanes(result.region(), out.shape(), out.data(), change.scheme());
        int lanes = change.lanes(), shifts = change.scheme().shifts(), cells = region.cells();
        Arrays.fill(result.delta(), sign * Double.NEGATIVE_INFINITY);
        recordTies(node, change);
        BitSet ties = baseline.kinks().of(node);
        int[] strides = Layout.strides(region.shape()), laneOffsets = region.laneOffsets(strides);
        Offsets places = region.cellOffsets(strides);
        Lanes doubts = change.scheme().tracksErrors()
                ? new Lanes(region, a.shape(), baseline.error(node.argument()), change.scheme())
                : before;
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double below = before.at(cell, lane) - outs.at(to.at(cell), lane);
                for (int shift = 0; shift < shifts; shift++) {
                    int target = (to.at(cell) * shifts + shift) * lanes + lane;
                    double moved = below + change.delta()[(cell * shifts + shift) * lanes + lane];
                    if (sign * moved > sign * result.delta()[target]) result.delta()[target] = moved;
                }
                if (!change.scheme().tracksErrors()) continue;
                int target = to.at(cell) * lanes + lane;
                boolean tied = ties != null && ties.get(places.at(cell) + laneOffsets[lane]);
                // of a tie within rounding, which is the largest is rounding
                double error = change.error()[cell * lanes + lane]
                        + (tied ? Math.abs(below) : 0)
                        + (below == 0 ? 0 : doubts.at(cell, lane));
                boolean reaches = sign * below + 2 * Math.abs(change.delta()[cell * shifts * lanes + lane]) >= 0;
                if (tied || reaches) result.error()[target] = Math.max(result.error()[target], error);
            }
        }
        if (ties != null && change.space().listener() != null) shareTies(change, result, ties, to, places, laneOffsets);
        return result;
    }

    // equal shares of all that ties, whichever moves
    private static void shareTies(
            Change change, Change result, BitSet ties, Offsets to, Offsets places, int[] laneOffsets) {
        int lanes = change.lanes(), shifts = change.scheme().shifts();
        double[] sum = new double[result.delta().length];
        int[] tied = new int[sum.length];
        for (int cell = 0; cell < change.region().cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                if (!ties.get(places.at(cell) + laneOffsets[lane])) continue;
                for (int shift = 0; shift < shifts; shift++) {
                    int target = (to.at(cell) * shifts + shift) * lanes + lane;
                    sum[target] += change.delta()[(cell * shifts + shift) * lanes + lane];
                    tied[target]++;
                }
            }
        }
        for (int i = 0; i < sum.length; i++) if (tied[i] > 0) result.delta()[i] = sum[i] / tied[i];
    }

    private void recordTies(Node.Apply node, Change change) {
        BitSet ties = baseline.kinks().of(node);
        if (ties == null) return;
        Region region = change.region();
        int[] strides = Layout.strides(region.shape());
        Offsets cells = region.cellOffsets(strides);
        int[] offsets = region.laneOffsets(strides);
        int lanes = change.lanes();
        Workspace.KinkListener listener = change.space().listener();
        for (int cell = 0; cell < region.cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int place = cells.at(cell) + offsets[lane];
                int up = cell * change.width() + lane;
                Workspace.Sides moves = new Workspace.Sides(change.delta()[up], -change.delta()[up + lanes]);
                if (!moves.moves() || !ties.get(place)) continue;
                boolean exact = baseline.kinks().isExact(node, place);
                change.space().reachesKink(lane, lanes, node.id(), place, exact);
                if (listener != null) listener.moved(lane, node.id(), place, moves, Workspace.Sides.STILL);
            }
        }
    }

    // log Σ exp(a + d) − log Σ exp(a) = log1p(Σ p expm1(d)) with p = exp(a − log Σ exp(a))
    private Change logsumexp(Node.Apply node, Change change, List<Integer> axes) {
        Region region = change.region();
        Change result = new Change(reduced(region, baseline.of(node).shape(), axes), change.space());
        Offsets to = reducedCells(region, axes);
        Lanes shares = new Lanes(region, baseline.of(node.argument()).shape(), baseline.shares(node), change.scheme());
        int width = change.width(), cells = region.cells();
        boolean small = change.scheme() == Scheme.SECOND_ORDER;
        double[] delta = change.delta(), sum = result.delta();
        for (int cell = 0; cell < cells; cell++) {
            int target = to.at(cell) * width, from = cell * width;
            if (!small) addExpm1(sum, target, shares.at(cell), delta, from);
            else if (shares.same()) Rows.addScaledExpm1(sum, target, shares.at(cell, 0), delta, from, width);
            else Rows.addExpm1(sum, target, shares.at(cell), delta, from, width);
        }
        if (change.scheme().tracksErrors()) logsumexpErrors(node, change, result, to);
        if (small) Rows.log1p(sum);
        else logarithms(node, change, result, to);
        return result;
    }

    // where the sum loses more than half, its logarithm has lost digits: it is taken of the changed values themselves
    private void logarithms(Node.Apply node, Change change, Change result, Offsets to) {
        if (Arrays.stream(result.delta()).allMatch(Propagation::keepsDigits)) {
            Arrays.setAll(result.delta(), i -> Elementary.log1p(result.delta()[i]));
            return;
        }
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        Lanes before = new Lanes(change.region(), a.shape(), a.data(), change.scheme());
        Lanes outs = new Lanes(result.region(), out.shape(), out.data(), change.scheme());
        double[] sum = result.delta(), delta = change.delta();
        double[] largest = sum.clone(), powers = new double[sum.length];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        int lanes = change.lanes(),
                width = change.width(),
                cells = change.region().cells();
        for (int cell = 0; cell < cells; cell++) {
            for (int at = 0; at < width; at++) {
                int target = to.at(cell) * width + at;
                double moved =
                        before.at(cell, at % lanes) - outs.at(to.at(cell), at % lanes) + delta[cell * width + at];
                largest[target] = Math.max(largest[target], moved);
            }
        }
        for (int cell = 0; cell < cells; cell++) {
            for (int at = 0; at < width; at++) {
                int target = to.at(cell) * width + at;
                double moved =
                        before.at(cell, at % lanes) - outs.at(to.at(cell), at % lanes) + delta[cell * width + at];
                powers[target] += Math.exp(moved - largest[target]);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = keepsDigits(sum[i]) ? Elementary.log1p(sum[i]) : largest[i] + Math.log(powers[i]);
        }
    }

    private static boolean keepsDigits(double sum) {
        return sum > -0.5 && sum < Double.POSITIVE_INFINITY;
    }

    private static void addExpm1(double[] sum, int target, double[] p, double[] delta, int from) {
        for (int i = 0; i < p.length; i++) sum[target + i] += p[i] * Elementary.expm1(delta[from + i]);
    }

    private void logsumexpErrors(Node.Apply node, Change change, Change result, Offsets to) {
        int[] shape = baseline.of(node.argument()).shape();
        int lanes = change.lanes(), cells = change.region().cells();
        Lanes shares = new Lanes(change.region(), shape, baseline.shares(node), change.scheme());
        Lanes before = new Lanes(change.region(), shape, baseline.error(node.argument()), change.scheme());
        Lanes outs = new Lanes(result.region(), baseline.of(node).shape(), baseline.error(node), change.scheme());
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double relative = before.at(cell, lane) + outs.at(to.at(cell), lane) + 4 * Baseline.U;
                result.error()[to.at(cell) * lanes + lane] += shares.at(cell, lane)
                        * (change.error()[cell * lanes + lane]
                                + relative * Math.abs(change.delta()[cell * change.width() + lane]));
            }
        }
    }

    private static Change transposed(Change change, int[] shape, List<Integer> axes) {
        Region region = change.region();
        int[][] index = new int[axes.size()][];
        for (int axis = 0; axis < index.length; axis++) index[axis] = region.index()[axes.get(axis)];
        Region permuted = new Region(shape, index, region.lanes());
        if (permuted.cells() == 1) return change.on(permuted);
        int[] strides = Layout.permuted(Layout.strides(region.cellShape()), axes);
        return change.gathered(permuted, Offsets.of(permuted.cellShape(), strides));
    }

    private static Change reshaped(Change change, int[] shape) {
        Region region = change.region();
        if (region.cells() == 1) {
            return change.on(Region.entries(shape, region.laneOffsets(Layout.strides(region.shape()))));
        }
        int[][] index = withoutOnes(region, shape);
        if (index != null) return change.on(new Region(shape, index, region.lanes()));
        return change.widenedTo(Region.whole(region.shape(), region.lanes())).on(Region.whole(shape, region.lanes()));
    }

    // where only axes of length 1 come or go, the other axes keep their indices
    private static int @Nullable [][] withoutOnes(Region region, int[] shape) {
        List<int @Nullable []> kept = new ArrayList<>();
        List<Integer> lengths = new ArrayList<>();
        for (int axis = 0; axis < region.shape().length; axis++) {
            if (region.shape()[axis] == 1) continue;
            kept.add(region.index()[axis]);
            lengths.add(region.shape()[axis]);
        }
        int[][] index = new int[shape.length][];
        int next = 0;
        for (int axis = 0; axis < shape.length; axis++) {
            if (shape[axis] == 1) continue;
            if (next == lengths.size() || lengths.get(next) != shape[axis]) return null;
            index[axis] = kept.get(next++);
        }
        return next == lengths.size() ? index : null;
    }

    private static Change picked(Change change, Tensor columns, int[] shape) {
        Region region = change.region();
        int[] rows = region.index()[0], touched = region.index()[1];
        int lanes = change.lanes(), shifts = change.scheme().shifts(), length = region.shape()[1];
        Change result = new Change(new Region(shape, new int[][] {rows}, lanes), change.space());
        int cells = result.region().cells(), width = touched == null ? length : 1;
        for (int cell = 0; cell < cells; cell++) {
            int column = rows == null ? PlainKernels.column(columns, cell, length) : -1;
            for (int lane = 0; lane < lanes; lane++) {
                if (rows != null) column = PlainKernels.column(columns, rows[lane], length);
                if (touched != null && touched[lane] != column) continue;
                int from = cell * width + (touched == null ? column : 0);
                for (int shift = 0; shift < shifts; shift++) {
                    result.delta()[(cell * shifts + shift) * lanes + lane] =
                            change.delta()[(from * shifts + shift) * lanes + lane];
                }
                if (change.scheme().tracksErrors())
                    result.error()[cell * lanes + lane] = change.error()[from * lanes + lane];
            }
        }
        return result;
    }

    // (A + dA)(B + dB) − AB = dA B + (A + dA) dB
    private Change product(Node.Apply node, List<@Nullable Change> changes, int[] shape) {
        Node a = node.argument(), b = node.arguments().get(1);
        ProductRule.Sides sides = new ProductRule.Sides() {
            @Override
            public double[] errorOfA() {
                return baseline.error(a);
            }

            @Override
            public double[] errorOfB() {
                return baseline.error(b);
            }

            @Override
            public double[] transposedB() {
                return baseline.transposed(b);
            }
        };
        ProductRule rule = new ProductRule(baseline.of(a), baseline.of(b), sides, shape);
        Change left = changes.get(0), right = changes.get(1);
        if (right == null) return rule.left(left);
        if (left == null) return rule.right(right);
        return rule.both(left, right);
    }

    // of each cell, which cell of the reduced region it goes to
    private static Offsets reducedCells(Region region, List<Integer> axes) {
        return Offsets.of(region.cellShape(), Layout.reducedStrides(region.cellShape(), axes));
    }

    private static Region reduced(Region region, int[] shape, List<Integer> axes) {
        int[][] index = new int[shape.length][];
        boolean keepdims = shape.length == region.shape().length;
        int next = 0;
        for (int axis = 0; axis < region.shape().length; axis++) {
            if (axes.contains(axis)) next += keepdims ? 1 : 0;
            else index[next++] = region.index()[axis];
        }
        return new Region(shape, index, region.lanes());
    }
}
