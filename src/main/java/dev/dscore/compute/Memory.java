package dev.dscore.compute;

import java.util.Locale;
import java.util.concurrent.Semaphore;

/**
 * The memory for what is computed, shared by all that compute, as {@link Cores} are. Each says beforehand how much it may hold
 * at most, and waits until that is free; who needs more than there is at all is refused.
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

    /** Until it is closed, so much is this thread's. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** How many bytes are held now. */
    public long held() {
        return (long) (units - free.availablePermits()) * UNIT;
    }

    /**
     * Waits until so much is free.
     *
     * @throws TooCostlyException if more is needed than there is in all
     * @throws StoppedException where this thread is interrupted
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

    /** @throws TooCostlyException if more is needed than there is in all */
    void check(double needed) throws TooCostlyException {
        if (needed <= bytes) return;
        throw new TooCostlyException(String.format(
                Locale.ROOT,
                "this would hold about %.0f MB of memory while it is computed; there are %d MB for that",
                needed / 1e6,
                bytes / 1_000_000));
    }
}
