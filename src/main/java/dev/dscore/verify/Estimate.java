package dev.dscore.verify;

/**
 * One derivative by finite differences, from the changes of the function at h, −h, 2h and −2h.
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
 * @param kink whether the one-sided derivatives are known to disagree
 */
record Estimate(double value, double truncation, double rounding, double right, double left, boolean kink) {
    /** A function that does not change at all. */
    static final Estimate ZERO = new Estimate(0, 0, 0, 0, 0, false);

    /** @param error a bound on the rounding error of the change at h */
    static Estimate of(double h, double up, double down, double up2, double down2, double error) {
        double second = (up - down) / (2 * h);
        double fourth = (8 * (up - down) - (up2 - down2)) / (12 * h);
        // (8·2 + 2·2) / 12 errors of size `error`, the one at 2h being twice that at h
        double rounding = 2 * error / Math.abs(h) + 4 * Baseline.U * Math.abs(fourth);
        double right = (4 * up - up2) / (2 * h), left = (down2 - 4 * down) / (2 * h);
        return new Estimate(fourth, Math.abs(second - fourth), rounding, right, left, false);
    }

    /** How far analytic and numeric may lie apart: what the formula may be off, and both sides' rounding. */
    double bound() {
        return truncation + 4 * rounding + Double.MIN_NORMAL;
    }

    /** How far the one-sided derivatives lie apart. */
    double jump() {
        return Math.abs(right - left);
    }

    double uncertainty() {
        double sum = truncation + jump() + rounding;
        return Double.isFinite(sum) ? sum : Double.POSITIVE_INFINITY;
    }

    /** Whether the step was too long: something within it is not the smooth function that the formulas assume. */
    boolean isDoubtful() {
        double negligible = 1e5 * rounding + 1e-7 * steepest();
        return !(truncation <= negligible && jump() <= negligible);
    }

    /** This estimate, known to be at a kink. */
    Estimate atKink() {
        return new Estimate(value, truncation, rounding, right, left, true);
    }

    /** Whether the one-sided derivatives disagree by more than rounding explains. */
    boolean disagrees() {
        return jump() > 1e-3 * steepest() && jump() > 100 * rounding;
    }

    /**
     * Whether a shorter step, of which {@code shorter} is the estimate, leaves the disagreement as it was. What curvature
     * does shrinks with the step; what a kink does stays.
     */
    boolean persistsIn(Estimate shorter) {
        double tolerance = 0.01 * jump();
        return disagrees()
                && shorter.disagrees()
                && Math.abs(right - shorter.right) < tolerance
                && Math.abs(left - shorter.left) < tolerance;
    }

    private double steepest() {
        return Math.max(Math.abs(right), Math.abs(left));
    }

    /** Whether {@code derivative} lies between the one-sided ones. */
    boolean brackets(double derivative) {
        return derivative >= Math.min(left, right) - bound() && derivative <= Math.max(left, right) + bound();
    }
}
