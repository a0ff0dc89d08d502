package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a sum over axes. */
final class SumRule implements DifferenceRule {
    /** Different terms of a sum of which many are equal. */
    private static final int FEW = 8;

    @Override
    public Change through(Node.Apply node, List<@Nullable Change> changes, Baseline baseline) {
        Change change = DifferenceRule.only(changes);
        Change result = new Change(Reduction.region(node, change.region(), baseline), change.space());
        Offsets to = Reduction.cells(node, change.region());
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

    @Override
    public double[] running(Node.Apply node, Baseline baseline, RoundingErrors errors) {
        Tensor a = baseline.of(node.argument()), out = baseline.of(node);
        double[] error = errors.ofOperand(node.argument());
        double[] result = new double[out.size()], sum = new double[out.size()], last = new double[out.size()];
        Arrays.fill(last, Double.POSITIVE_INFINITY);
        int[] to = Reduction.results(node, baseline);
        double[] alike = new double[out.size()];
        for (int i = 0; i < to.length; i++) {
            double term = a.data()[i];
            sum[to[i]] += errors.isBound() ? Math.abs(term) : term;
            last[to[i]] = Math.min(last[to[i]], ErrorFree.lastBit(term));
            double own = errors.isBound() ? 0 : errors.rounding(Math.abs(sum[to[i]])), both = errors.add(error[i], own);
            result[to[i]] = errors.add(result[to[i]], both);
            alike[to[i]] += both;
        }
        // errors of equal terms, as of a constant column, do not cancel one another
        int[] different = different(a, to, out.size());
        for (int i = 0; i < result.length; i++) {
            if (different[i] > 0) result[i] = Math.max(result[i], alike[i] / Math.sqrt(different[i]));
        }
        if (!errors.isBound()) return result;
        double growth = errors.ofTerms(to.length / sum.length);
        for (int i = 0; i < sum.length; i++) if (!errors.isExactSum(sum[i], last[i])) result[i] += growth * sum[i];
        return result;
    }

    // how many different terms each sum has; 0 where there are more than a few, or few terms at all
    private static int[] different(Tensor a, int[] to, int sums) {
        int[] different = new int[sums];
        if (to.length <= (long) FEW * sums) return different;
        double[] seen = new double[FEW * sums];
        boolean[] many = new boolean[sums];
        for (int i = 0; i < to.length; i++) {
            int sum = to[i], first = FEW * sum, at = first, end = first + different[sum];
            if (many[sum]) continue;
            while (at < end && seen[at] != a.data()[i]) at++;
            if (at < end) continue;
            if (different[sum] == FEW) many[sum] = true;
            else seen[first + different[sum]++] = a.data()[i];
        }
        for (int sum = 0; sum < sums; sum++) if (many[sum]) different[sum] = 0;
        return different;
    }
}
