package dev.dscore.http.overload;

import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * What happens between the end of the grace period and the end of the connections: computations are stopped, and their requests
 * are answered. One bean for both, since Spring stops a bean before those that it depends on, whatever their phases are.
 */
@Component
final class Shutdown implements SmartLifecycle {
    // after the grace period of requests under way, before the web server closes their connections
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 1536;
    // a step of work takes milliseconds, a call of ND4J up to a second
    private static final Duration UNTIL_STOPPED = Duration.ofSeconds(2);
    private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(1);

    private final Admission admission;
    private final LimitsFilter limits;
    private volatile boolean running;

    Shutdown(Admission admission, LimitsFilter limits) {
        this.admission = admission;
        this.limits = limits;
    }

    @Override
    public void start() {
        // a context may be stopped and started again: tests pause the contexts that they keep for each other
        admission.open();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        admission.close(UNTIL_STOPPED);
        long end = System.nanoTime() + UNTIL_ANSWERED.toNanos();
        try {
            while (limits.underWay() > 0 && System.nanoTime() < end) Thread.sleep(10);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
