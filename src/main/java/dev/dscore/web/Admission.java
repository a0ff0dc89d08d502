package dev.dscore.web;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.Cores;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Gives each request that computes a core, an allowance of steps and a deadline, once for all of its work, and lets the others
 * wait a little. Only computing takes a core: one held while reading would let two slow uploads stop everybody. A request that
 * computes too long, or for a client that has left, is stopped.
 *
 * <p>Cores are given in the order of asking, so a new request waits until all that are in the queue have had theirs: where that
 * would be too long, it is refused at once. The lines of all batches together have all cores but one, so that a core becomes
 * free for a request as soon as another request ends; where there is one core only, lines and requests take turns.
 *
 * <p>At shutdown, what still computes at the end of the grace period is stopped, and nothing more is admitted.
 */
@Component
class Admission implements SmartLifecycle {
    static final String CROWDED = "too much is computed at once; try again";
    static final String CLOSED = "the service is shutting down; try again";

    // after the grace period of requests under way, before the web server closes their connections
    static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1536;
    // a step of work takes milliseconds, a call of ND4J up to a second
    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(2);

    private final Cores cores;
    private final Semaphore lines;
    private final Watchdog watchdog;
    private final Duration most;
    private final int count;
    private final long steps;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    // what the last requests took of a core, the latest counting most
    private final AtomicLong typicalNanos = new AtomicLong();
    private volatile boolean open = true;

    Admission(Cores cores, Watchdog watchdog, Limits limits) {
        this.cores = cores;
        this.watchdog = watchdog;
        this.most = limits.waiting();
        this.count = limits.cores();
        this.lines = new Semaphore(Math.max(1, count - 1), true);
        this.steps = limits.steps();
    }

    /** Held while a request, or a line of a batch, is computed. */
    interface Permit extends AutoCloseable {
        /** What all work of the request draws on. */
        Allowance allowance();

        @Override
        void close();
    }

    // known by its identity
    private static final class Waiting {
        private final long since = System.nanoTime();
    }

    /**
     * Whether the first in the queue has waited half of what a request may, or a new request would: what is ahead may take
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
        if (isCrowded()) throw refusal(CROWDED);
        return granted(new Granted(false), most);
    }

    /** Waits without a limit for a core for one line of a batch: a client cannot send a single line again. */
    Permit enterLine() {
        return granted(new Granted(true), Duration.ofDays(1));
    }

    private Permit granted(Granted permit, Duration time) {
        boolean granted = false;
        try {
            granted = permit.acquire(time) && open;
        } catch (InterruptedException e) {
            // the client has left, or the service shuts down
            Thread.currentThread().interrupt();
        } finally {
            if (!granted) permit.release();
        }
        if (!granted) throw refusal(open ? CROWDED : CLOSED);
        permit.begin();
        return permit;
    }

    private static ApiException refusal(String detail) {
        return new ApiException(ProblemType.OVERLOADED, detail, null);
    }

    private final class Granted implements Permit {
        private final Allowance allowance = Allowance.of(steps);
        // from now on, so that nothing waits for a client that has left
        private final Watchdog.Watch watch = watchdog.watch(allowance);
        private final boolean line;
        private boolean hasShare, hasCore;
        private long start;

        Granted(boolean line) {
            this.line = line;
        }

        boolean acquire(Duration time) throws InterruptedException {
            if (line) {
                lines.acquire();
                hasShare = true;
            }
            Waiting mine = new Waiting();
            queue.add(mine);
            try {
                hasCore = cores.acquire(time.toMillis());
            } finally {
                queue.remove(mine);
            }
            return hasCore;
        }

        void begin() {
            start = System.nanoTime();
            watch.begin();
        }

        @Override
        public Allowance allowance() {
            return allowance;
        }

        void release() {
            watch.end();
            if (hasCore) cores.release();
            if (hasShare) lines.release();
        }

        @Override
        public void close() {
            release();
            typicalNanos.accumulateAndGet(
                    System.nanoTime() - start, (typical, now) -> typical == 0 ? now : typical + (now - typical) / 16);
        }
    }

    /** Whether nothing is computed any more. */
    boolean isClosed() {
        return !open;
    }

    @Override
    public void start() {
        open = true;
    }

    @Override
    public void stop() {
        open = false;
        watchdog.stopAll(UNTIL_STOPPED);
    }

    @Override
    public boolean isRunning() {
        return open;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
