package dev.dscore.verify;

/**
 * The derivative from one side, by steps that grow shorter: (4 f(x + h) − f(x + 2h) − 3 f(x)) / 2h, of second order. From one
 * step to the next its truncation error shrinks by more than their distance, a quarter of which is taken for it; of all steps
 * the one with the least bound counts.
 */
final class Side {
    // a derivative that is known no better than this, as a part of the steepest difference, is not known
    private static final double KNOWN = 0x1p-14;
    // by how much the slopes at the shortest steps exceed the best one where the function jumps or its slope is
    // infinite
    private static final double GROWTH = 16;

    private double value = Double.NaN;
    private double bound = Double.POSITIVE_INFINITY;
    private double first = Double.NaN;
    private double last = Double.NaN;
    private double steepest;
    private int still;
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
                value = first = last = bound = 0;
                settled = true;
            }
            return;
        }
        still = 0;
        double slope = (4 * near - far) / (2 * h);
        double rounding = 4 * (2 * error / Math.abs(h) + 4 * Baseline.U * Math.abs(slope));
        double truncation = Double.isNaN(last) ? Math.abs(near / h - slope) : Math.abs(slope - last) / 4;
        if (Double.isNaN(first)) first = slope;
        if (Double.isFinite(near)) steepest = Math.max(steepest, Math.abs(near / h));
        if (Double.isFinite(slope)) last = slope;
        double bound = truncation + rounding;
        if (bound < this.bound) {
            this.value = slope;
            this.bound = bound;
        }
        // shorter steps lose digits
        settled = this.bound <= FiniteDifferences.SETTLED * Math.abs(value) || rounding >= this.bound;
    }

    boolean isSettled() {
        return settled;
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
        return !standsStill() && !(Math.abs(last) <= GROWTH * (Math.abs(value) + bound)) && !isOutside();
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
        return Double.isFinite(value) && !diverges() && bound <= KNOWN * steepest + explained;
    }
}
