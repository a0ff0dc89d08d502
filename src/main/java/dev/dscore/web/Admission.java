package dev.dscore.web;

import dev.dscore.compute.Allowance;
import dev.dscore.verify.Cores;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * Gives each request that computes a core, and lets the others wait a little. Only computing takes a core: one held while
 * reading would let two slow uploads stop everybody. Who computes too long, or for a client that is gone, is stopped.
 *
 * <p>Cores are given in the order of asking, so whoever comes now waits until all that are in the queue have had theirs: where
 * that would be too long, it is told so at once.
 */
@Component
class Admission {
    static final String CROWDED = "too much is computed at once; try again";

    private final Cores cores;
    private final Watchdog watchdog;
    private final Duration most;
    private final int count;
    private final long steps;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    // what the last requests took of a core, the latest counting most
    private final AtomicLong typicalNanos = new AtomicLong();

    Admission(Cores cores, Watchdog watchdog, Limits limits) {
        this.cores = cores;
        this.watchdog = watchdog;
        this.most = limits.waiting();
        this.count = limits.cores();
        this.steps = limits.steps();
    }

    /** Held while computing. */
    interface Permit extends AutoCloseable {
        /** What a piece of the work may take. */
        Allowance allowance();

        @Override
        void close();
    }

    // known by its identity
    private static final class Waiting {
        private final long since = System.nanoTime();
    }

    /**
     * Whether the first in the queue has waited half of what a request may, or whoever comes now would: what is ahead may take
     * longer than what was.
     */
    boolean isCrowded() {
        Waiting first = queue.peek();
        if (first == null) return false;
        long half = most.toNanos() / 2;
        return System.nanoTime() - first.since > half || queue.size() * typicalNanos.get() / count > half;
    }

    /** @throws ApiException where no core is to be had in time */
    Permit enter() {
        if (isCrowded()) throw new ApiException(ProblemType.OVERLOADED, CROWDED, null);
        return enterWithin(most);
    }

    /** The same, for one that nobody would send again, and that waits as long as it takes. */
    Permit enterPatiently() {
        return enterWithin(Duration.ofDays(1));
    }

    private Permit enterWithin(Duration time) {
        if (!acquired(time)) throw new ApiException(ProblemType.OVERLOADED, CROWDED, null);
        return new Granted();
    }

    private final class Granted implements Permit {
        private final Allowance allowance = Allowance.of(steps);
        private final Watchdog.Watch watch = watchdog.watch(allowance);
        private final long start = System.nanoTime();

        @Override
        public Allowance allowance() {
            return allowance;
        }

        @Override
        public void close() {
            watch.end();
            cores.release();
            typicalNanos.accumulateAndGet(
                    System.nanoTime() - start, (typical, now) -> typical == 0 ? now : typical + (now - typical) / 16);
        }
    }

    private boolean acquired(Duration time) {
        Waiting mine = new Waiting();
        queue.add(mine);
        try {
            return cores.acquire(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            queue.remove(mine);
        }
    }
}
