package dev.dscore.random;

/** Draws numbers as NumPy's {@code Generator} does. */
public record ModernDistributions(Bits bits) implements Distributions {
    @Override
    public double normal() {
        return Ziggurat.normal(bits);
    }

    @Override
    public double exponential() {
        throw new UnsupportedOperationException("another table of the ziggurat");
    }

    // Lemire (2019), "Fast random integer generation in an interval"
    @Override
    public long whole(long most) {
        if (most == 0) return 0;
        if (most > 0xffffffffL) throw new UnsupportedOperationException("more than 32 bits");
        if (most == 0xffffffffL) return Integer.toUnsignedLong(bits.next32());
        long range = most + 1, product = Integer.toUnsignedLong(bits.next32()) * range;
        if ((product & 0xffffffffL) < range) {
            long threshold = (0xffffffffL - most) % range;
            while ((product & 0xffffffffL) < threshold) product = Integer.toUnsignedLong(bits.next32()) * range;
        }
        return product >>> 32;
    }
}
