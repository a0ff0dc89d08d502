package dev.dscore.lang;

import java.util.List;
import java.util.stream.IntStream;

/** An array of either kind. One without axes is a number of NumPy's, and never changes. */
public non-sealed interface Array extends Value {
    List<Whole> lengths();

    int rank();

    Dtype dtype();

    /** What makes two arrays one: a view shares it with what it views. */
    Object memory();

    /** The shape in symbols where these are known: {@code (N D)}. */
    String shown();

    /** All axes but these. */
    default List<Integer> axesExcept(List<Integer> axes) {
        return IntStream.range(0, rank())
                .filter(axis -> !axes.contains(axis))
                .boxed()
                .toList();
    }

    @Override
    default String kind() {
        return rank() == 0 ? "a number" : "an array " + shown();
    }
}
