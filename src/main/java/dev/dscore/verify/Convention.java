package dev.dscore.verify;

import java.util.List;

/**
 * What a backward pass takes for the derivative at every kink, as courses and frameworks do.
 *
 * @param above what {@code a > b} is where both are equal and a varies; of a maximum of two values that both vary, the
 *     first has this share and the second the rest
 * @param below the same of {@code a < b}, and of a minimum
 * @param sign the sign of 0, the slope of {@code abs} there
 */
record Convention(double above, double below, double sign) {
    /** As NumPy's comparisons and frameworks have it; then neither side, and everywhere the left, or the right. */
    static final List<Convention> ALL = List.of(
            new Convention(0, 0, 0), new Convention(0.5, 0.5, 0), new Convention(0, 1, -1), new Convention(1, 0, 1));
}
