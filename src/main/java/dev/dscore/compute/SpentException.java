package dev.dscore.compute;

/** A piece of work takes more steps than it may. */
public final class SpentException extends RuntimeException {
    SpentException(long steps) {
        super("this makes too large a program; at most " + steps + " steps of work go into one");
    }
}
