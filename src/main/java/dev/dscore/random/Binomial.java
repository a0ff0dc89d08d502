package dev.dscore.random;

import java.util.OptionalLong;

/** Draws binomial numbers by inversion, as NumPy does if n · min(p, 1 − p) is at most 30. */
public final class Binomial {
    private static final double MOST = 30;

    private Binomial() {}

    /**
     * Returns the number of successes in {@code n} trials; empty where NumPy uses another algorithm, BTPE, which is not
     * here.
     */
    public static OptionalLong draw(Bits bits, long n, double p) {
        if (n == 0 || p == 0) return OptionalLong.of(0);
        double rare = Math.min(p, 1 - p);
        if (rare * n > MOST) return OptionalLong.empty();
        return OptionalLong.of(p <= 0.5 ? inverted(bits, n, p) : n - inverted(bits, n, 1 - p));
    }

    private static long inverted(Bits bits, long n, double p) {
        double q = 1 - p, none = Math.exp(n * Math.log(q)), mean = n * p;
        long bound = (long) Math.min(n, mean + 10 * Math.sqrt(mean * q + 1));
        long successes = 0;
        double chance = none, u = bits.nextDouble();
        while (u > chance) {
            successes++;
            if (successes > bound) {
                successes = 0;
                chance = none;
                u = bits.nextDouble();
            } else {
                u -= chance;
                chance = ((n - successes + 1) * p * chance) / (successes * q);
            }
        }
        return successes;
    }
}
