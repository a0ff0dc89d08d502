package dev.dscore.compute;

/** Thrown when a piece of work needs more steps than its {@link Allowance} has left. */
public final class SpentException extends RuntimeException {
    SpentException(long steps) {
        super("this makes too large a program; at most " + steps + " steps of work go into one", null, false, false);
    }
}
