package dev.dscore.random;

/**
 * MT19937, the generator of {@code np.random} and of Python's {@code random}. Matsumoto and Nishimura (1998), "Mersenne
 * Twister: a 623-dimensionally equidistributed uniform pseudo-random number generator", with the seeding of their
 * mt19937ar.c of 2002.
 */
public final class MersenneTwister implements Bits {
    private static final int LENGTH = 624;
    private static final int MIDDLE = 397;
    private static final int MATRIX = 0x9908b0df;
    private static final int UPPER = 0x80000000;
    private static final int LOWER = 0x7fffffff;

    private final int[] state = new int[LENGTH];
    private int next = LENGTH;

    private MersenneTwister() {}

    /**
     * Returns a generator seeded as by {@code np.random.seed(seed)} with one number.
     *
     * @param seed the seed, of which the lower 32 bits count
     */
    public static MersenneTwister seeded(long seed) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill((int) seed);
        return twister;
    }

    /**
     * Returns a generator seeded as by {@code np.random.seed([…])}, and as Python seeds its own with the words of a
     * number.
     */
    public static MersenneTwister seeded(int[] key) {
        MersenneTwister twister = new MersenneTwister();
        twister.fill(19650218);
        twister.mix(key);
        return twister;
    }

    private void fill(int seed) {
        state[0] = seed;
        for (int i = 1; i < LENGTH; i++) state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }

    private void mix(int[] key) {
        int i = 1, j = 0;
        for (int k = Math.max(LENGTH, key.length); k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1664525)) + key[j] + j;
            i++;
            j = (j + 1) % key.length;
            if (i >= LENGTH) {
                state[0] = state[LENGTH - 1];
                i = 1;
            }
        }
        for (int k = LENGTH - 1; k > 0; k--) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >>> 30)) * 1566083941)) - i;
            i++;
            if (i >= LENGTH) {
                state[0] = state[LENGTH - 1];
                i = 1;
            }
        }
        state[0] = UPPER;
    }

    private void twist() {
        for (int i = 0; i < LENGTH; i++) {
            int y = (state[i] & UPPER) | (state[(i + 1) % LENGTH] & LOWER);
            state[i] = state[(i + MIDDLE) % LENGTH] ^ (y >>> 1) ^ ((y & 1) == 0 ? 0 : MATRIX);
        }
        next = 0;
    }

    @Override
    public int next32() {
        if (next == LENGTH) twist();
        int y = state[next++];
        y ^= y >>> 11;
        y ^= (y << 7) & 0x9d2c5680;
        y ^= (y << 15) & 0xefc60000;
        return y ^ (y >>> 18);
    }

    @Override
    public long next64() {
        long high = Integer.toUnsignedLong(next32());
        return high << 32 | Integer.toUnsignedLong(next32());
    }

    @Override
    public double nextDouble() {
        long a = next32() >>> 5, b = next32() >>> 6;
        return (a * 67108864.0 + b) / 9007199254740992.0;
    }
}
