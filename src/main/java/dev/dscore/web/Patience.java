package dev.dscore.web;

import java.time.Duration;

/** How long a client may keep a thread waiting that reads from it or writes to it: a while, and longer for more bytes. */
final class Patience {
    private static final double NANOS_PER_BYTE = 1e9 / 100_000;

    private final double allowed;
    private double waited;

    Patience(Duration allowed) {
        this.allowed = allowed.toNanos();
    }

    /** @return whether it is at an end, after so long a wait for so many bytes */
    boolean endsAfter(long nanos, int bytes) {
        waited += nanos - NANOS_PER_BYTE * bytes;
        return waited > allowed;
    }
}
