package dev.dscore.lang;

import java.util.List;

/** An array of either kind. One without axes is a number of NumPy's, and never changes. */
public non-sealed interface Array extends Value {
    List<Whole> lengths();

    int rank();

    Dtype dtype();

    /** What makes two arrays one: a view shares it with what it views. */
    Object memory();

    /** The shape in symbols where these are known: {@code (N D)}. */
    String shown();

    @Override
    default String kind() {
        return rank() == 0 ? "a number" : "an array " + shown();
    }
}
