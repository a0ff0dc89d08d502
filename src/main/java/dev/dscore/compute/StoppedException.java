package dev.dscore.compute;

/** Thrown when a computation is stopped: at its time limit, at shutdown, or because its client has disconnected. */
public final class StoppedException extends RuntimeException {
    public StoppedException() {
        super("the computation was stopped");
    }
}
