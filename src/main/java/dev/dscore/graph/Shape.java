package dev.dscore.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The sizes of an array's axes, in symbols: {@code (N D)}. A scalar has none. */
public record Shape(List<Size> sizes) {
    public static final Shape SCALAR = new Shape(List.of());

    /** The maximum number of letters in the name of an axis. */
    private static final int LONGEST_NAME = 100;

    private static final int LONGEST = 1000;

    public Shape {
        sizes = List.copyOf(sizes);
    }

    public static Shape of(Size... sizes) {
        return new Shape(List.of(sizes));
    }

    /** Parses axis names and numbers separated by blanks: {@code "N D"}, {@code "1 C"}, {@code ""} for a scalar. */
    public static Shape parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "a shape has " + text.length() + " characters; at most " + LONGEST + " are read");
        }
        if (text.isBlank()) return SCALAR;
        return new Shape(
                Arrays.stream(text.strip().split("\\s+")).map(Shape::size).toList());
    }

    public int rank() {
        return sizes.size();
    }

    public Size size(int axis) {
        return sizes.get(axis);
    }

    /** Returns the number of entries of an array of this shape. */
    public Size count() {
        return sizes.stream().reduce(Size.ONE, Size::times);
    }

    /** Returns the number of entries of an array of this shape with the given lengths of its axes. */
    public long count(Map<String, Integer> lengths) {
        long count = 1;
        for (Size size : sizes) count = Math.multiplyExact(count, size.in(lengths));
        return count;
    }

    public int[] in(Map<String, Integer> lengths) {
        return sizes.stream()
                .mapToInt(size -> Math.toIntExact(size.in(lengths)))
                .toArray();
    }

    /** Returns this shape with numbers for its axes. */
    public Shape inNumbers(Map<String, Integer> lengths) {
        return new Shape(sizes.stream().map(size -> Size.of(size.in(lengths))).toList());
    }

    /** Returns the shape of the last {@code rank} axes. */
    public Shape last(int rank) {
        return new Shape(sizes.subList(rank() - rank, rank()));
    }

    /** Returns this shape with axes replaced by other sizes. */
    public Shape with(Map<String, Size> others) {
        return new Shape(sizes.stream().map(size -> size.with(others)).toList());
    }

    /** Returns this shape with the given axes dropped, or kept with length 1. */
    public Shape without(List<Integer> axes, boolean keepdims) {
        List<Size> kept = new ArrayList<>();
        for (int axis = 0; axis < rank(); axis++) {
            if (!axes.contains(axis)) kept.add(size(axis));
            else if (keepdims) kept.add(Size.ONE);
        }
        return new Shape(kept);
    }

    /**
     * Returns the size of this shape at {@code axis} of a shape with {@code rank} axes that it is broadcast to; 1 where
     * this shape has no axis.
     */
    public Size aligned(int axis, int rank) {
        int own = axis - (rank - rank());
        return own < 0 ? Size.ONE : size(own);
    }

    /**
     * Returns the shape that two arrays broadcast to, as in NumPy: axes are aligned at the end, and a length of 1 is
     * stretched.
     *
     * @throws ShapeException if two aligned lengths differ and neither is 1
     */
    public Shape broadcast(Shape other) throws ShapeException {
        int rank = Math.max(rank(), other.rank());
        List<Size> result = new ArrayList<>();
        for (int axis = 0; axis < rank; axis++) {
            Size a = aligned(axis, rank), b = other.aligned(axis, rank);
            if (!a.equals(b) && !a.equals(Size.ONE) && !b.equals(Size.ONE)) throw ShapeException.sizes(a, b);
            result.add(a.equals(Size.ONE) ? b : a);
        }
        return new Shape(result);
    }

    public boolean broadcastsTo(Shape target) {
        if (rank() > target.rank()) return false;
        for (int axis = 0; axis < target.rank(); axis++) {
            Size own = aligned(axis, target.rank());
            if (!own.equals(Size.ONE) && !own.equals(target.size(axis))) return false;
        }
        return true;
    }

    /** Returns the text that {@link #parse} reads: {@code N D}. */
    public String symbols() {
        return sizes.stream().map(size -> size.toString().replace(" ", "")).collect(Collectors.joining(" "));
    }

    /** Returns the shape as a NumPy tuple: {@code (N, D)}, {@code (N,)}, {@code ()}. */
    public String tuple() {
        String inside = sizes.stream().map(Size::toString).collect(Collectors.joining(", "));
        return rank() == 1 ? "(" + inside + ",)" : "(" + inside + ")";
    }

    @Override
    public String toString() {
        return sizes.stream().map(Size::toString).collect(Collectors.joining(" ", "(", ")"));
    }

    private static Size size(String text) {
        if (text.matches("\\d{1,9}")) return Size.of(Long.parseLong(text));
        if (text.length() > LONGEST_NAME) {
            throw new IllegalArgumentException(
                    "a name in a shape has " + text.length() + " letters; at most " + LONGEST_NAME + " are read");
        }
        if (text.matches("[A-Za-z_][A-Za-z_0-9]*")) return Size.of(text);
        throw new IllegalArgumentException("'" + text
                + "' in a shape is neither an axis name nor a number; write 'N D', '1 C' or '' for a scalar");
    }
}
