package dev.dscore.web;

import dev.dscore.compute.Allowance;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/** Stops requests that compute longer than one may, or for a client that has closed its connection. */
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
    Watch watch(Allowance allowance) {
        return new Watch(
                RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                        ? Client.of(attributes.getRequest())
                        : new Client(null),
                allowance);
    }

    @PreDestroy
    void stop() {
        timer.shutdownNow();
    }

    final class Watch {
        private final Thread thread = Thread.currentThread();
        private final Client client;
        private final Allowance allowance;
        private final long start = System.nanoTime();
        private final Future<?> ticks;
        private boolean ended;

        private Watch(Client client, Allowance allowance) {
            this.client = client;
            this.allowance = allowance;
            this.ticks = timer.scheduleWithFixedDelay(this::look, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        }

        // never while the request's own thread is past its end: it may be reading the next request
        private synchronized void look() {
            if (ended || System.nanoTime() - start <= nanos && !client.isGone()) return;
            allowance.stop();
            thread.interrupt();
        }

        synchronized void end() {
            ended = true;
            ticks.cancel(false);
            // an interrupt that came too late is nobody's
            Thread.interrupted();
        }
    }
}
