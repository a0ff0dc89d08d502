package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through a sum over axes. */
final class SumRule implements DifferenceRule {
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
        EqualTerms equal =
                errors.isBound() || to.length <= (long) EqualTerms.FEW * sum.length ? null : new EqualTerms(sum.length);
        for (int i = 0; i < to.length; i++) {
            double term = a.data()[i];
            sum[to[i]] += errors.isBound() ? Math.abs(term) : term;
            last[to[i]] = Math.min(last[to[i]], ErrorFree.lastBit(term));
            double own = errors.isBound() || term == 0 ? 0 : errors.rounding(Math.abs(sum[to[i]]));
            double both = errors.add(error[i], own);
            result[to[i]] = errors.add(result[to[i]], both);
            if (equal != null) equal.add(to[i], term, both);
        }
        if (equal != null) for (int i = 0; i < result.length; i++) result[i] = Math.max(result[i], equal.error(i));
        if (!errors.isBound()) return result;
        double growth = errors.ofTerms(to.length / sum.length);
        for (int i = 0; i < sum.length; i++) if (!errors.isExactSum(sum[i], last[i])) result[i] += growth * sum[i];
        return result;
    }

    /** The errors of sums with many equal terms, as of a constant column: those of equal terms do not cancel one another. */
    private static final class EqualTerms {
        /** Different terms of one sum. */
        static final int FEW = 8;

        private final double[] terms, errors;
        private final int[] different;

        EqualTerms(int sums) {
            terms = new double[FEW * sums];
            errors = new double[FEW * sums];
            different = new int[sums];
        }

        void add(int sum, double term, double error) {
            if (different[sum] > FEW) return;
            int at = FEW * sum, end = at + different[sum];
            while (at < end && terms[at] != term) at++;
            if (at == end && ++different[sum] > FEW) return;
            terms[at] = term;
            errors[at] += error;
        }

        /** 0 where there are more than a few different terms. */
        double error(int sum) {
            double error = 0;
            if (different[sum] <= FEW)
                for (int at = FEW * sum; at < FEW * sum + different[sum]; at++) error = Math.hypot(error, errors[at]);
            return error;
        }
    }
}
