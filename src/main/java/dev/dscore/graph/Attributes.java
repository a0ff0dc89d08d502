package dev.dscore.graph;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of an operation beside its arguments.
 *
 * @param axes the axes that a reduction sums over or a transposition permutes, counted from 0
 * @param keepdims whether reduced axes are kept with length 1
 * @param ddof the number that a variance subtracts from the count it divides by
 * @param shape the shape that a reshape, a broadcast or a one-hot encoding has to produce
 * @param section the part of the first argument that is selected
 * @param subscripts the axes of the arguments and of the result of a sum of products, by letter: {@code "nd,dc->nc"}
 */
public record Attributes(
        List<Integer> axes,
        boolean keepdims,
        int ddof,
        @Nullable Shape shape,
        @Nullable Section section,
        String subscripts) {
    public static final Attributes NONE = new Attributes(List.of(), false, 0, null);

    public Attributes {
        axes = List.copyOf(axes);
    }

    public Attributes(List<Integer> axes, boolean keepdims, int ddof, @Nullable Shape shape) {
        this(axes, keepdims, ddof, shape, null, "");
    }

    public static Attributes axes(List<Integer> axes, boolean keepdims) {
        return new Attributes(axes, keepdims, 0, null);
    }

    public static Attributes shape(Shape shape) {
        return new Attributes(List.of(), false, 0, shape);
    }

    public static Attributes section(Section section) {
        return new Attributes(List.of(), false, 0, null, section, "");
    }

    public static Attributes subscripts(String subscripts) {
        return new Attributes(List.of(), false, 0, null, null, subscripts);
    }

    public Attributes keepingDims() {
        return new Attributes(axes, true, ddof, shape, section, subscripts);
    }

    Attributes with(Map<String, Size> sizes) {
        if (shape == null && section == null) return this;
        return new Attributes(
                axes,
                keepdims,
                ddof,
                shape == null ? null : shape.with(sizes),
                section == null ? null : section.with(sizes),
                subscripts);
    }
}
