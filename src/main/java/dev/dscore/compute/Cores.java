package dev.dscore.compute;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The cores, shared by all computations. Each request has one; a large request borrows idle cores and gives them back
 * as soon as another waits. So no more threads compute than there are cores.
 *
 * <p>A computation is stopped by {@link Thread#interrupt}, on all of its cores.
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

    /** Waits at most {@code millis} milliseconds for a core; returns false if none became idle. */
    public boolean acquire(long millis) throws InterruptedException {
        return idle.tryAcquire(millis, TimeUnit.MILLISECONDS);
    }

    /** Returns the number of cores that are idle now. */
    public int idle() {
        return idle.availablePermits();
    }

    public void release() {
        idle.release();
    }

    /**
     * Runs {@code body} for each number below {@code count}, in any order, on this thread's core and on idle ones.
     *
     * @throws StoppedException if this thread is interrupted
     */
    public void forEach(int count, IntConsumer body) {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean stopped = new AtomicBoolean();
        List<Helper> borrowed = new ArrayList<>();
        while (borrowed.size() < count - 1 && idle.tryAcquire()) {
            Helper helper = new Helper(() -> {
                while (!stopped.get() && !idle.hasQueuedThreads() && step(next, count, body)) {}
            });
            helper.end = helpers.submit(helper);
            borrowed.add(helper);
        }
        try {
            do stopIfInterrupted();
            while (step(next, count, body));
        } finally {
            stopped.set(true);
            borrowed.forEach(Helper::join);
        }
    }

    private static boolean step(AtomicInteger next, int count, IntConsumer body) {
        int number = next.getAndIncrement();
        if (number < count) body.accept(number);
        return number < count;
    }

    /** Work on a borrowed core. */
    private final class Helper implements Runnable {
        private final Runnable work;
        private @Nullable Thread thread;
        private @Nullable Future<?> end;

        Helper(Runnable work) {
            this.work = work;
        }

        @Override
        public void run() {
            begin();
            try {
                work.run();
            } finally {
                leave();
                idle.release();
            }
        }

        private synchronized void begin() {
            thread = Thread.currentThread();
        }

        private synchronized void leave() {
            thread = null;
            // clears an interrupt that came too late, so that it does not hit the next work on this thread
            Thread.interrupted();
        }

        private synchronized void interrupt() {
            if (thread != null) thread.interrupt();
        }

        // passes an interrupt of this thread on to the helper, so that its block ends
        private void join() {
            boolean interrupted = Thread.interrupted();
            while (true) {
                if (interrupted) interrupt();
                try {
                    Objects.requireNonNull(end).get();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (interrupted) Thread.currentThread().interrupt();
                    if (interrupted && e.getCause() instanceof StoppedException) return;
                    throw new IllegalStateException("a block failed", e.getCause());
                }
            }
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** @throws StoppedException if this thread is interrupted; its interrupt status stays set */
    public static void stopIfInterrupted() {
        if (Thread.currentThread().isInterrupted()) throw new StoppedException();
    }
}
