package dev.dscore.compute;

/** The computation was stopped: its time limit was exceeded, or its client has disconnected. */
public final class StoppedException extends RuntimeException {
    public StoppedException() {
        super("the computation was stopped");
    }
}
