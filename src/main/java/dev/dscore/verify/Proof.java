package dev.dscore.verify;

import dev.dscore.array.Tensor;
import java.util.Map;

/**
 * What finite differences say of one gradient.
 *
 * @param gradient the claimed gradient; at a kink where the one-sided derivatives agree their value, where they differ one
 *     between them; NaN where it is undetermined
 * @param confirmed whether every entry that is determined agrees with finite differences
 * @param reachesKinks whether an entry moves an operation off its kink
 * @param intervals of the entries at which the function has a kink, by position
 * @param undetermined why an entry is, by position
 */
public record Proof(
        Tensor gradient,
        Check.OfGradient report,
        boolean confirmed,
        boolean reachesKinks,
        Map<Integer, Interval> intervals,
        Map<Integer, String> undetermined) {

    /** Whether something can be held against this gradient. */
    public boolean isUsable() {
        return confirmed && undetermined.size() < gradient.size();
    }

    /**
     * The one-sided derivatives at a kink.
     *
     * @param bound how far finite differences may be off
     */
    public record Interval(double low, double high, double bound) {
        /** @param allowance beyond the bound */
        public boolean holds(double derivative, double allowance) {
            return derivative >= low - bound - allowance && derivative <= high + bound + allowance;
        }
    }
}
