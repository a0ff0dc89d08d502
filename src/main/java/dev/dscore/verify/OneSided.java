package dev.dscore.verify;

/** The derivatives of the function from both sides of an entry that moves an operation off its kink. */
final class OneSided implements NumericDerivative {
    private final Side right = new Side();
    private final Side left = new Side();
    private final ReachedKinks reached;

    /** @param reached the kinks that the entry moves */
    OneSided(ReachedKinks reached) {
        this.reached = reached;
    }

    ReachedKinks reached() {
        return reached;
    }

    /** The changes at h, −h, 2h and −2h, and a bound on the rounding error of the first. */
    void tried(double h, double up, double down, double up2, double down2, double error) {
        right.tried(h, up, up2, error);
        left.tried(-h, down, down2, error);
    }

    /** Tries much shorter steps than those by which it is settled; where they contradict these, it is so no longer. */
    void confirm(double h, double up, double down, double up2, double down2, double error) {
        right.confirm(h, up, up2, error);
        left.confirm(-h, down, down2, error);
    }

    /** Whether shorter steps can tell no more. */
    boolean isSettled() {
        return right.isSettled() && left.isSettled();
    }

    /** Whether the slope on one side still grows with each shorter step. */
    boolean steepens() {
        return right.steepens() || left.steepens();
    }

    /** @param explained what rounding explains of the entry */
    Outcome outcome(double explained) {
        double scale = Math.max(magnitude(right), magnitude(left));
        double steepest = Math.max(right.steepest(), left.steepest());
        boolean fromRight = right.isKnown(steepest, explained), fromLeft = left.isKnown(steepest, explained);
        if (fromRight && fromLeft) {
            double bound = right.bound() + left.bound();
            double low = Math.min(left.value(), right.value()), high = Math.max(left.value(), right.value());
            boolean agree = high - low <= bound + FiniteDifferences.SETTLED * scale;
            boolean proven = right.isKnown(steepest, 0) && left.isKnown(steepest, 0);
            return agree
                    ? new Outcome.Agreed((low + high) / 2, bound, proven)
                    : new Outcome.Interval(low, high, bound, proven);
        }
        if (fromRight && left.isOutside())
            return new Outcome.Agreed(right.value(), right.bound(), right.isKnown(steepest, 0));
        if (fromLeft && right.isOutside())
            return new Outcome.Agreed(left.value(), left.bound(), left.isKnown(steepest, 0));
        if (right.diverges() || left.diverges()) return new Outcome.Undetermined(Outcome.Reason.DIVERGES);
        return new Outcome.Undetermined(
                right.isOutside() && left.isOutside() ? Outcome.Reason.OUTSIDE : Outcome.Reason.UNSETTLED);
    }

    private static double magnitude(Side side) {
        return Double.isFinite(side.value()) ? Math.abs(side.value()) : 0;
    }

    /** What the one-sided derivatives amount to. */
    sealed interface Outcome {
        /**
         * Both sides agree, or the function exists on one only: this is the derivative.
         *
         * @param proven whether the slopes alone tell it. Otherwise it is known only as well as rounding lets the gradient's
         *     formula be known, which confirms what the formula gives and contradicts nothing
         */
        record Agreed(double value, double bound, boolean proven) implements Outcome {}

        /**
         * They differ: right is what lies between.
         *
         * @param proven see {@link Agreed}
         */
        record Interval(double low, double high, double bound, boolean proven) implements Outcome {}

        record Undetermined(Reason reason) implements Outcome {}

        enum Reason {
            DIVERGES,
            OUTSIDE,
            UNSETTLED
        }
    }
}
