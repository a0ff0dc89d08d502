package dev.dscore.graph;

/** What else is known of an {@link Operation}. */
public enum Trait {
    /** The result is linear in the arrays of real numbers, all together: f(x + d) − f(x) is f(d). */
    LINEAR,
    /** The result is 0 or 1, which NumPy keeps as a truth value. */
    COMPARISON,
    /** The last array holds indices. */
    INDEXED,
    /** Written {@code @}. */
    PRODUCT
}
