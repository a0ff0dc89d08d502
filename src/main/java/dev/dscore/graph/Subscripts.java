package dev.dscore.graph;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A sum of products of two arrays by the letters of their axes, {@code "nd,dc->nc"}. Each letter occurs once in an
 * array and in at least two of the three places.
 */
public record Subscripts(String left, String right, String result) {
    public static Subscripts parse(String text) {
        String[] sides = text.split("->", -1), operands = sides[0].split(",", -1);
        return new Subscripts(operands[0], operands[1], sides[1]);
    }

    /** Returns the letters that both arrays and the result have. */
    public String shared() {
        return letters(result, left, right, true);
    }

    /** Returns the letters that are summed over. */
    public String summed() {
        return left.chars()
                .filter(letter -> result.indexOf(letter) < 0)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Returns the letters that the result shares with the left array only. */
    public String ofLeft() {
        return letters(result, left, right, false);
    }

    /** Returns the letters that the result shares with the right array only. */
    public String ofRight() {
        return letters(result, right, left, false);
    }

    private static String letters(String of, String in, String other, boolean inOther) {
        return of.chars()
                .filter(letter -> in.indexOf(letter) >= 0 && other.indexOf(letter) >= 0 == inOther)
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    }

    /** Returns the position in {@code from} of each letter of {@code to}. */
    public static List<Integer> places(String from, String to) {
        return to.chars().map(from::indexOf).boxed().toList();
    }

    /**
     * Returns whether this is {@code a @ b}, of matrices or of batches of matrices whose leading axes are aligned at
     * the end.
     */
    public boolean isProduct() {
        int m = left.length(), n = right.length(), r = result.length();
        if (m < 2 || n < 2 || r < 2 || Math.max(m, n) != r) return false;
        String ofLeft = left.substring(0, m - 2),
                ofRight = right.substring(0, n - 2),
                batches = result.substring(0, r - 2);
        boolean matrices = left.charAt(m - 1) == right.charAt(n - 2)
                && result.charAt(r - 2) == left.charAt(m - 2)
                && result.charAt(r - 1) == right.charAt(n - 1)
                && result.indexOf(left.charAt(m - 1)) < 0
                && right.indexOf(left.charAt(m - 2)) < 0;
        return matrices && batches.endsWith(ofLeft) && batches.endsWith(ofRight);
    }

    /** Returns the subscripts of the left array's gradient: a product of the upstream gradient and the right array. */
    public Subscripts toLeft() {
        return new Subscripts(result, right, left);
    }

    /** Returns the subscripts of the right array's gradient: a product of the left array and the upstream gradient. */
    public Subscripts toRight() {
        return new Subscripts(left, result, right);
    }

    /** Returns the size of each letter. */
    Map<Character, Size> sizes(Shape a, Shape b) throws ShapeException {
        if (left.length() != a.rank() || right.length() != b.rank())
            throw new ShapeException("does not fit: '" + this + "' names other axes");
        Map<Character, Size> sizes = new HashMap<>();
        for (int axis = 0; axis < a.rank(); axis++) sizes.put(left.charAt(axis), a.size(axis));
        for (int axis = 0; axis < b.rank(); axis++) {
            Size other = sizes.putIfAbsent(right.charAt(axis), b.size(axis));
            if (other != null && !other.equals(b.size(axis))) throw ShapeException.sizes(other, b.size(axis));
        }
        return sizes;
    }

    @Override
    public String toString() {
        return left + "," + right + "->" + result;
    }
}
