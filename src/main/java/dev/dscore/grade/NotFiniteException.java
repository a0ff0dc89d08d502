package dev.dscore.grade;

import dev.dscore.tensor.Tensor;

/** A function that overflows, or leaves its domain, on inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    /** @param tensor the first value that is not finite */
    NotFiniteException(String name, Tensor tensor) {
        super(message(name, tensor));
    }

    private static String message(String name, Tensor tensor) {
        int position = 0;
        while (Double.isFinite(tensor.data()[position])) position++;
        return Entry.of(name, tensor.index(position)) + " is " + tensor.data()[position]
                + " at these inputs: the function overflows or leaves its domain there";
    }
}
