package dev.dscore.http.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.app.Engine;
import dev.dscore.app.RequestLimits;
import dev.dscore.compute.StoppedException;
import dev.dscore.problem.ProblemType;
import dev.dscore.problem.RequestException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

@Tag("exclusive")
class AdmissionTests {
    private final Admission admission = admission(Map.of("dscore.limits.waiting", "20ms"));

    private static Admission admission(Map<String, String> properties) {
        return new Admission(new Engine(RequestLimits.of(new MapConfigurationPropertySource(properties))));
    }

    /** Whoever would have to wait too long is told so before it waits at all. */
    @Test
    void aQueueIsAsLongAsItsWorkTakes() throws InterruptedException {
        Admission single = admission(Map.of("dscore.limits.waiting", "20s", "dscore.limits.computing", "1"));
        long start = System.nanoTime();
        try (Admission.Permit permit = single.enter()) {
            Thread.sleep(300); // a typical request takes at least this
        }
        long atMost = System.nanoTime() - start;
        List<Thread> waiting = new ArrayList<>();
        try (Admission.Permit permit = single.enter()) {
            for (int i = 0; i < 36; i++) {
                if (single.isCrowded()) break;
                Thread thread = new Thread(() -> single.enter().close());
                thread.start();
                waiting.add(thread);
                while (thread.isAlive() && thread.getState() != Thread.State.TIMED_WAITING) Thread.sleep(1);
            }
            // of the ten seconds that it may typically last
            assertThat(waiting).hasSizeBetween((int) (10_000_000_000L / atMost), 34);
            assertThatThrownBy(single::enter).isInstanceOf(RequestException.class);
        }
        for (Thread thread : waiting) thread.join();
        single.enter().close();
    }

    @Test
    void whenEveryCoreIsTakenTheNextIsToldToTryAgain() throws InterruptedException {
        int cores = Runtime.getRuntime().availableProcessors();
        CountDownLatch running = new CountDownLatch(cores), finish = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < cores; i++) {
            Thread thread = new Thread(() -> {
                try (Admission.Permit permit = admission.enter()) {
                    running.countDown();
                    finish.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.start();
            threads.add(thread);
        }
        running.await();
        assertThatThrownBy(admission::enter).isInstanceOfSatisfying(RequestException.class, e -> {
            assertThat(e.type()).isEqualTo(ProblemType.OVERLOADED);
            assertThat(e.detail()).contains("try again");
        });
        finish.countDown();
        for (Thread thread : threads) thread.join();
        admission.enter().close();
    }

    @Test
    void whoComputesTooLongIsInterruptedAndNobodyAfterIt() throws InterruptedException {
        Admission impatient = admission(Map.of("dscore.limits.time", "100ms"));
        long start = System.nanoTime();
        try (Admission.Permit permit = impatient.enter()) {
            assertThatThrownBy(() -> Thread.sleep(10_000)).isInstanceOf(InterruptedException.class);
            // and again, until it gives up
            assertThatThrownBy(() -> Thread.sleep(10_000)).isInstanceOf(InterruptedException.class);
        }
        assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
        Thread.sleep(150);
        assertThat(Thread.interrupted()).isFalse();
    }

    /** A line of a second batch waits while a core is idle, and a request does not. */
    @Test
    void theLinesOfAllBatchesLeaveACoreToRequests() throws InterruptedException {
        Admission two = admission(Map.of("dscore.limits.computing", "2"));
        CountDownLatch entered = new CountDownLatch(1);
        Thread second = new Thread(() -> {
            try (Admission.Permit permit = two.enterLine()) {
                entered.countDown();
            }
        });
        try (Admission.Permit first = two.enterLine()) {
            second.start();
            assertThat(entered.await(200, TimeUnit.MILLISECONDS)).isFalse();
            two.enter().close();
        }
        assertThat(entered.await(5, TimeUnit.SECONDS)).isTrue();
        second.join();
    }

    @Test
    void onOneCoreLinesAndRequestsTakeTurns() throws InterruptedException {
        Admission one = admission(Map.of("dscore.limits.computing", "1", "dscore.limits.waiting", "20s"));
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = new ArrayList<>();
        try (Admission.Permit running = one.enterLine()) {
            for (String who : List.of("request", "request", "line")) {
                Thread thread = new Thread(() -> {
                    try (Admission.Permit permit = who.equals("line") ? one.enterLine() : one.enter()) {
                        order.add(who);
                    }
                });
                thread.start();
                threads.add(thread);
                while (thread.getState() != Thread.State.TIMED_WAITING && thread.getState() != Thread.State.WAITING) {
                    Thread.sleep(1);
                }
            }
        }
        for (Thread thread : threads) thread.join();
        assertThat(order).containsExactly("request", "request", "line");
    }

    @Test
    void afterTheEndOfTheGracePeriodNothingIsAdmittedAndWhatComputesIsStopped() throws InterruptedException {
        try (Admission.Permit permit = admission.enter()) {
            Thread closing = new Thread(() -> admission.close(Duration.ofSeconds(2)));
            closing.start();
            assertThatThrownBy(() -> Thread.sleep(10_000)).isInstanceOf(InterruptedException.class);
            assertThatThrownBy(() -> permit.allowance().take(1)).isInstanceOf(StoppedException.class);
        }
        assertThatThrownBy(admission::enter)
                .isInstanceOf(RequestException.class)
                .hasMessage(Admission.CLOSED);
        assertThatThrownBy(admission::enterLine)
                .isInstanceOf(RequestException.class)
                .hasMessage(Admission.CLOSED);
    }

    /** Tests share contexts, and Spring pauses the ones not in use. */
    @Test
    void whatIsStoppedAndStartedAgainAdmitsAgain() {
        Engine engine = new Engine(RequestLimits.of(new MapConfigurationPropertySource()));
        Admission admission = new Admission(engine);
        LimitsFilter limits = new LimitsFilter(engine, admission, (request, response, handler, e) -> null);
        Shutdown shutdown = new Shutdown(admission, limits);
        shutdown.start();
        shutdown.stop();
        assertThat(admission.isClosed()).isTrue();
        shutdown.start();
        admission.enter().close();
    }
}
