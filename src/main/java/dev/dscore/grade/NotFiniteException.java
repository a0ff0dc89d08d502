package dev.dscore.grade;

import java.util.Arrays;

/** A function that overflows, or leaves its domain, on inputs that are themselves finite. */
public final class NotFiniteException extends Exception {
    NotFiniteException(String name, int[] index, double value) {
        super(name + (index.length == 0 ? "" : Arrays.toString(index)) + " is " + value
                + " at these inputs: the function overflows or leaves its domain; scale the inputs down");
    }
}
