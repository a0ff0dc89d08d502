package dev.dscore.web;

import dev.dscore.compute.Allowance;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Stops requests that compute longer than one may, or that wait or compute for a client that has closed its connection. */
@Component
class Watchdog {
    private static final int PERIOD_MILLIS = 40;

    private final long nanos;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();

    Watchdog(Limits limits) {
        this.nanos = limits.time().toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Watches this thread and the request that it answers, until the watch ends. The time for computing has not begun. */
    Watch watch(Allowance allowance) {
        return new Watch(
                RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                        ? Client.of(attributes.getRequest())
                        : new Client(null),
                allowance);
    }

    /** Stops all that is watched, and waits until it has stopped, no longer than {@code patience}. */
    void stopAll(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!watches.isEmpty() && System.nanoTime() < end) {
                watches.forEach(Watch::stop);
                TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    final class Watch {
        private final Thread thread = Thread.currentThread();
        private final Client client;
        private final Allowance allowance;
        private final Future<?> ticks;
        private long deadline = Long.MAX_VALUE;
        private boolean ended;

        private Watch(Client client, Allowance allowance) {
            this.client = client;
            this.allowance = allowance;
            watches.add(this);
            this.ticks = timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        /** From now on, the time for computing runs. */
        synchronized void begin() {
            deadline = System.nanoTime() + nanos;
        }

        private synchronized void look() {
            boolean late = deadline != Long.MAX_VALUE && System.nanoTime() - deadline > 0;
            if (late || client.isGone()) stop();
        }

        // never while the request's own thread is past its end: it may be reading the next request
        private synchronized void stop() {
            if (ended) return;
            allowance.stop();
            thread.interrupt();
        }

        synchronized void end() {
            ended = true;
            watches.remove(this);
            ticks.cancel(false);
            // an interrupt that came too late is nobody's
            Thread.interrupted();
        }
    }
}
