package dev.dscore.contract;

import dev.dscore.array.Tensor;

/** The spelling of the arrays of a response: {@code ?arrays=}. */
public enum Spelling {
    /** Nested lists, a scalar as a bare number. */
    LIST,
    /** Shape, dtype and base64 of the bytes. */
    B64;

    SpelledArray of(Tensor tensor) {
        return new SpelledArray(tensor, this);
    }
}
