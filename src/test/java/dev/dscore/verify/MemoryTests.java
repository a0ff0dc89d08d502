package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.array.Inputs;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Cores;
import dev.dscore.compute.Memory;
import dev.dscore.compute.StoppedException;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.RandomInputs;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    /** A service has hundreds of threads, and each of them checks now and then. */
    @Test
    void aThreadThatHasCheckedKeepsNothingOfIt() throws Exception {
        int threads = 64;
        FunctionDefinition function =
                new Catalogue().find("softmax").orElseThrow().function();
        RandomInputs.Drawn drawn =
                new RandomInputs(new Evaluator()).draw(function, Map.of("N", 100, "D", 50, "C", 10), 3);
        Inputs inputs = Binding.of(function, drawn.inputs(), drawn.upstream()).inputs();
        Lowering lowering = Lowering.of(function.graph(), function.objective(), Allowance.UNLIMITED);
        Baseline baseline = new Baseline(lowering.graph(), inputs);
        Node source = lowering.lowered().get(function.graph().named("W"));
        Node output = lowering.lowered().get(function.objective());
        Cores cores = new Cores(1);
        CyclicBarrier all = new CyclicBarrier(threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long before = usedHeap();
            List<Callable<Integer>> checks = Collections.nCopies(threads, () -> {
                all.await(); // each thread takes one
                return new FiniteDifferences(lowering.graph(), baseline, source, output, cores)
                        .settle(new double[500])
                        .open()
                        .length;
            });
            for (Future<Integer> check : pool.invokeAll(checks))
                assertThat(check.get()).isEqualTo(500);
            assertThat(usedHeap() - before).isLessThan(threads << 16);
        } finally {
            pool.shutdown();
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime java = Runtime.getRuntime();
        return java.totalMemory() - java.freeMemory();
    }
}
