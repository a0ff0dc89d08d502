package dev.dscore.compute;

/**
 * The limits of one request's work: a number of steps, and a signal to stop. Steps are counted and not timed, so that the same
 * work always takes the same number; one step is a term in the shape of a new node. Not thread-safe, except for {@link #stop}.
 */
public final class Allowance {
    /** No limit, and never stopped: for texts that are part of the service, tables and the catalogue. */
    public static final Allowance UNLIMITED = new Allowance(new Signal(), Long.MAX_VALUE);

    /** Shared by all parts of one request's work. */
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

    /** Creates the allowance of a request. */
    public static Allowance of(long steps) {
        return new Allowance(new Signal(), steps);
    }

    /**
     * Creates an allowance for a part of the same request's work, with steps of its own and the same signal to stop: for work that
     * must not use up what the rest of the request needs, as a student's code and the search for explanations.
     */
    public Allowance part(long steps) {
        return new Allowance(signal, steps);
    }

    /** Creates a part with as many steps as the whole has. */
    public Allowance part() {
        return part(steps);
    }

    /**
     * Takes {@code steps} steps. Once an allowance is spent, it stays so.
     *
     * @throws StoppedException if the request has been stopped or this thread is interrupted
     * @throws SpentException if fewer steps are left
     */
    public void take(long steps) {
        if (signal.stopped || Thread.currentThread().isInterrupted()) throw new StoppedException();
        // shared by all threads
        if (this == UNLIMITED) return;
        boolean enough = steps <= left;
        left = enough ? left - steps : -1;
        if (!enough) throw new SpentException(this.steps);
    }

    /** The steps that are left, negative once a step was refused. */
    public long left() {
        return left;
    }

    /** Stops all work of this request at its next step, on every thread. */
    public void stop() {
        if (this == UNLIMITED) throw new IllegalStateException("what serves all requests is not stopped for one");
        signal.stopped = true;
    }
}
