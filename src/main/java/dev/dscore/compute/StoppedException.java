package dev.dscore.compute;

/** Somebody interrupted the computation: its time is up, or nobody waits for it any more. */
public final class StoppedException extends RuntimeException {
    public StoppedException() {
        super("the computation was stopped");
    }
}
