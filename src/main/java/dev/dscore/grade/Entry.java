package dev.dscore.grade;

import java.util.Arrays;

/** An entry of an array as it stands in a sentence: {@code dW[0, 1]}; of a scalar its name alone. */
final class Entry {
    private Entry() {}

    static String of(String name, int[] index) {
        return index.length == 0 ? name : name + Arrays.toString(index);
    }
}
