package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.HashMap;
import java.util.Map;

/**
 * Distinct primes that stand for the lengths of axes while a graph is made in symbols, so that lengths are equal or
 * multiples of each other only where their symbols are. A program that makes another graph with other primes depends on
 * the lengths.
 */
final class Lengths {
    /** Two lists without a common number. */
    static final int[][] PRIMES = {
        {11, 17, 23, 31, 41, 47, 59, 67, 73, 83, 97, 103, 109, 127, 137, 149, 157, 167, 179, 191},
        {13, 19, 29, 37, 43, 53, 61, 71, 79, 89, 101, 107, 113, 131, 139, 151, 163, 173, 181, 193}
    };

    private final int[] primes;
    private final Map<String, Integer> numbers = new HashMap<>();

    Lengths(int[] primes) {
        this.primes = primes;
    }

    Whole of(Size size) {
        for (String axis : size.axes()) {
            numbers.computeIfAbsent(axis, none -> {
                if (numbers.size() == primes.length) throw Fault.limit("has more than {} axes", primes.length);
                return primes[numbers.size()];
            });
        }
        try {
            return Whole.of(size.in(numbers), size);
        } catch (ArithmeticException e) {
            throw Whole.tooLarge();
        }
    }
}
