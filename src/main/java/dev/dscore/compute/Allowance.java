package dev.dscore.compute;

/**
 * Limits of one piece of a request's work: a number of steps, and a signal to stop. Steps are counted and not timed, so that the
 * same piece of work always takes the same number; one step is a term in the shape of a new node. Not thread-safe, except for
 * {@link #stop}.
 */
public final class Allowance {
    /** Shared by all pieces of one request's work. */
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

    /** Creates the allowance of a request. Each piece of its work may take {@code steps} steps. */
    public static Allowance of(long steps) {
        return new Allowance(new Signal(), steps);
    }

    /** An allowance without a limit, for texts that are part of the service: tables and the catalogue. */
    public static Allowance unlimited() {
        return of(Long.MAX_VALUE);
    }

    /** An allowance for another piece of the same request's work, with the same number of steps and the same signal. */
    public Allowance another() {
        return new Allowance(signal, steps);
    }

    /**
     * Takes {@code steps} steps.
     *
     * @throws StoppedException if the request has been stopped or this thread is interrupted
     * @throws SpentException if fewer steps are left
     */
    public void take(long steps) {
        if (signal.stopped || Thread.currentThread().isInterrupted()) throw new StoppedException();
        left -= steps;
        if (left < 0) throw new SpentException(this.steps);
    }

    /** Stops all work of this request at its next step, on every thread. */
    public void stop() {
        signal.stopped = true;
    }
}
