package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;

/** A choice along one axis, or a new axis. Positions are counted from 0 and lie within the axis. */
public sealed interface Subscript {
    record At(Whole position) implements Subscript {}

    /**
     * @param step may be negative
     * @param from the start, in symbols if they are known
     */
    record Run(long start, long step, Whole count, Size from) implements Subscript {
        public Run(long start, long step, Whole count) {
            this(start, step, count, Size.of(start));
        }
    }

    record NewAxis() implements Subscript {}

    /**
     * Whole numbers, negative ones counted from the end. Arrays of one index are broadcast with one another.
     *
     * @param text the text of the index, for messages
     */
    record Gather(Array indices, String text) implements Subscript {
        /** Creates the subscript of an index that is not in the code. */
        Gather(Array indices) {
            this(indices, "the index");
        }
    }

    /** Returns subscripts that choose all of an array, one for each axis. The list may be changed. */
    static List<Subscript> all(Array a) {
        List<Subscript> subscripts = new ArrayList<>();
        for (Whole length : a.lengths()) subscripts.add(new Run(0, 1, length));
        return subscripts;
    }

    /** Truth values over as many axes as the mask has. */
    record Mask(Array mask) implements Subscript {}
}
