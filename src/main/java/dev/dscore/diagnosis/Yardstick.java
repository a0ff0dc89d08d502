package dev.dscore.diagnosis;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.verify.Precision;
import dev.dscore.verify.RoundingEstimate;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Whether entries agree: within a tolerance, or within what rounding explains. */
public final class Yardstick {
    /**
     * How many standard deviations of its rounding error an entry may be off. With 5, right forms of TrustAtZeroTests by
     * other formulas than the reference's were called wrong.
     */
    private static final double DEVIATIONS = 9;

    /**
     * The same in half precision, where a deviation may be a percent. Of 8,000 entries of a batch normalization, as NumPy
     * computes it, the worst is off by 3.2.
     */
    private static final double HALF_DEVIATIONS = 5;

    /** A standard deviation by samples may be a third of what it is. */
    private static final double OF_SAMPLES = 3;

    /** Up to so many roundings of the largest term, the running estimate is good enough. */
    private static final double ROUNDINGS = 0x1p5;

    /**
     * The same of an entry that may be all rounding, as that of a bias before a normalization: in one formula its errors cancel, and
     * in another they do not, so that samples of one tell little.
     */
    private static final double ROUNDINGS_OF_LOST = 0x1p14;

    /** The largest part of the largest term that may be called rounding: in half precision 2^14 roundings exceed the whole. */
    private static final double SEEN = 0x1p-3;

    private final Tolerance tolerance;
    private final @Nullable RoundingEstimate rounding;
    private final Allowance allowance;

    /** @param allowance of the work on the estimate */
    public Yardstick(Tolerance tolerance, RoundingEstimate rounding, Allowance allowance) {
        this.tolerance = tolerance;
        this.rounding = rounding;
        this.allowance = allowance;
    }

    /** A yardstick for numbers of which no formula is known. */
    public Yardstick(Tolerance tolerance) {
        this.tolerance = tolerance;
        this.rounding = null;
        this.allowance = Allowance.UNLIMITED;
    }

    /**
     * Of each entry whether it agrees with the reference, which this is a yardstick for, as it is or as its type's range leaves it; none
     * agrees with what is not finite.
     */
    public boolean[] agreesWithReference(Tensor submitted, Tensor reference) {
        boolean[] accepted = new boolean[reference.size()];
        double largest = largest(reference);
        for (int i = 0; i < accepted.length; i++) {
            double entry = submitted.data()[i], right = reference.data()[i];
            accepted[i] = isNear(entry, right, largest, i) || isNear(entry, inRange(i), largest, i);
        }
        return accepted;
    }

    private boolean isNear(double entry, double right, double largest, int position) {
        // an infinite reference accepts no number
        if (!Double.isFinite(right)) return false;
        double error = Math.abs(entry - right);
        return error <= asked(right, largest) || error <= explained(position) && isExplained(position, right, error);
    }

    private double inRange(int position) {
        return rounding == null ? Double.NaN : rounding.inRange(allowance)[position];
    }

    /** Up to which part of itself an entry counts as the number that it is near. */
    double rtol() {
        return tolerance.rtol();
    }

    /** Whether every entry agrees with the number in its place, which need not be the reference. */
    public boolean agreesWith(Tensor submitted, Tensor numbers) {
        double largest = largest(numbers);
        for (int i = 0; i < numbers.size(); i++) {
            if (!isNear(submitted.data()[i], numbers.data()[i], largest, i)) return false;
        }
        return true;
    }

    /** How far an entry may lie from {@code right}. */
    public double margin(int position, double right, double largest) {
        return Math.max(asked(right, largest), explained(position));
    }

    /** The same of an entry that reaches a kink. */
    public double marginAtKink(int position, double right, double largest) {
        return Math.max(asked(right, largest), explainedAtKink(position));
    }

    // by the tolerance, and the last place of the type that the entry came in
    private double asked(double right, double largest) {
        double asked = Math.max(tolerance.rtol() * Math.abs(right), tolerance.atol() * largest);
        return Math.max(asked, tolerance.precision().last(right));
    }

    /** What rounding explains of an entry that reaches a kink. */
    public double explainedAtKink(int position) {
        return rounding == null ? 0 : deviations() * rounding.atKinks(allowance)[position];
    }

    /** What rounding explains of an entry, by the running estimate. */
    public double explained(int position) {
        return rounding == null ? 0 : deviations() * rounding.running(allowance)[position];
    }

    /** Whether a number that stands for this entry of the reference is all rounding, as the entry itself may be. */
    boolean isRounding(int position, double number, Tensor reference) {
        double size = Math.abs(number);
        return (size <= explained(position) || size <= lost())
                && explains(position, Math.abs(reference.data()[position]));
    }

    // where the running estimate explains much, errors may cancel that it adds up
    private boolean isExplained(int position, double right, double error) {
        if (rounding == null) return false;
        if (error <= ofLargestTerm(ROUNDINGS * unit()) || error <= sampled(position)) return true;
        return error <= lost() && explains(position, Math.abs(right));
    }

    /** Whether rounding may be as large as this in an entry, by both estimates. */
    public boolean explains(int position, double size) {
        return size <= explained(position) && size <= sampled(position);
    }

    private double sampled(int position) {
        return rounding == null ? 0 : OF_SAMPLES * deviations() * rounding.spread(allowance)[position];
    }

    private double lost() {
        return ofLargestTerm(Math.min(ROUNDINGS_OF_LOST * unit(), SEEN));
    }

    private double ofLargestTerm(double part) {
        return rounding == null ? 0 : part * rounding.largestTerm(allowance);
    }

    /** The unit roundoff of the type that the entries came in. */
    double unit() {
        return tolerance.precision().unit();
    }

    private double deviations() {
        return tolerance.precision() == Precision.FLOAT16 ? HALF_DEVIATIONS : DEVIATIONS;
    }

    public static double largest(Tensor tensor) {
        return Arrays.stream(tensor.data())
                .map(Math::abs)
                .filter(Double::isFinite)
                .max()
                .orElse(0);
    }
}
