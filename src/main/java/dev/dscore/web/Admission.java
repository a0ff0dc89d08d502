package dev.dscore.web;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Lets as many requests compute at a time as there are cores, and the others wait a little. Only computing takes a permit:
 * one held while reading would let two slow uploads stop everybody.
 */
@Component
class Admission {
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors(), true);
    private final long waitMillis;

    Admission(Limits limits) {
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
        return cores::release;
    }

    private boolean acquired() {
        try {
            return cores.tryAcquire(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
