package dev.dscore.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * The cores, shared by all that compute: each request has one, and a large one borrows those that are idle, and gives them
 * back as soon as somebody waits. So no more threads compute than there are cores.
 *
 * <p>Whoever computes is stopped by {@link Thread#interrupt}, within the time that a block takes.
 */
public final class Cores {
    private final Semaphore idle;
    private final ExecutorService helpers = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "core");
        thread.setDaemon(true);
        return thread;
    });

    public Cores(int count) {
        this.idle = new Semaphore(count, true);
    }

    /** Waits for a core, no longer than this; false if there is none. */
    public boolean acquire(long millis) throws InterruptedException {
        return idle.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    /** How many are idle now. */
    public int idle() {
        return idle.availablePermits();
    }

    public void release() {
        idle.release();
    }

    /**
     * Does {@code body} for each number below {@code count}, in any order, on this thread's core and on idle ones.
     *
     * @throws StoppedException where this thread is interrupted
     */
    public void forEach(int count, IntConsumer body) {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Future<?>> borrowed = new ArrayList<>();
        while (borrowed.size() < count - 1 && idle.tryAcquire()) {
            borrowed.add(helpers.submit(() -> {
                try {
                    while (!stopped.get() && !idle.hasQueuedThreads() && step(next, count, body)) {}
                } finally {
                    idle.release();
                }
            }));
        }
        try {
            do stopIfInterrupted();
            while (step(next, count, body));
        } finally {
            stopped.set(true);
            borrowed.forEach(Cores::join);
        }
    }

    private static boolean step(AtomicInteger next, int count, IntConsumer body) {
        int number = next.getAndIncrement();
        if (number < count) body.accept(number);
        return number < count;
    }

    // a block takes milliseconds: also who is interrupted waits for the others to end theirs
    private static void join(Future<?> helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                if (interrupted) Thread.currentThread().interrupt();
                throw new IllegalStateException("a block failed", e.getCause());
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /** @throws StoppedException where this thread is interrupted; it stays so */
    public static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) throw new StoppedException();
    }
}
