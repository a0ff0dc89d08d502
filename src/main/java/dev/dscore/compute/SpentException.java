package dev.dscore.compute;

/** Thrown when a piece of work needs more steps than its {@link Allowance} has left. */
public final class SpentException extends RuntimeException {
    SpentException(long steps) {
        super("this takes too much work; at most " + steps + " steps of work go into one program", null, false, false);
    }
}
