package dev.dscore.random;

/** A source of random bits. */
public interface Bits {
    /** Returns 32 bits. */
    int next32();

    /** Returns 64 bits. */
    long next64();

    /** Returns a number in [0, 1), a multiple of 2⁻⁵³. */
    double nextDouble();
}
