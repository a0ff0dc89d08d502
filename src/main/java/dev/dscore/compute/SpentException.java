package dev.dscore.compute;

/** Thrown when a piece of work needs more steps than its {@link Allowance} has left. */
public final class SpentException extends RuntimeException {
    SpentException(long steps) {
        super("this takes too much work: a program gets " + steps + " steps", null, false, false);
    }
}
