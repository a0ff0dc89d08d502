package dev.dscore.web;

import jakarta.annotation.PreDestroy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Interrupts threads that compute longer than a request may, or for a client that has closed its connection. */
@Component
class Watchdog {
    private static final int PERIOD_MILLIS = 40;

    private final long nanos;
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(Limits limits) {
        this.nanos = limits.time().toNanos();
        this.timer = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "watchdog");
            thread.setDaemon(true);
            return thread;
        });
        timer.setRemoveOnCancelPolicy(true);
    }

    /** Watches this thread and the request that it answers, until the watch ends. */
    Watch watch() {
        return new Watch(
                RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                        ? Client.of(attributes.getRequest())
                        : new Client(null));
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    final class Watch {
        private final Thread thread = Thread.currentThread();
        private final Client client;
        private final long start = System.nanoTime();
        private final Future<?> ticks;
        private boolean ended;

        private Watch(Client client) {
            this.client = client;
            this.ticks = timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        // never while the request's own thread is past its end: it may be reading the next request
        private synchronized void look() {
            if (!ended && (System.nanoTime() - start > nanos || client.isGone())) thread.interrupt();
        }

        synchronized void end() {
            ended = true;
            ticks.cancel(false);
            // an interrupt that came too late is nobody's
            Thread.interrupted();
        }
    }
}
