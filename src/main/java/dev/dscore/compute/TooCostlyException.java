package dev.dscore.compute;

/** A computation whose estimated cost is over the limit, refused before it starts. */
public final class TooCostlyException extends Exception {
    public TooCostlyException(String message) {
        super(message);
    }
}
