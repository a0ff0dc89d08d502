package dev.dscore.compute;

import java.util.Locale;

/** What one request may compute, and the memory that all share. */
public final class Budget {
    private final long elements;
    private final long work;
    private final Memory memory;

    /**
     * @param elements of any one value, inputs and intermediate values alike
     * @param work multiplications and evaluations of single numbers, the finite differences included
     * @param memory for all that is computed at a time
     */
    public Budget(long elements, long work, Memory memory) {
        this.elements = elements;
        this.work = work;
        this.memory = memory;
    }

    /**
     * What it takes to compute some values at a time.
     *
     * @param largest entries of the largest value
     * @param shape of that value, as text for a message
     * @param operations multiplications and evaluations of single numbers
     * @param bytes of the heap
     */
    public record Need(double largest, String shape, double operations, double bytes) {}

    public long elements() {
        return elements;
    }

    public long work() {
        return work;
    }

    /**
     * Refuses what takes too much, or else waits for its memory, which is given back when what is returned is closed.
     *
     * @throws TooCostlyException where a value is too large, or all of them take too much work or memory
     * @throws StoppedException where this thread is interrupted while it waits
     */
    public Memory.Held hold(Need need) throws TooCostlyException {
        check(need);
        return memory.hold(need.bytes);
    }

    /** Refuses what takes too much, and holds no memory for it. */
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
