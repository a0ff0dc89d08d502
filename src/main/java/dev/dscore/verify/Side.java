package dev.dscore.verify;

/**
 * The derivative from one side, by steps that grow shorter: (4 f(x + h) − f(x + 2h) − 3 f(x)) / 2h, of second order. From one
 * step to the next its truncation error shrinks by more than their distance, a quarter of which is taken for it. Of all steps
 * the one with the least bound counts, unless a shorter one contradicts it: far beyond where a function bends its slopes are small,
 * and so is what is not known of them.
 */
final class Side {
    // by how much the slopes at the shortest steps exceed the best one where the function jumps or its slope is
    // infinite
    private static final double GROWTH = 16;

    // by how much a slope exceeds that at the step before where the function bends within the step
    private static final double STEEPENING = 2;

    private double value = Double.NaN;
    private double bound = Double.POSITIVE_INFINITY;
    // the slope, and its bound, at the step with the least bound of all, contradicted or not
    private double calmest = Double.NaN;
    private double calmestBound = Double.POSITIVE_INFINITY;
    private double first = Double.NaN;
    private double last = Double.NaN;
    private double lastRounding;
    private double steepest;
    private int still;
    private boolean steepens;
    private boolean settled;

    /**
     * @param h the step, its sign the side
     * @param near the change of the function at h, and {@code far} at 2h
     * @param error a bound on the rounding error of {@code near}
     */
    void tried(double h, double near, double far, double error) {
        if (settled) return;
        if (near == 0 && far == 0) {
            still++;
            // a function that stands still at every step has the slope 0; at one step it proves nothing
            if (still == Estimate.STILL) {
                value = first = last = bound = calmest = calmestBound = 0;
                settled = true;
            }
            return;
        }
        still = 0;
        double slope = (4 * near - far) / (2 * h);
        double rounding = rounding(h, slope, error);
        double truncation = Double.isNaN(last) ? Math.abs(near / h - slope) : Math.abs(slope - last) / 4;
        if (Double.isNaN(first)) first = slope;
        if (Double.isFinite(near)) steepest = Math.max(steepest, Math.abs(near / h));
        // the step before was off by little more than it is away from this one, if rounding has been small there
        if (!Double.isNaN(last)) count(last, 2 * Math.abs(slope - last) + lastRounding);
        count(slope, truncation + rounding);
        steepens = Math.abs(slope) > STEEPENING * Math.abs(last) + rounding;
        if (Double.isFinite(slope)) {
            last = slope;
            lastRounding = rounding;
        }
        // shorter steps lose digits
        settled = this.bound <= FiniteDifferences.SETTLED * Math.abs(value)
                || rounding >= this.bound && rounding < Double.POSITIVE_INFINITY;
    }

    private void count(double slope, double bound) {
        if (bound < this.bound || Math.abs(slope - value) > this.bound + bound) {
            this.value = slope;
            this.bound = bound;
        }
        if (bound < calmestBound) {
            calmest = slope;
            calmestBound = bound;
        }
    }

    boolean isSettled() {
        return settled;
    }

    /** Whether the slope has grown with the last step, by more than rounding: of the function beside its kink it says nothing. */
    boolean steepens() {
        return steepens && !settled;
    }

    /**
     * Tries a step much shorter than those by which the derivative is settled. Where that contradicts them, it is settled no
     * longer, and what the short step finds is where to go on from.
     */
    void confirm(double h, double near, double far, double error) {
        if (!settled || near == 0 && far == 0) return;
        double slope = (4 * near - far) / (2 * h), rounding = rounding(h, slope, error);
        double doubt = bound + Math.abs(near / h - slope) + rounding + FiniteDifferences.SETTLED * Math.abs(value);
        if (!(Math.abs(slope - value) > doubt)) return;
        settled = false;
        bound = Math.abs(slope - value);
        value = last = slope;
        lastRounding = rounding;
    }

    private static double rounding(double h, double slope, double error) {
        return 4 * (2 * error / Math.abs(h) + 4 * Baseline.U * Math.abs(slope));
    }

    double value() {
        return standsStill() ? 0 : value + 0.0; // never -0.0
    }

    // at every step
    private boolean standsStill() {
        return Double.isNaN(first) && still > 0;
    }

    double bound() {
        return (standsStill() ? 0 : bound) + Double.MIN_NORMAL;
    }

    /** Whether the function has no value on this side. */
    boolean isOutside() {
        return Double.isNaN(first) && Double.isNaN(last) && still == 0;
    }

    /** Whether the slopes grow without end as the step shrinks: a jump, or an infinite slope. */
    boolean diverges() {
        return !standsStill() && !(Math.abs(last) <= GROWTH * (Math.abs(calmest) + calmestBound)) && !isOutside();
    }

    /** The largest difference quotient of all steps tried. */
    double steepest() {
        return steepest;
    }

    /**
     * Whether the derivative is known.
     *
     * @param steepest of both sides
     * @param explained what rounding explains there
     */
    boolean isKnown(double steepest, double explained) {
        if (standsStill()) return true;
        return Double.isFinite(value) && bound <= Estimate.KNOWN * steepest + (steepens() ? 0 : explained);
    }
}
