package dev.dscore.gradients;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Operation;

/** A function that overflows, or leaves its domain, on inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    /**
     * @param name of an output, or of a value on the way, that is not finite
     * @param cause the first expression that is not, by its operation and its text
     */
    public NotFiniteException(String name, Tensor value, Operation operation, String cause, Tensor ofCause) {
        super(stated(name, value) + " at these inputs" + (name.equals(cause) ? "" : ", since " + stated(cause, ofCause))
                + ": " + remedy(operation));
    }

    private static String stated(String text, Tensor value) {
        int position = 0;
        while (Double.isFinite(value.data()[position])) position++;
        double entry = value.data()[position];
        if (text.matches("\\w+") || value.rank() == 0) {
            return Entry.of(text, value.index(position)) + " is " + entry;
        }
        return Entry.of("(" + text + ")", value.index(position)) + " is " + entry;
    }

    // what is wrong, and how to write it so that it is right
    private static String remedy(Operation operation) {
        return switch (operation) {
            case LOG ->
                "log has no value at 0 and below; a loss of scores needs none of a probability that is 0 if it is"
                        + " computed by log_softmax or np.logaddexp, or with a small number added inside the log";
            case EXP -> "exp overflows beyond 709; take the largest of each row out before exp";
            case DIVIDE ->
                "something is divided by 0; add a small number to the divisor, or choose with np.where what is"
                        + " divided";
            case SQRT, POWER -> "a root has no value below 0, and a power of 0 none with a negative exponent";
            default -> "the function overflows or leaves its domain there";
        };
    }
}
