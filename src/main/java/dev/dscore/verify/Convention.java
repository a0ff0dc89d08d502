package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;

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
    /** Conventions for the places of comparisons. */
    interface Choice {
        /** The places of a comparison that there is a choice for. */
        BitSet places(Node.Apply comparison, Baseline baseline);

        /**
         * @param operand that is compared
         * @param values of it, broadcast to the shape of the comparison
         */
        Convention at(Node operand, Tensor values, int place);

        /**
         * Which of the entries that tie has the gradient, by the position of their result in a reduction: the number of the
         * entry, counted from 0, or {@link Share#EQUAL}'s where all of them share it.
         */
        IntUnaryOperator largest(Node.Apply reduction, Baseline baseline);

        /** The same, at the kinks of some operations only: elsewhere what their operands give. */
        default Choice among(BitSet operations) {
            Choice all = this;
            return new Choice() {
                @Override
                public BitSet places(Node.Apply comparison, Baseline baseline) {
                    return operations.get(comparison.id()) ? all.places(comparison, baseline) : new BitSet();
                }

                @Override
                public Convention at(Node operand, Tensor values, int place) {
                    return all.at(operand, values, place);
                }

                @Override
                public IntUnaryOperator largest(Node.Apply reduction, Baseline baseline) {
                    return operations.get(reduction.id())
                            ? all.largest(reduction, baseline)
                            : result -> Share.EQUAL.number();
                }
            };
        }

        /** One convention at every kink. */
        static Choice of(Convention convention) {
            return new Choice() {
                @Override
                public BitSet places(Node.Apply comparison, Baseline baseline) {
                    return Kinks.places(comparison, baseline);
                }

                @Override
                public Convention at(Node operand, Tensor values, int place) {
                    return convention;
                }

                @Override
                public IntUnaryOperator largest(Node.Apply reduction, Baseline baseline) {
                    return result -> convention.share().number();
                }
            };
        }
    }

    /** Which of the entries that tie the gradient goes to. */
    enum Share {
        /** To all of them alike. */
        EQUAL(-1),
        /** To the first, as by {@code argmax}. */
        FIRST(0),
        /** To the second, third or fourth: rounding may make any entry the largest. To the last if there are fewer. */
        SECOND(1),
        THIRD(2),
        FOURTH(3),
        LAST(Integer.MAX_VALUE);

        private final int number;

        Share(int number) {
            this.number = number;
        }

        /** Returns the number of the entry, counted from 0; the last entry stands for all beyond it. */
        int number() {
            return number;
        }
    }

    /** On the side of smaller values, and of larger. */
    static final Convention BELOW = new Convention(0, 1, -1, Share.EQUAL), ABOVE = new Convention(1, 0, 1, Share.EQUAL);

    /** As NumPy's comparisons and frameworks have it; then neither side, and everywhere the left, or the right. */
    static final List<Convention> OF_COMPARISONS =
            List.of(new Convention(0, 0, 0, Share.EQUAL), new Convention(0.5, 0.5, 0, Share.EQUAL), BELOW, ABOVE);

    /** The same with each share. */
    static final List<Convention> ALL = Arrays.stream(Share.values())
            .flatMap(share -> OF_COMPARISONS.stream().map(of -> new Convention(of.above, of.below, of.sign, share)))
            .toList();
}
