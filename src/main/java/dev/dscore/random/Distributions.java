package dev.dscore.random;

/** What is drawn from random bits. */
public interface Distributions {
    Bits bits();

    /** Returns a number of the normal distribution with mean 0 and variance 1. */
    double normal();

    /** Returns a number of the exponential distribution with mean 1. */
    double exponential();

    /** Returns a whole number from 0 to {@code most}, both included, as an array of numbers is drawn. */
    long whole(long most);

    /** Returns a whole number from 0 to {@code most}, both included, as a shuffle draws it. */
    long place(long most);
}
