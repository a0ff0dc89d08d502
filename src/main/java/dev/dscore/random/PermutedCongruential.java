package dev.dscore.random;

/** PCG64, the generator of {@code np.random.default_rng}: O'Neill (2014), PCG XSL-RR 128/64. */
public final class PermutedCongruential implements Bits {
    private static final long MULTIPLIER_HIGH = 0x2360ed051fc65da4L, MULTIPLIER_LOW = 0x4385df649fccf645L;
    private final long incrementHigh, incrementLow;
    private long high = 0, low = 0;
    private boolean holdsHalf = false;
    private int half = 0;

    /** @param seed the words of the seed, the lowest first */
    public PermutedCongruential(int[] seed) {
        long[] words = new SeedSequence(seed).state(4);
        incrementHigh = words[2] << 1 | words[3] >>> 63;
        incrementLow = words[3] << 1 | 1;
        step();
        add(words[0], words[1]);
        step();
    }

    private void step() {
        long productLow = low * MULTIPLIER_LOW;
        long carried = Math.multiplyHigh(low, MULTIPLIER_LOW)
                + ((low >> 63) & MULTIPLIER_LOW)
                + ((MULTIPLIER_LOW >> 63) & low);
        high = carried + high * MULTIPLIER_LOW + low * MULTIPLIER_HIGH;
        low = productLow;
        add(incrementHigh, incrementLow);
    }

    private void add(long otherHigh, long otherLow) {
        low += otherLow;
        high += otherHigh + (Long.compareUnsigned(low, otherLow) < 0 ? 1 : 0);
    }

    @Override
    public long next64() {
        step();
        return Long.rotateRight(high ^ low, (int) (high >>> 58));
    }

    @Override
    public int next32() {
        if (holdsHalf) {
            holdsHalf = false;
            return half;
        }
        long both = next64();
        holdsHalf = true;
        half = (int) (both >>> 32);
        return (int) both;
    }

    @Override
    public double nextDouble() {
        return (next64() >>> 11) * 0x1p-53;
    }
}
