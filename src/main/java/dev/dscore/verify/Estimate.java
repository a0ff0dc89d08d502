package dev.dscore.verify;

/**
 * One derivative by finite differences where the function is smooth, from its changes at h, −h, 2h and −2h.
 *
 * <p>The value is the central difference of fourth order: Fornberg, Generation of Finite Difference Formulas on Arbitrarily
 * Spaced Grids (1988), table 1. Its truncation error is estimated, generously, by the distance to the second-order
 * difference; its rounding error by the running bound that the changes carry.
 *
 * @param value the derivative
 * @param truncation how far the difference formula may be off
 * @param rounding how far rounding may have moved it
 * @param right the one-sided derivative from above, of second order
 * @param left the same from below
 * @param steepness the largest difference quotient of all steps tried, the scale on which a derivative is small
 * @param still at how many steps in turn the function has not changed at all
 */
record Estimate(
        double value, double truncation, double rounding, double right, double left, double steepness, int still)
        implements NumericDerivative {
    /** At so many shorter and shorter steps a function must stand still to have the derivative 0. */
    static final int STILL = 8;

    private static final double BEYOND = 16;
    /** The largest bound, relative to the derivative or the steepest difference, at which a derivative is known. */
    static final double KNOWN = 0x1p-14;

    // one-sided derivatives that differ by this part of the steeper one indicate a kink, unless rounding explains it
    private static final double KINK = 0.25, ROUNDINGS = 16;

    /** A function that does not change at all. */
    static final Estimate ZERO = new Estimate(0, 0, 0, 0, 0, 0, STILL);

    /**
     * A function that has not changed at so many steps in turn.
     *
     * @param rounding the least that one of these steps proves of the derivative: changes may have underflowed
     */
    static Estimate still(int steps, double rounding) {
        return new Estimate(0, 0, rounding, 0, 0, 0, steps);
    }

    /** @param error a bound on the rounding error of the change at h */
    static Estimate of(double h, double up, double down, double up2, double down2, double error) {
        double second = (up - down) / (2 * h);
        double fourth = (8 * (up - down) - (up2 - down2)) / (12 * h);
        // (8·2 + 2·2) / 12 errors of size `error`, the one at 2h being twice that at h
        double rounding = 2 * error / Math.abs(h) + 4 * Baseline.U * Math.abs(fourth);
        double right = (4 * up - up2) / (2 * h), left = (down2 - 4 * down) / (2 * h);
        // twice that is the error where the second derivative jumps
        double steepness =
                Math.max(Math.max(Math.abs(up), Math.abs(down)), Math.max(Math.abs(up2), Math.abs(down2)) / 2)
                        / Math.abs(h);
        return new Estimate(fourth, 3 * Math.abs(second - fourth), rounding, right, left, steepness, 0);
    }

    /** The same estimate where another step has shown the function to be steeper. */
    Estimate beside(Estimate other) {
        if (!(other.steepness > steepness) || !Double.isFinite(other.steepness)) return this;
        return new Estimate(value, truncation, rounding, right, left, other.steepness, still);
    }

    /** How far analytic and numeric may lie apart: what the formula may be off, and both sides' rounding. */
    double bound() {
        return truncation + 4 * rounding + Double.MIN_NORMAL;
    }

    /** What may be wrong with it, as a sum: of two estimates the one with less is better. */
    double uncertainty() {
        double sum = truncation + jump() + rounding;
        return Double.isFinite(sum) ? sum : Double.POSITIVE_INFINITY;
    }

    /**
     * Whether a shorter step may tell more: something within the step is not the smooth function that the formulas assume, or
     * the formula's own error is not yet small beside the derivative or its rounding.
     */
    boolean isDoubtful() {
        if (still > 0) return still < STILL;
        double steepest = Math.max(Math.abs(right), Math.abs(left));
        if (jump() > KINK * steepest && jump() > ROUNDINGS * rounding) return true;
        boolean smooth = jump() <= 1e5 * rounding + 1e-7 * steepest;
        return !(smooth && truncation <= 4 * rounding + 1e-7 * Math.abs(value));
    }

    /**
     * Whether the function changes by no more than rounding may change it.
     *
     * @param enough a bound up to which that does not matter
     */
    boolean isRounding(double enough) {
        return still == 0 && Math.abs(value) <= bound() && bound() > enough;
    }

    /**
     * Returns whether the bound exceeds {@link #KNOWN} of the derivative and of the steepest difference, so that shorter steps are
     * tried. Steps that are too long give such bounds between two plateaus and just beside a kink.
     *
     * @param enough as in {@link #isRounding}
     */
    boolean isVague(double enough) {
        return still == 0 && !(bound() <= KNOWN * Math.max(Math.abs(value), steepness)) && bound() > enough;
    }

    /** Whether both cannot be right: bounds that rounding exceeds now and then leave room for it. */
    boolean contradicts(Estimate other) {
        return Math.abs(value - other.value) > BEYOND * (bound() + other.bound());
    }

    private double jump() {
        return Math.abs(right - left);
    }
}
