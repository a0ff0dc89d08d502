package dev.dscore.grade;

import dev.dscore.tensor.Tensor;
import java.util.Arrays;

/** A function that overflows, or leaves its domain, on inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    /** @param tensor the first value that is not finite */
    NotFiniteException(String name, Tensor tensor) {
        super(message(name, tensor));
    }

    private static String message(String name, Tensor tensor) {
        int position = 0;
        while (Double.isFinite(tensor.data()[position])) position++;
        int[] index = tensor.index(position);
        return name + (index.length == 0 ? "" : Arrays.toString(index)) + " is " + tensor.data()[position]
                + " at these inputs: the function overflows or leaves its domain there";
    }
}
