package dev.dscore.array;

import java.util.Arrays;

/** An entry of an array as it stands in a sentence: {@code dW[0, 1]}; of a scalar its name alone. */
public final class Entry {
    private Entry() {}

    public static String of(String name, int[] index) {
        return index.length == 0 ? name : name + Arrays.toString(index);
    }
}
