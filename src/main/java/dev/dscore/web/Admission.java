package dev.dscore.web;

import dev.dscore.verify.Cores;
import org.springframework.stereotype.Component;

/**
 * Gives each request that computes a core, and lets the others wait a little. Only computing takes a core: one held while
 * reading would let two slow uploads stop everybody. Who computes too long, or for a client that is gone, is stopped.
 */
@Component
class Admission {
    private final Cores cores;
    private final Watchdog watchdog;
    private final long waitMillis;

    Admission(Cores cores, Watchdog watchdog, Limits limits) {
        this.cores = cores;
        this.watchdog = watchdog;
        this.waitMillis = limits.waiting().toMillis();
    }

    /** Held while computing. */
    interface Permit extends AutoCloseable {
        @Override
        void close();
    }

    Permit enter() {
        if (!acquired())
            throw new ApiException(ProblemType.OVERLOADED, "too much is computed at once; try again", null);
        Watchdog.Watch watch = watchdog.watch();
        return () -> {
            watch.end();
            cores.release();
        };
    }

    private boolean acquired() {
        try {
            return cores.acquire(waitMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
