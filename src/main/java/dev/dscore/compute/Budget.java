package dev.dscore.compute;

import java.util.Locale;

/** The limits on the computations of one request, and the memory that all requests share. */
public final class Budget {
    private final long elements;
    private final long work;
    private final Memory memory;

    /**
     * @param elements the entries of any one value, inputs and intermediate values alike
     * @param work the multiplications and evaluations of single numbers, the finite differences included
     * @param memory the memory for everything that is computed at a time
     */
    public Budget(long elements, long work, Memory memory) {
        this.elements = elements;
        this.work = work;
        this.memory = memory;
    }

    /**
     * The estimated cost of computing some values at a time.
     *
     * @param largest the number of entries of the largest value
     * @param shape the shape of that value, as text for a message
     * @param operations the number of multiplications and evaluations of single numbers
     * @param bytes the bytes of heap
     */
    public record Need(double largest, String shape, double operations, double bytes) {}

    public long elements() {
        return elements;
    }

    public long work() {
        return work;
    }

    /**
     * Checks the cost against the limits, then waits for the memory and holds it until the result is closed.
     *
     * @throws TooCostlyException if a value is too large, or all of them take too much work or memory
     * @throws StoppedException if this thread is interrupted while it waits
     */
    public Memory.Held hold(Need need) throws TooCostlyException {
        check(need);
        return memory.hold(need.bytes);
    }

    /** Checks the cost against the limits as {@link #hold} does, but holds no memory. */
    public void check(Need need) throws TooCostlyException {
        if (need.largest > elements) {
            throw new TooCostlyException(String.format(
                    Locale.ROOT,
                    "a value of shape %s would have %.3g entries; at most %d are computed",
                    need.shape,
                    need.largest,
                    elements));
        }
        if (need.operations > work) {
            throw new TooCostlyException(String.format(
                    Locale.ROOT,
                    "this would take about %.3g operations; at most %d are done in one request",
                    need.operations,
                    work));
        }
        memory.check(need.bytes);
    }
}
