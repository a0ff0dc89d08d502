package dev.dscore.compute;

/** Thrown when the estimated cost of a computation is over the limit, before the computation starts. */
public final class TooCostlyException extends Exception {
    public TooCostlyException(String message) {
        super(message);
    }
}
