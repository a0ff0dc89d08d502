package dev.dscore.lang;

import java.security.SecureRandom;
import java.util.List;

/**
 * Hashes of the values that a program may use as keys. Java's own can be computed beforehand, so that a program could
 * choose keys that all fall into one bucket of a table. These are mixed with numbers drawn at the start of the process,
 * one letter or element after the other. No answer depends on them: dictionaries and sets keep the order of insertion.
 */
final class Hashing {
    private static final long SEED, FACTOR;

    static {
        SecureRandom random = new SecureRandom();
        SEED = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    private Hashing() {}

    static int of(long number) {
        return folded(mixed(mixed(SEED, number), number >>> 32));
    }

    static int of(String text) {
        long hash = SEED;
        for (int i = 0; i < text.length(); i++) hash = mixed(hash, text.charAt(i));
        return folded(mixed(hash, text.length()));
    }

    static int of(List<Value> elements) {
        long hash = SEED;
        for (Value element : elements) hash = mixed(hash, element.hashCode());
        return folded(mixed(hash, elements.size()));
    }

    private static long mixed(long hash, long next) {
        return Long.rotateLeft((hash ^ next) * FACTOR, 29);
    }

    private static int folded(long hash) {
        long mixed = (hash ^ hash >>> 32) * FACTOR;
        return (int) (mixed ^ mixed >>> 32);
    }
}
