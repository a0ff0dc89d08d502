package dev.dscore.graph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operation is told beside its arguments.
 *
 * @param axes the axes that a reduction sums over or a transposition permutes, counted from 0
 * @param keepdims whether reduced axes stay with length 1
 * @param ddof what a variance takes off the count it divides by
 * @param shape the shape that a reshape, a broadcast or a one-hot encoding is to have
 */
public record Attributes(List<Integer> axes, boolean keepdims, int ddof, @Nullable Shape shape) {
    public static final Attributes NONE = new Attributes(List.of(), false, 0, null);

    public Attributes {
        axes = List.copyOf(axes);
    }

    public static Attributes axes(List<Integer> axes, boolean keepdims) {
        return new Attributes(axes, keepdims, 0, null);
    }

    public static Attributes shape(Shape shape) {
        return new Attributes(List.of(), false, 0, shape);
    }

    public Attributes keepingDims() {
        return new Attributes(axes, true, ddof, shape);
    }
}
