package dev.dscore.graph;

/** Further properties of an {@link Operation}. */
public enum Trait {
    /** The result is linear in all arguments of real numbers jointly: f(x + d) − f(x) is f(d). */
    LINEAR,
    /** The result is 0 or 1, which NumPy keeps as a bool. */
    COMPARISON,
    /** The last argument holds indices. */
    INDEXED,
    /** Written {@code @}. */
    PRODUCT
}
