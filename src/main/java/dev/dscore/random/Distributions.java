package dev.dscore.random;

/** Distributions of numbers, drawn from random bits. */
public interface Distributions {
    Bits bits();

    /** Returns a number of the normal distribution with mean 0 and variance 1. */
    double normal();

    /** Returns a number of the exponential distribution with mean 1. */
    double exponential();

    /** Returns a whole number from 0 to {@code most}, both included, as it is drawn for an array of numbers. */
    long whole(long most);

    /** Returns a whole number from 0 to {@code most}, both included, as it is drawn for a shuffle. */
    default long place(long most) {
        if (most == 0) return 0;
        long mask = Long.highestOneBit(most) * 2 - 1;
        long value;
        do {
            value = most <= 0xffffffffL ? Integer.toUnsignedLong(bits().next32()) & mask : bits().next64() & mask;
        } while (Long.compareUnsigned(value, most) > 0);
        return value;
    }
}
