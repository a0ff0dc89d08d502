package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Why a shape is wrong, in symbols: {@code dW is (C, D) = (3, 4); W is (D, C) = (4, 3): transposed?} */
final class ShapeArgument {
    private final Map<String, Integer> lengths;

    ShapeArgument(Map<String, Integer> lengths) {
        this.lengths = lengths;
    }

    /** @param right the shape of the value, as it was sent */
    String of(String gradient, int[] submitted, String value, Shape declared, int[] right) {
        return gradient + " is " + described(submitted) + "; " + value + " is " + expected(declared, right)
                + slip(submitted, right);
    }

    /** The same of a shape that may not be told. */
    String ofAnother(String gradient, String value, Shape declared, int[] right) {
        return gradient + " has another shape; " + value + " is " + expected(declared, right);
    }

    private String described(int[] submitted) {
        if (submitted.length == 0) return "a scalar";
        if (Tensor.count(submitted) == 0) return "empty, " + Tensor.tuple(submitted);
        return symbols(submitted) + Tensor.tuple(submitted);
    }

    private static String expected(Shape declared, int[] right) {
        if (right.length == 0) return "a scalar";
        return right.length == declared.rank() ? declared.tuple() + " = " + Tensor.tuple(right) : Tensor.tuple(right);
    }

    // the symbols that the lengths can only mean, as in (C, D) =
    private String symbols(int[] shape) {
        List<String> symbols = Arrays.stream(shape)
                .mapToObj(length -> {
                    List<String> meant = lengths.entrySet().stream()
                            .filter(axis -> axis.getValue() == length)
                            .map(Map.Entry::getKey)
                            .toList();
                    return meant.size() == 1 ? meant.get(0) : length == 1 ? "1" : "";
                })
                .toList();
        boolean sayNothing = symbols.stream().allMatch("1"::equals);
        if (sayNothing || symbols.contains("")) return "";
        return new Shape(symbols.stream().map(ShapeArgument::size).toList()).tuple() + " = ";
    }

    private static Size size(String symbol) {
        return symbol.equals("1") ? Size.ONE : Size.of(symbol);
    }

    private static String slip(int[] submitted, int[] right) {
        int entries = Tensor.count(submitted), wanted = Tensor.count(right);
        // a number may be anything: 0, or a sum over the wrong axes
        if (entries == 0 || submitted.length == 0) return "";
        if (submitted.length == 2 && right.length == 2 && submitted[0] == right[1] && submitted[1] == right[0]) {
            return ": transposed?";
        }
        if (Arrays.equals(withoutOnes(submitted), withoutOnes(right))) {
            return submitted.length < right.length
                    ? ": an axis of length 1 is dropped; keepdims=True keeps it"
                    : ": an axis of length 1 is too many";
        }
        if (entries == wanted && submitted.length < right.length) {
            return ": flattened?: reshape it to " + Tensor.tuple(right);
        }
        if (submitted.length > right.length || isStretched(submitted, right)) {
            return ": it is not summed over every axis along which the value was broadcast or multiplied";
        }
        return isSummed(submitted, right) ? ": it is summed over an axis that the value has" : "";
    }

    // what is left where axes are dropped
    private static boolean isSummed(int[] submitted, int[] right) {
        int next = 0;
        for (int length : right) if (next < submitted.length && submitted[next] == length) next++;
        return submitted.length < right.length && next == submitted.length;
    }

    // longer along axes where it should have the length 1, and nowhere else
    private static boolean isStretched(int[] submitted, int[] right) {
        if (submitted.length != right.length) return false;
        for (int axis = 0; axis < right.length; axis++) {
            if (submitted[axis] != right[axis] && right[axis] != 1) return false;
        }
        return true;
    }

    static int[] withoutOnes(int[] shape) {
        return Arrays.stream(shape).filter(length -> length != 1).toArray();
    }
}
