package dev.dscore.verify;

import dev.dscore.array.Tensor;
import java.util.List;

/**
 * The softmax of an array over axes: of each entry a its share p = exp(a) / Σ exp(a), and log p. With the largest entry taken out
 * first, so that equal scores of -1e9 have equal shares.
 *
 * @param values the shares
 * @param logarithms of the shares
 */
record Shares(double[] values, double[] logarithms) {
    static Shares of(Tensor a, List<Integer> axes) {
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        double[] largest = PlainKernels.largest(a, axes);
        double[] values = new double[to.length], logarithms = new double[to.length];
        double[] sums = new double[largest.length];
        for (int i = 0; i < to.length; i++) {
            logarithms[i] = a.data()[i] - largest[to[i]];
            values[i] = Math.exp(logarithms[i]);
            sums[to[i]] += values[i];
        }
        double[] logs = new double[sums.length];
        for (int group = 0; group < sums.length; group++) logs[group] = Math.log(sums[group]);
        for (int i = 0; i < to.length; i++) {
            values[i] /= sums[to[i]];
            logarithms[i] -= logs[to[i]];
        }
        return new Shares(values, logarithms);
    }

    /**
     * Whether {@code exp(a)}, and so the share of a, is 0 or has lost its digits in a softmax that takes the largest of all entries out
     * of every row, and not the largest of each: where a share is small beside 1 that is honest arithmetic.
     *
     * @param share of the entry a
     */
    static boolean underflows(double a, double largestOfAll, double share, Precision precision) {
        return share < precision.unit() && a - largestOfAll < precision.leastExponent();
    }

    /** How far rounding can have moved the logarithm of each share, where it can have moved an entry by {@code error}. */
    static double[] errors(Tensor a, List<Integer> axes, double[] error, RoundingErrors errors) {
        Shares shares = of(a, axes);
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        double[] largest = PlainKernels.largest(a, axes), shifted = new double[to.length];
        // of the logarithm of a sum: what its most uncertain term adds to it, and what all others do
        double[] most = new double[largest.length], others = most.clone();
        int[] mostAt = new int[largest.length];
        for (int i = 0; i < to.length; i++) {
            shifted[i] = errors.add(error[i], errors.own(Math.abs(a.data()[i] - largest[to[i]])));
            double term = shares.values[i] * shifted[i];
            others[to[i]] = errors.add(others[to[i]], Math.min(term, most[to[i]]));
            if (term < most[to[i]]) continue;
            most[to[i]] = term;
            mostAt[to[i]] = i;
        }
        int terms = to.length / Math.max(1, largest.length);
        double[] result = new double[to.length];
        for (int i = 0; i < to.length; i++) {
            double logarithm = shares.logarithms[i], difference = a.data()[i] - largest[to[i]];
            double log = difference - logarithm;
            // the error of the entry that dominates the sum cancels in part, and is in own already
            boolean isMost = !errors.isBound() && mostAt[to[i]] == i;
            double ofSum = isMost ? others[to[i]] : errors.add(others[to[i]], most[to[i]]);
            double own = errors.isBound() ? shifted[i] : -Math.expm1(logarithm) * shifted[i];
            double rounded = errors.add(
                    errors.ofTerms(terms) + errors.own(Math.abs(log)), errors.ofSum(difference, -log, logarithm));
            if (!errors.isBound()) {
                double logsumexp = errors.own(Math.abs(largest[to[i]] + log));
                rounded = errors.add(rounded, RoundingErrors.ofLogsumexp(logsumexp, log, terms));
            }
            result[i] = errors.add(errors.add(own, ofSum), rounded);
        }
        return result;
    }
}
