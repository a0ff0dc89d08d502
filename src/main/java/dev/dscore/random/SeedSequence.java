package dev.dscore.random;

/** NumPy's {@code SeedSequence}: spreads the words of a seed over the state of a generator. */
final class SeedSequence {
    private static final int POOL = 4;
    private static final int INIT_A = 0x43b0d7e5, MULT_A = 0x931e8875;
    private static final int INIT_B = 0x8b51f9dd, MULT_B = 0x58f38ded;
    private static final int MIX_LEFT = 0xca01f9dd, MIX_RIGHT = 0x4973f715;

    private final int[] pool = new int[POOL];
    private int constant = INIT_A;

    /** @param entropy the words of the seed, the lowest first */
    SeedSequence(int[] entropy) {
        for (int i = 0; i < POOL; i++) pool[i] = hashed(i < entropy.length ? entropy[i] : 0);
        for (int from = 0; from < POOL; from++) {
            for (int to = 0; to < POOL; to++) if (from != to) pool[to] = mixed(pool[to], hashed(pool[from]));
        }
        for (int from = POOL; from < entropy.length; from++) {
            for (int to = 0; to < POOL; to++) pool[to] = mixed(pool[to], hashed(entropy[from]));
        }
    }

    private int hashed(int value) {
        int mixed = value ^ constant;
        constant *= MULT_A;
        mixed *= constant;
        return mixed ^ (mixed >>> 16);
    }

    private static int mixed(int x, int y) {
        int mixed = MIX_LEFT * x - MIX_RIGHT * y;
        return mixed ^ (mixed >>> 16);
    }

    /** Returns {@code words} words of 64 bits. */
    long[] state(int words) {
        long[] state = new long[words];
        int hash = INIT_B;
        for (int i = 0; i < 2 * words; i++) {
            int word = pool[i % POOL] ^ hash;
            hash *= MULT_B;
            word *= hash;
            word ^= word >>> 16;
            state[i / 2] |= Integer.toUnsignedLong(word) << (i % 2 == 0 ? 0 : 32);
        }
        return state;
    }
}
