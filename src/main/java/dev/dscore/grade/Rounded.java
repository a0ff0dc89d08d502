package dev.dscore.grade;

import dev.dscore.array.Tensor;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** An answer that was rounded before it was submitted: every entry is the right one to so many digits, and to no more. */
final class Rounded {
    private static final int MOST_DIGITS = 6, FEWEST_DIGITS = 2;
    // of the last digit: how far a number with so many digits may be off it in float32
    private static final double REPRESENTED = 1e-6;

    private Rounded() {}

    /** Returns the sentence that says to how many digits; of a blank answer, none. */
    static Optional<String> sentence(Tensor submitted, Tensor reference) {
        return digits(submitted, reference, entry -> 1)
                .map(digits -> "Right to " + digits + " decimals, and no further: more digits are wanted.")
                .or(() -> digits(submitted, reference, Rounded::leading)
                        .map(digits ->
                                "Right to " + digits + " significant digits, and no further: more digits are wanted."));
    }

    /** @param unit of each entry, the place to which the digits are counted */
    private static Optional<Integer> digits(Tensor submitted, Tensor reference, DoubleUnaryOperator unit) {
        for (int digits = MOST_DIGITS; digits >= FEWEST_DIGITS; digits--) {
            if (isRounded(submitted, reference, unit, digits)) return Optional.of(digits);
        }
        return Optional.empty();
    }

    private static boolean isRounded(Tensor submitted, Tensor reference, DoubleUnaryOperator unit, int digits) {
        boolean blank = true;
        for (int i = 0; i < reference.size(); i++) {
            double right = reference.data()[i], sent = submitted.data()[i];
            if (!Double.isFinite(right)) continue;
            double last = unit.applyAsDouble(right) * Math.pow(10, -digits);
            double counted = sent / last, slack = REPRESENTED * Math.max(1, Math.abs(counted));
            if (!(Math.abs(counted - Math.rint(counted)) <= slack)) return false;
            if (Math.abs(sent - right) > (0.5 + slack) * last) return false;
            blank &= Math.rint(counted) == 0;
        }
        return !blank;
    }

    // 0.1 … 1 of it is the first digit: 0.0123 has 0.1
    private static double leading(double entry) {
        return entry == 0 ? 1 : Math.pow(10, Math.floor(Math.log10(Math.abs(entry))) + 1);
    }
}
