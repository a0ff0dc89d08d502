package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How changes pass through a softmax p of a over axes and through its logarithm: log p changes by c = d − log1p(Σ p expm1(d)), and
 * p by p expm1(c).
 */
final class SoftmaxRule implements DifferenceRule {
    private final boolean logarithm;

    /** @param logarithm whether of log p, instead of p */
    SoftmaxRule(boolean logarithm) {
        this.logarithm = logarithm;
    }

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        List<Integer> axes = node.attributes().axes();
        Change level = LogsumexpRule.change(node, change, Reduction.kept(change.region(), axes), baseline);
        Region region = change.region().withWhole(axes);
        Change moved = change.widenedTo(region), result = new Change(region, change.space());
        Offsets from = Reduction.cells(node, region);
        int width = result.width(), cells = region.cells();
        boolean small = result.scheme() == Scheme.SECOND_ORDER;
        double[] delta = result.delta();
        for (int cell = 0; cell < cells; cell++) {
            Rows.subtract(
                    delta, cell * width, moved.delta(), cell * width, level.delta(), from.at(cell) * width, width);
        }
        if (result.scheme().tracksErrors()) addErrors(moved, level, from, result);
        if (logarithm) return result;
        Lanes shares = lanes(node, baseline.shares(node).values(), result, baseline);
        if (result.scheme().tracksErrors()) errorsOfShares(node, result, baseline);
        for (int cell = 0; cell < cells; cell++) {
            int at = cell * width;
            if (small && shares.same()) Rows.scaledExpm1(delta, at, shares.at(cell, 0), width);
            else if (small) Rows.expm1(delta, at, shares.at(cell), width);
            else expm1(delta, at, shares.at(cell));
        }
        return result;
    }

    private static void expm1(double[] delta, int from, double[] p) {
        for (int i = 0; i < p.length; i++) delta[from + i] = p[i] * Series.expm1(delta[from + i]);
    }

    private static Lanes lanes(Node.Apply node, double[] data, Change change, Baseline baseline) {
        return new Lanes(change.region(), baseline.of(node).shape(), data, change.scheme());
    }

    // of the logarithms
    private static void addErrors(Change moved, Change level, Offsets from, Change result) {
        int lanes = result.lanes(), cells = result.region().cells();
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int at = cell * lanes + lane;
                double own = Baseline.U * Math.abs(result.delta()[cell * result.width() + lane]);
                result.error()[at] = moved.error()[at] + level.error()[from.at(cell) * lanes + lane] + own;
            }
        }
    }

    // from those of the logarithms, whose changes still stand in the result
    private static void errorsOfShares(Node.Apply node, Change result, Baseline baseline) {
        Lanes shares = lanes(node, baseline.shares(node).values(), result, baseline);
        Lanes doubts = lanes(node, baseline.errorOfShares(node), result, baseline);
        int lanes = result.lanes(), cells = result.region().cells();
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double moved = Math.expm1(result.delta()[cell * result.width() + lane]);
                double relative = doubts.at(cell, lane) + 4 * Baseline.U;
                int at = cell * lanes + lane;
                result.error()[at] = shares.at(cell, lane)
                                * ((1 + moved) * result.error()[at] + relative * Math.abs(moved))
                        + Double.MIN_VALUE;
            }
        }
    }

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor a = baseline.of(node.argument());
        double[] result = Shares.errors(a, node.attributes().axes(), errors.ofOperand(node.argument()), errors);
        if (logarithm) return result;
        double[] shares = baseline.shares(node).values();
        boolean mayUnderflow = errors.mayUnderflow(node);
        double largest = mayUnderflow ? Arrays.stream(a.data()).max().orElse(0) : Double.NaN;
        for (int i = 0; i < result.length; i++) {
            // a share is between 0 and 1, however little is known of the scores
            double most = Math.max(shares[i], 1 - shares[i]);
            double moved = Math.min(shares[i] * Math.expm1(result[i]), most);
            result[i] = errors.add(moved, errors.own(errors.roundings(node.operation()) * shares[i]));
            boolean underflows = mayUnderflow && Shares.underflows(a.data()[i], largest, shares[i], errors.precision());
            if (underflows) result[i] = errors.add(result[i], shares[i]);
        }
        return result;
    }

    @Override
    public double work(Node.Apply node, List<@Nullable Change> changes, Change result, Baseline baseline) {
        return 2.0 * result.region().cells();
    }
}
