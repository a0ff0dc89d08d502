package dev.dscore.gradients;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;

/** A function that overflows, or leaves its domain, on inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    /** @param tensor the first value that is not finite */
    public NotFiniteException(String name, Tensor tensor) {
        super(message(name, tensor));
    }

    private static String message(String name, Tensor tensor) {
        int position = 0;
        while (Double.isFinite(tensor.data()[position])) position++;
        return Entry.of(name, tensor.index(position)) + " is " + tensor.data()[position]
                + " at these inputs: the function overflows or leaves its domain there";
    }
}
