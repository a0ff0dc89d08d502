package dev.dscore.http.overload;

import dev.dscore.app.Deadlines;
import dev.dscore.app.Engine;
import dev.dscore.app.RequestLimits;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Cores;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Gives each request that computes a core, an allowance of steps and a deadline, once for all of its work, and lets others wait
 * a little. A core is held while computing only: held while a body is read, two slow uploads would block everything.
 *
 * <p>Cores are given in the order of asking. A request that would probably wait too long is refused at once. The lines of all
 * batches together have all cores but one, so that a request gets a core as soon as another request ends; with one core, lines
 * and requests take turns.
 *
 * <p>{@link Shutdown} closes it, and opens it again with an application context that was only paused.
 */
@Component
public class Admission {
    public static final String CROWDED = "too much is computed at once; try again";
    public static final String CLOSED = "the service is shutting down; try again";

    // the weight of the last computation in the typical time is one in this number
    private static final int SMOOTHING = 16;

    private final Cores cores;
    private final Semaphore lines;
    private final Deadlines deadlines;
    private final Duration longestWait;
    private final int count;
    private final long steps;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final AtomicLong typicalNanos = new AtomicLong();
    private volatile boolean open = true;

    Admission(Engine engine) {
        RequestLimits limits = engine.limits();
        this.cores = engine.cores();
        this.deadlines = new Deadlines(limits.time());
        this.longestWait = limits.waiting();
        this.count = limits.cores();
        this.lines = new Semaphore(Math.max(1, count - 1), true);
        this.steps = limits.steps();
    }

    // known by its identity
    private static final class Waiting {
        private final long since = System.nanoTime();
    }

    /**
     * Returns whether a new request would probably wait longer than half of {@code limits.waiting}: judged by the age of the
     * queue's head and by its length times the typical computing time.
     */
    boolean isCrowded() {
        Waiting head = queue.peek();
        if (head == null) return false;
        long half = longestWait.toNanos() / 2;
        return System.nanoTime() - head.since > half || queue.size() * typicalNanos.get() / count > half;
    }

    /** @throws RequestException if no core is free in time */
    public Permit enter() {
        if (isCrowded()) throw refusal(CROWDED);
        return granted(new Permit(), longestWait);
    }

    /** Waits without a limit for a core for one line of a batch: a client cannot send a single line again. */
    public Permit enterLine() {
        Permit permit = new Permit();
        try {
            lines.acquire();
            permit.hasLine = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw refusal(CLOSED);
        }
        return granted(permit, Duration.ofDays(1));
    }

    private Permit granted(Permit permit, Duration time) {
        Waiting waiting = new Waiting();
        queue.add(waiting);
        try {
            permit.hasCore = cores.acquire(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            queue.remove(waiting);
            if (!permit.hasCore || !open) permit.release();
        }
        if (!permit.hasCore || !open) throw refusal(open ? CROWDED : CLOSED);
        permit.begin();
        return permit;
    }

    private static RequestException refusal(String detail) {
        return new RequestException(ProblemType.OVERLOADED, detail);
    }

    /** Held while a request, or a line of a batch, is computed. */
    public final class Permit implements AutoCloseable {
        private final Allowance allowance = Allowance.of(steps);
        private boolean hasLine, hasCore;
        private long start;
        private Deadlines.@Nullable Deadline deadline;

        private void begin() {
            start = System.nanoTime();
            deadline = deadlines.start(allowance);
        }

        /** Returns the steps that all work of the request draws on. */
        public Allowance allowance() {
            return allowance;
        }

        private void release() {
            if (deadline != null) deadline.close();
            if (hasCore) cores.release();
            if (hasLine) lines.release();
        }

        @Override
        public void close() {
            release();
            typicalNanos.accumulateAndGet(
                    System.nanoTime() - start,
                    (typical, now) -> typical == 0 ? now : typical + (now - typical) / SMOOTHING);
        }
    }

    /** Returns whether the service shuts down and computes nothing more. */
    public boolean isClosed() {
        return !open;
    }

    /** Admits requests, as it does from its construction until it is closed. */
    void open() {
        open = true;
    }

    /**
     * Admits nothing more until it is opened again, and stops what still computes.
     *
     * @param patience how long to wait until all of it has stopped
     */
    void close(Duration patience) {
        open = false;
        deadlines.stopAll(patience);
    }
}
