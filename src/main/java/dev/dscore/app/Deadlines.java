package dev.dscore.app;

import dev.dscore.compute.Allowance;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Stops computations at their deadline, and all of them at shutdown, by their allowance and an interrupt of their thread. */
public final class Deadlines implements AutoCloseable {
    private static final int REPEAT_MILLIS = 40;

    private final long nanos;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Deadline> running = ConcurrentHashMap.newKeySet();

    /** @param time the longest computation */
    public Deadlines(Duration time) {
        this.nanos = time.toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "deadlines");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Starts the time of the computation that this thread begins now; it ends when the deadline is closed. */
    public Deadline start(Allowance allowance) {
        return new Deadline(allowance);
    }

    /** Stops all computations and waits until they have ended, no longer than {@code patience}. */
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

    /** The time limit of one computation. Interrupts its thread again and again until it gives up. */
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

        // never after the end: the thread may be reading the next request
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
            // an interrupt that came too late is for no other work of this thread
            Thread.interrupted();
        }
    }
}
