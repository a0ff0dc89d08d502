package dev.dscore.lang;

/** What is chosen along one axis, or put in for a new one. Counted from 0, and within the axis. */
public sealed interface Subscript {
    record At(Whole position) implements Subscript {}

    /** @param step may be negative */
    record Run(long start, long step, Whole count) implements Subscript {}

    record NewAxis() implements Subscript {}

    /**
     * Whole numbers, negative ones counted from the end; arrays of one index are broadcast with one another.
     *
     * @param text of the index, for messages
     */
    record Gather(Array indices, String text) implements Subscript {}

    /** Truth values, over as many axes as they have. */
    record Mask(Array mask) implements Subscript {}
}
