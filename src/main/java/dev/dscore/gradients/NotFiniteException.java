package dev.dscore.gradients;

import dev.dscore.array.Entry;
import dev.dscore.array.Tensor;
import dev.dscore.graph.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoublePredicate;

/** Thrown when a function overflows or leaves its domain at inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    private static final String ELSE = "the function overflows or leaves its domain there";

    /** @param value a value that is not finite: an output, or one that an output is computed from */
    public NotFiniteException(String name, Tensor value) {
        super(stated(name, value) + " at these inputs: " + ELSE);
    }

    /**
     * Creates an exception that blames an operation.
     *
     * @param cause the text of the first expression that is not finite
     * @param operands the operands of its operation
     */
    public NotFiniteException(
            String name, Tensor value, Operation operation, List<Tensor> operands, String cause, Tensor ofCause) {
        super(stated(name, value) + " at these inputs"
                + (name.equals(cause) ? "" : ", since " + stated(cause, ofCause)) + ": "
                + remedy(operation, operands));
    }

    private static String stated(String text, Tensor value) {
        int position = 0;
        while (Double.isFinite(value.data()[position])) position++;
        boolean isName = text.matches("\\w+") || value.rank() == 0;
        return Entry.of(isName ? text : "(" + text + ")", value.index(position)) + " is " + value.data()[position];
    }

    // the error, and how to avoid it
    private static String remedy(Operation operation, List<Tensor> operands) {
        Tensor last = operands.get(operands.size() - 1);
        return switch (operation) {
            case LOG ->
                any(last, entry -> entry <= 0)
                        ? "log has no value at 0 and below; a loss of scores needs none of a probability that is 0 if it is"
                                + " computed by log_softmax or np.logaddexp, or with a small number added inside the log"
                        : ELSE;
            case EXP ->
                "exp overflows beyond 709; a softmax takes the largest of each row out before exp, and log(1 + exp(x)) is"
                        + " np.logaddexp(0, x)";
            case DIVIDE ->
                any(last, entry -> entry == 0)
                        ? "something is divided by 0; add a small number to the divisor, or choose with np.where what is"
                                + " divided"
                        : ELSE;
            case SQRT -> any(last, entry -> entry < 0) ? "a square root has no value below 0" : ELSE;
            default -> ELSE;
        };
    }

    private static boolean any(Tensor tensor, DoublePredicate test) {
        return Arrays.stream(tensor.data()).anyMatch(test);
    }
}
