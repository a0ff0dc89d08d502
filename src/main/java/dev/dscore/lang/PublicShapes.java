package dev.dscore.lang;

import java.util.Set;

/**
 * The shapes of arrays made by a program that may be shown to a reader without access to its inputs. A program can choose shapes
 * by its inputs: each shape that may be shown lets it tell about as many bits as there are axes, times the logarithm of the
 * number of lengths.
 *
 * @param lengths the lengths that an axis may have
 * @param axes the largest number of axes
 */
public record PublicShapes(Set<Long> lengths, int axes) {
    /** No shape but that of a number. */
    static final PublicShapes NONE = new PublicShapes(Set.of(), 0);

    /** Returns whether a shape of the given lengths may be shown. */
    public boolean tell(int[] shape) {
        if (shape.length > axes) return false;
        for (int length : shape) if (!lengths.contains((long) length)) return false;
        return true;
    }
}
