package dev.dscore.compute;

import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * The memory for computed values, shared by all computations, as {@link Cores} are. Each computation states in advance
 * the most it may hold and waits until that is free; one that needs more than the total is refused.
 */
public final class Memory {
    private static final int UNIT = 1024;

    private final long bytes;
    private final int units;
    private final Semaphore free;

    public Memory(long bytes) {
        this.bytes = bytes;
        this.units = (int) Math.min(Integer.MAX_VALUE, bytes / UNIT);
        this.free = new Semaphore(units, true);
    }

    /** An amount of memory, held until this is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Returns the number of bytes held now. */
    public long held() {
        return (long) (units - free.availablePermits()) * UNIT;
    }

    /**
     * Waits until {@code needed} bytes are free and holds them.
     *
     * @throws TooCostlyException if {@code needed} is more than the total
     * @throws StoppedException if this thread is interrupted
     */
    public Held hold(double needed) throws TooCostlyException {
        check(needed);
        int units = (int) (needed / UNIT);
        try {
            free.acquire(units);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException();
        }
        return () -> free.release(units);
    }

    /** @throws TooCostlyException if {@code needed} is more than the total */
    void check(double needed) throws TooCostlyException {
        if (needed <= bytes) return;
        throw new TooCostlyException(String.format(
                Locale.ROOT,
                "this would hold about %.0f MB of memory while it is computed; there are %d MB for that",
                needed / 1e6,
                bytes / 1_000_000));
    }
}
