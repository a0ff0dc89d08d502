package dev.dscore.array;

import java.util.Arrays;

/** Formats an entry of an array for use in a sentence: {@code dW[0, 1]}, or the name alone for a scalar. */
public final class Entry {
    private Entry() {}

    public static String of(String name, int[] index) {
        return index.length == 0 ? name : name + Arrays.toString(index);
    }
}
