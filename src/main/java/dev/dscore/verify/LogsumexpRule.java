package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a logsumexp over axes: log Σ exp(a + d) − log Σ exp(a) = log1p(Σ p expm1(d)) with p = exp(a − log Σ exp(a)). */
final class LogsumexpRule implements DifferenceRule {
    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        return change(node, change, Reduction.region(node, change.region(), baseline), baseline);
    }

    /**
     * How the logsumexp changes of the argument of a logsumexp, a softmax or its logarithm.
     *
     * @param reduced the region of the result
     */
    static Change change(Node.Apply node, Change change, Region reduced, Baseline baseline) {
        Region region = change.region();
        Change result = new Change(reduced, change.space());
        Offsets to = Reduction.cells(node, region);
        Lanes shares = new Lanes(
                region,
                baseline.of(node.argument()).shape(),
                baseline.shares(node).values(),
                change.scheme());
        int width = change.width(), cells = region.cells();
        boolean small = change.scheme() == Scheme.SECOND_ORDER;
        double[] delta = change.delta(), sum = result.delta();
        for (int cell = 0; cell < cells; cell++) {
            int target = to.at(cell) * width, from = cell * width;
            if (!small) addExpm1(sum, target, shares.at(cell), delta, from);
            else if (shares.same()) Rows.addScaledExpm1(sum, target, shares.at(cell, 0), delta, from, width);
            else Rows.addExpm1(sum, target, shares.at(cell), delta, from, width);
        }
        if (change.scheme().tracksErrors()) errors(node, change, result, to, baseline);
        if (small) Rows.log1p(sum);
        else logarithms(node, change, result, to, baseline);
        return result;
    }

    // where the sum loses more than half, its logarithm has lost digits: it is taken of the changed values themselves
    private static void logarithms(Node.Apply node, Change change, Change result, Offsets to, Baseline baseline) {
        if (Arrays.stream(result.delta()).allMatch(LogsumexpRule::keepsDigits)) {
            Arrays.setAll(result.delta(), i -> Series.log1p(result.delta()[i]));
            return;
        }
        int[] shape = baseline.of(node.argument()).shape();
        Lanes before = new Lanes(change.region(), shape, baseline.shares(node).logarithms(), change.scheme());
        double[] sum = result.delta(), delta = change.delta();
        double[] largest = sum.clone(), powers = new double[sum.length];
        Arrays.fill(largest, Double.NEGATIVE_INFINITY);
        int lanes = change.lanes(),
                width = change.width(),
                cells = change.region().cells();
        for (int cell = 0; cell < cells; cell++) {
            for (int at = 0; at < width; at++) {
                int target = to.at(cell) * width + at;
                double moved = before.at(cell, at % lanes) + delta[cell * width + at];
                largest[target] = Math.max(largest[target], moved);
            }
        }
        for (int cell = 0; cell < cells; cell++) {
            for (int at = 0; at < width; at++) {
                int target = to.at(cell) * width + at;
                double moved = before.at(cell, at % lanes) + delta[cell * width + at];
                powers[target] += Math.exp(moved - largest[target]);
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] = keepsDigits(sum[i]) ? Series.log1p(sum[i]) : largest[i] + Math.log(powers[i]);
        }
    }

    private static boolean keepsDigits(double sum) {
        return sum > -0.5 && sum < Double.POSITIVE_INFINITY;
    }

    private static void addExpm1(double[] sum, int target, double[] p, double[] delta, int from) {
        for (int i = 0; i < p.length; i++) sum[target + i] += p[i] * Series.expm1(delta[from + i]);
    }

    private static void errors(Node.Apply node, Change change, Change result, Offsets to, Baseline baseline) {
        int[] shape = baseline.of(node.argument()).shape();
        int lanes = change.lanes(), cells = change.region().cells();
        Lanes shares = new Lanes(change.region(), shape, baseline.shares(node).values(), change.scheme());
        Lanes doubts = new Lanes(change.region(), shape, baseline.errorOfShares(node), change.scheme());
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double relative = doubts.at(cell, lane) + 4 * Baseline.U;
                result.error()[to.at(cell) * lanes + lane] += shares.at(cell, lane)
                                * (change.error()[cell * lanes + lane]
                                        + relative * Math.abs(change.delta()[cell * change.width() + lane]))
                        + Double.MIN_VALUE;
            }
        }
    }

    // each entry counts by its share in the sum: one that is masked out has none
    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        double[] error = errors.ofOperand(node.argument());
        double[] result = new double[out.size()], shares = baseline.shares(node).values();
        int[] to = Reduction.results(node, baseline);
        for (int i = 0; i < to.length; i++) result[to[i]] = errors.add(result[to[i]], shares[i] * error[i]);
        double growth = RoundingErrors.growth(a.size() / out.size()) * (errors.unit() / Baseline.U);
        // the largest entry is at most log(count) from the result
        double count = (double) a.size() / out.size();
        for (int i = 0; i < result.length; i++) {
            double own = growth + errors.unit() * (2 * Math.abs(out.data()[i]) + Math.log(count));
            result[i] = errors.add(result[i], own);
        }
        return result;
    }
}
