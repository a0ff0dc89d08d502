package dev.dscore.truth;

/**
 * The one-sided derivatives of the output in one entry, or along one direction.
 *
 * @param left the limit of (f(x) − f(x − h)) / h; NaN where the function does not exist on that side, infinite where it jumps
 * @param right the limit of (f(x + h) − f(x)) / h, likewise
 */
public record Slope(double left, double right, Kind kind) {
    public enum Kind {
        /** Both one-sided derivatives exist and agree: to 15 digits, or within what the arithmetic can tell. */
        SMOOTH,
        /** Both exist and differ. */
        KINK,
        /** The function exists on this side only, and has a derivative there. */
        ONE_SIDED,
        /** A difference that grows as the step shrinks, or no function on either side, or none at the place itself. */
        UNDETERMINED
    }

    static Slope of(double left, double right, boolean agree) {
        boolean first = Double.isFinite(left), second = Double.isFinite(right);
        if (first && second) {
            // one value for both: what differs is below the last digit
            return agree ? new Slope(right, right, Kind.SMOOTH) : new Slope(left, right, Kind.KINK);
        }
        boolean missing = first && Double.isNaN(right) || second && Double.isNaN(left);
        return new Slope(left, right, missing ? Kind.ONE_SIDED : Kind.UNDETERMINED);
    }

    public boolean exists() {
        return kind == Kind.SMOOTH || kind == Kind.ONE_SIDED;
    }

    /** The derivative, where there is one. */
    public double value() {
        if (!exists()) throw new IllegalStateException("no derivative: " + this);
        return Double.isNaN(right) ? left : right;
    }

    public double least() {
        return Math.min(left, right);
    }

    public double most() {
        return Math.max(left, right);
    }

    /** What lies {@code part} of the way from the left derivative to the right one; beyond them for others than 0 … 1. */
    public double between(double part) {
        return left + part * (right - left);
    }
}
