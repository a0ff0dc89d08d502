package dev.dscore.verify;

import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

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
    /** The convention at each place of an operation that compares {@code operand}. */
    interface Choice {
        Convention at(Node operand, int place);

        /** One convention everywhere. */
        static Choice of(Convention convention) {
            return (operand, place) -> convention;
        }
    }

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

    private static final Convention LEFT = OF_COMPARISONS.get(2), RIGHT = OF_COMPARISONS.get(3);

    /** At each place the left or the right, by a coin that falls the same way for each of these numbers. */
    static Choice drawn(long number) {
        return (operand, place) -> {
            SplittableRandom coin =
                    new SplittableRandom(number * 0x9E3779B97F4A7C15L + operand.id() * 0x100000001L + place);
            return coin.nextBoolean() ? LEFT : RIGHT;
        };
    }

    /** The same with each share. */
    static final List<Convention> ALL = Arrays.stream(Share.values())
            .flatMap(share -> OF_COMPARISONS.stream().map(of -> new Convention(of.above, of.below, of.sign, share)))
            .toList();
}
