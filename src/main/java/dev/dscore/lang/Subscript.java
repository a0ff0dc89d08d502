package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;

/** What is chosen along one axis, or put in for a new one. Counted from 0, and within the axis. */
public sealed interface Subscript {
    record At(Whole position) implements Subscript {}

    /**
     * @param step may be negative
     * @param from the start, in symbols where these are known
     */
    record Run(long start, long step, Whole count, Size from) implements Subscript {
        public Run(long start, long step, Whole count) {
            this(start, step, count, Size.of(start));
        }
    }

    record NewAxis() implements Subscript {}

    /**
     * Whole numbers, negative ones counted from the end; arrays of one index are broadcast with one another.
     *
     * @param text of the index, for messages
     */
    record Gather(Array indices, String text) implements Subscript {
        /** Of an index that is not in the code. */
        Gather(Array indices) {
            this(indices, "the index");
        }
    }

    /** Chooses all of an array, an axis after the other; the list may be changed. */
    static List<Subscript> all(Array a) {
        List<Subscript> subscripts = new ArrayList<>();
        for (Whole length : a.lengths()) subscripts.add(new Run(0, 1, length));
        return subscripts;
    }

    /** Truth values, over as many axes as they have. */
    record Mask(Array mask) implements Subscript {}
}
