package dev.dscore;

import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * A test on random inputs, the same ones in every run. {@code -Ddscore.seed=…} starts at another seed, and a failure says at
 * which seed it happened.
 */
public final class Trials {
    private static final long SEED = Long.getLong("dscore.seed", 2026);

    private Trials() {}

    /** What one trial does with its source of random numbers. */
    @FunctionalInterface
    public interface Trial {
        void run(Random random) throws Exception;
    }

    /** Runs {@code count} trials, with seeds that follow each other. */
    public static void run(int count, Trial trial) {
        for (long seed = SEED; seed < SEED + count; seed++) {
            try {
                // neighbouring seeds of Random begin alike
                trial.run(new Random(new SplittableRandom(seed).nextLong()));
            } catch (Exception | Error e) {
                throw new AssertionError("with -Ddscore.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
    }

    /** Returns one of the choices. */
    public static <T> T pick(Random random, List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
