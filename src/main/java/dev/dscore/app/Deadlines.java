package dev.dscore.app;

import dev.dscore.compute.Allowance;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Stops each computation at its deadline, and all of them at shutdown, by its allowance and an interrupt of its thread.
 */
public final class Deadlines implements AutoCloseable {
    private static final int REPEAT_MILLIS = 40;

    private final long nanos;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

    /** @param time the time limit of one computation */
    public Deadlines(Duration time) {
        this.nanos = time.toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Starts the time limit of a computation on the current thread. Closing the deadline ends it. */
    public Deadline start(Allowance allowance) {
        return new Deadline(allowance);
    }

    /** Stops all computations and waits at most {@code patience} until they have ended. */
    public void stopAll(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!running.isEmpty() && System.nanoTime() < end) {
                running.forEach(Deadline::stop);
                TimeUnit.MILLISECONDS.sleep(REPEAT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /**
     * The time limit of one computation. After it, the thread is interrupted repeatedly until the deadline is closed.
     */
    public final class Deadline implements AutoCloseable {
        private final Thread thread = Thread.currentThread();
        private final Allowance allowance;
        private final Future<?> stops;
        private boolean ended;

        private Deadline(Allowance allowance) {
            this.allowance = allowance;
            running.add(this);
            this.stops = timer.scheduleWithFixedDelay(
                    this::stop, nanos, TimeUnit.MILLISECONDS.toNanos(REPEAT_MILLIS), TimeUnit.NANOSECONDS);
        }

        // never after close: the thread may be reading the next request
        private synchronized void stop() {
            if (ended) return;
            allowance.stop();
            thread.interrupt();
        }

        @Override
        public synchronized void close() {
            ended = true;
            running.remove(this);
            stops.cancel(false);
            // clears an interrupt that came too late, so that it does not hit this thread's next work
            Thread.interrupted();
        }
    }
}
