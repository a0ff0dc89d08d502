package dev.dscore.verify;

import static dev.dscore.verify.Change.SHIFTS;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.verify.Baseline.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a change passes through each operation: on which region the result changes, and by how much. Every rule is an exact
 * identity for differences, f(x + d) − f(x), and none knows a derivative.
 */
final class Propagation {
    private final Baseline baseline;
    private final int lanes;

    Propagation(Baseline baseline, int lanes) {
        this.baseline = baseline;
        this.lanes = lanes;
    }

    /** @param changes of the node's arguments, null where an argument does not change; one at least does */
    Change through(Node.Apply node, List<@Nullable Change> changes) {
        Value out = baseline.of(node);
        Value a = baseline.of(node.argument());
        Change change = changes.get(0);
        List<Integer> axes = node.attributes().axes();
        if (node.operation() == Operation.MATMUL) return product(node, changes, out);
        if (node.operation().isElementwise()) return elementwise(node, changes, out);
        if (change == null) throw new IllegalStateException("indices do not change");
        return switch (node.operation()) {
            case SUM -> sum(change, out, axes);
            case MAX -> extreme(change, a, out, axes, 1);
            case MIN -> extreme(change, a, out, axes, -1);
            case LOGSUMEXP -> logsumexp(change, a, out, axes);
            case TRANSPOSE -> transposed(change, out, axes);
            case RESHAPE -> reshaped(change, a, out);
            case BROADCAST_TO -> change.stretchedTo(change.region().stretchedTo(out.shape()));
            case PICK -> picked(change, baseline.of(node.arguments().get(1)), out);
            default -> throw new IllegalStateException("no rule for " + node.operation());
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

    private Change elementwise(Node.Apply node, List<@Nullable Change> changes, Value out) {
        Region region = null;
        for (Change change : changes) {
            if (change == null) continue;
            Region touched = change.region().stretchedTo(out.shape());
            region = region == null ? touched : region.join(touched);
        }
        if (region == null) throw new IllegalStateException("no argument changes");
        Change result = new Change(region);
        new ElementwiseRule(node.operation(), node.arguments().size(), region, result)
                .run(out, node.arguments().stream().map(baseline::of).toList(), changes);
        return result;
    }

    private Change sum(Change change, Value out, List<Integer> axes) {
        Change result = new Change(reduced(change.region(), out, axes));
        int[] to = Layout.offsets(
                change.region().cellShape(),
                Layout.reducedStrides(change.region().cellShape(), axes));
        int width = SHIFTS * lanes;
        double growth = Baseline.growth(to.length / result.region().cells());
        for (int cell = 0; cell < to.length; cell++) {
            int source = cell * width, target = to[cell] * width;
            for (int i = 0; i < width; i++) result.delta()[target + i] += change.delta()[source + i];
            for (int lane = 0; lane < lanes; lane++) {
                result.error()[to[cell] * lanes + lane] +=
                        change.error()[cell * lanes + lane] + growth * Math.abs(change.delta()[source + lane]);
            }
        }
        return result;
    }

    private Change extreme(Change touched, Value a, Value out, List<Integer> axes, int sign) {
        // the largest may be an entry that was not touched
        Change change = touched.widenedTo(touched.region().withWhole(axes));
        Region region = change.region();
        Change result = new Change(reduced(region, out, axes));
        int[] to = Layout.offsets(region.cellShape(), Layout.reducedStrides(region.cellShape(), axes));
        int[] cells = region.cellOffsets(Layout.strides(a.shape()));
        int[] offsets = region.laneOffsets(Layout.strides(a.shape()));
        Bases outs = new Bases(result.region(), out);
        Arrays.fill(result.delta(), sign * Double.NEGATIVE_INFINITY);
        for (int cell = 0; cell < to.length; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double below = a.data()[cells[cell] + offsets[lane]] - outs.value(to[cell], lane);
                for (int shift = 0; shift < SHIFTS; shift++) {
                    int target = (to[cell] * SHIFTS + shift) * lanes + lane;
                    double moved = below + change.delta()[(cell * SHIFTS + shift) * lanes + lane];
                    if (sign * moved > sign * result.delta()[target]) result.delta()[target] = moved;
                }
                int target = to[cell] * lanes + lane;
                result.error()[target] = Math.max(result.error()[target], change.error()[cell * lanes + lane]);
            }
        }
        return result;
    }

    // log Σ exp(a + d) − log Σ exp(a) = log1p(Σ p expm1(d)) with p = exp(a − log Σ exp(a))
    private Change logsumexp(Change change, Value a, Value out, List<Integer> axes) {
        Region region = change.region();
        Change result = new Change(reduced(region, out, axes));
        int[] to = Layout.offsets(region.cellShape(), Layout.reducedStrides(region.cellShape(), axes));
        Bases before = new Bases(region, a), outs = new Bases(result.region(), out);
        double[] delta = result.delta(), error = result.error();
        for (int cell = 0; cell < to.length; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double p = Math.exp(before.value(cell, lane) - outs.value(to[cell], lane));
                for (int shift = 0; shift < SHIFTS; shift++) {
                    delta[(to[cell] * SHIFTS + shift) * lanes + lane] +=
                            p * Math.expm1(change.delta()[(cell * SHIFTS + shift) * lanes + lane]);
                }
                double relative = before.error(cell, lane) + outs.error(to[cell], lane) + 4 * Baseline.U;
                error[to[cell] * lanes + lane] += p
                        * (change.error()[cell * lanes + lane]
                                + relative * Math.abs(change.delta()[cell * SHIFTS * lanes + lane]));
            }
        }
        for (int i = 0; i < delta.length; i++) delta[i] = Math.log1p(delta[i]);
        return result;
    }

    private Change transposed(Change change, Value out, List<Integer> axes) {
        Region region = change.region();
        int[][] index = new int[axes.size()][];
        for (int axis = 0; axis < index.length; axis++) index[axis] = region.index()[axes.get(axis)];
        Region permuted = new Region(out.shape(), index, lanes);
        int[] strides = Layout.permuted(Layout.strides(region.cellShape()), axes);
        return change.gathered(permuted, Layout.offsets(permuted.cellShape(), strides));
    }

    private Change reshaped(Change change, Value a, Value out) {
        Region region = change.region();
        if (region.cells() == 1) {
            Region entries = Region.entries(out.shape(), region.laneOffsets(Layout.strides(a.shape())));
            return new Change(entries, change.delta(), change.error());
        }
        int[][] index = withoutOnes(region, out.shape());
        if (index != null) return new Change(new Region(out.shape(), index, lanes), change.delta(), change.error());
        Change whole = change.widenedTo(Region.whole(a.shape(), lanes));
        return new Change(Region.whole(out.shape(), lanes), whole.delta(), whole.error());
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

    private Change picked(Change change, Value columns, Value out) {
        Region region = change.region();
        int[] rows = region.index()[0], touched = region.index()[1];
        Change result = new Change(new Region(out.shape(), new int[][] {rows}, lanes));
        int cells = result.region().cells();
        int width = touched == null ? region.shape()[1] : 1;
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int column = Baseline.column(columns, rows == null ? cell : rows[lane], region.shape()[1]);
                if (touched != null && touched[lane] != column) continue;
                int from = cell * width + (touched == null ? column : 0);
                for (int shift = 0; shift < SHIFTS; shift++) {
                    result.delta()[(cell * SHIFTS + shift) * lanes + lane] =
                            change.delta()[(from * SHIFTS + shift) * lanes + lane];
                }
                result.error()[cell * lanes + lane] = change.error()[from * lanes + lane];
            }
        }
        return result;
    }

    // (A + dA)(B + dB) − AB = dA B + (A + dA) dB
    private Change product(Node.Apply node, List<@Nullable Change> changes, Value out) {
        ProductRule rule = new ProductRule(
                baseline.of(node.argument()), baseline.of(node.arguments().get(1)), out.shape(), lanes);
        Change left = changes.get(0), right = changes.get(1);
        if (right == null) return rule.left(left);
        if (left == null) return rule.right(right);
        return rule.both(left, right);
    }

    private Region reduced(Region region, Value out, List<Integer> axes) {
        int[][] index = new int[out.shape().length][];
        boolean keepdims = out.shape().length == region.shape().length;
        int next = 0;
        for (int axis = 0; axis < region.shape().length; axis++) {
            if (axes.contains(axis)) next += keepdims ? 1 : 0;
            else index[next++] = region.index()[axis];
        }
        return new Region(out.shape(), index, lanes);
    }

    /** The unperturbed value at each cell of each lane. */
    static final class Bases {
        private final Value value;
        private final int[] cells;
        private final int[] lanes;

        Bases(Region region, Value value) {
            this.value = value;
            int[] strides = Layout.stretchedStrides(value.shape(), region.shape());
            cells = region.cellOffsets(strides);
            lanes = region.laneOffsets(strides);
        }

        double value(int cell, int lane) {
            return value.data()[cells[cell] + lanes[lane]];
        }

        double error(int cell, int lane) {
            return value.error()[cells[cell] + lanes[lane]];
        }
    }
}
