package dev.dscore.verify;

import java.util.Arrays;
import java.util.List;

/**
 * What a backward pass takes for the derivative at every kink, as courses and frameworks do.
 *
 * @param above what {@code a > b} is where both are equal and a varies; of a maximum of two values that both vary, the
 *     first has this share and the second the rest
 * @param below the same of {@code a < b}, and of a minimum
 * @param sign the sign of 0, the slope of {@code abs} there
 * @param share of the entries that tie in a reduction
 */
record Convention(double above, double below, double sign, Share share) {
    /** Which of the entries that tie the gradient goes to. */
    enum Share {
        /** To all of them alike. */
        EQUAL,
        /** To the first, as by {@code argmax}. */
        FIRST,
        LAST
    }

    /** As NumPy's comparisons and frameworks have it; then neither side, and everywhere the left, or the right. */
    static final List<Convention> OF_COMPARISONS = List.of(
            new Convention(0, 0, 0, Share.EQUAL),
            new Convention(0.5, 0.5, 0, Share.EQUAL),
            new Convention(0, 1, -1, Share.EQUAL),
            new Convention(1, 0, 1, Share.EQUAL));

    /** The same with each share. */
    static final List<Convention> ALL = Arrays.stream(Share.values())
            .flatMap(share -> OF_COMPARISONS.stream().map(of -> new Convention(of.above, of.below, of.sign, share)))
            .toList();
}
