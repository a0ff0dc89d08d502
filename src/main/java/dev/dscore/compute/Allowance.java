package dev.dscore.compute;

/**
 * What one piece of a request's work may take: steps, counted so that the same piece takes the same number wherever and whenever
 * it is done, and time. A step is about as much as a term of a shape in a new node of a graph. For one thread, but for {@link #stop}.
 */
public final class Allowance {
    /** Whether the request that all its pieces belong to goes on. */
    private static final class Signal {
        private volatile boolean stopped;
    }

    private final Signal signal;
    private final long steps;
    private long left;

    private Allowance(Signal signal, long steps) {
        this.signal = signal;
        this.steps = steps;
        this.left = steps;
    }

    /** Of a request, each piece of whose work may take so many steps. */
    public static Allowance of(long steps) {
        return new Allowance(new Signal(), steps);
    }

    /** For what the service itself brings along: tables, the catalogue. */
    public static Allowance unlimited() {
        return of(Long.MAX_VALUE);
    }

    /** For another piece of the same request's work: as many steps, and the same time. */
    public Allowance another() {
        return new Allowance(signal, steps);
    }

    /**
     * Takes so many steps.
     *
     * @throws StoppedException where the request's time is up or nobody waits for it
     * @throws SpentException where there are not so many left
     */
    public void take(long steps) {
        if (signal.stopped || Thread.currentThread().isInterrupted()) throw new StoppedException();
        left -= steps;
        if (left < 0) throw new SpentException(this.steps);
    }

    /** Stops all work of this request, on whatever thread it is done, at its next step. */
    public void stop() {
        signal.stopped = true;
    }
}
