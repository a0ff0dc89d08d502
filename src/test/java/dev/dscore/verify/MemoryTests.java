package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class MemoryTests {
    private final Memory memory = new Memory(1 << 20);

    private Void holdAndGiveBack(double bytes) {
        try (Memory.Held held = memory.hold(bytes)) {
            assertThat(memory.held()).isLessThanOrEqualTo(1 << 20);
        } catch (TooCostlyException e) {
            throw new IllegalStateException(e);
        }
        return null;
    }

    @Test
    void whoNeedsMoreThanIsFreeWaitsUntilItIsGivenBack() throws Exception {
        CompletableFuture<Void> second;
        try (Memory.Held first = memory.hold(800_000)) {
            assertThat(memory.held()).isBetween(799_000L, 800_000L);
            second = CompletableFuture.supplyAsync(() -> holdAndGiveBack(300_000));
            assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        }
        second.get(10, TimeUnit.SECONDS);
        assertThat(memory.held()).isZero();
    }

    @Test
    void whoNeedsMoreThanThereIsIsRefusedAtOnce() {
        for (double bytes : new double[] {1.1e6, 1e300, Double.POSITIVE_INFINITY, Double.NaN}) {
            assertThatThrownBy(() -> memory.hold(bytes))
                    .isInstanceOf(TooCostlyException.class)
                    .hasMessageContaining("there are 1 MB for that");
        }
        assertThat(memory.held()).isZero();
    }

    @Test
    void whoWaitsCanBeStopped() throws Exception {
        try (Memory.Held all = memory.hold(1 << 20)) {
            CompletableFuture<Thread> waiting = new CompletableFuture<>();
            CompletableFuture<Void> second = CompletableFuture.supplyAsync(() -> {
                waiting.complete(Thread.currentThread());
                return holdAndGiveBack(1024);
            });
            waiting.get(10, TimeUnit.SECONDS).interrupt();
            assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StoppedException.class);
        }
        assertThat(memory.held()).isZero();
    }
}
