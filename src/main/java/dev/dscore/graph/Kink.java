package dev.dscore.graph;

/** The points at which an operation has no derivative, or an infinite one, in terms of its operands. */
public enum Kink {
    /** Nowhere in its domain. */
    NONE,
    /** Where the first operand is 0: {@code abs}, {@code sqrt}, a power, the condition of {@code where}. */
    ZERO,
    /** Where both operands are equal: {@code maximum}, a comparison. */
    EQUAL,
    /** Where several entries along the axes of a reduction are the largest (or smallest). */
    TIE
}
