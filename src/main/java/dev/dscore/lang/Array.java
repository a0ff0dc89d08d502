package dev.dscore.lang;

import java.util.List;
import java.util.stream.IntStream;

/** An array, of numbers or of graph nodes. An array without axes is a NumPy scalar, and never changes. */
public non-sealed interface Array extends Value {
    List<Whole> lengths();

    int rank();

    Dtype dtype();

    /** Returns the identity of the storage: a view shares it with the array that it views. */
    Object memory();

    /** Returns the shape, in symbols if they are known, such as {@code (N D)}. */
    String shown();

    /** Returns all axes except {@code axes}. */
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
