package dev.dscore.lang;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * What arrays are made of: numbers, or nodes of a graph. All that the interpreter and the functions of the language know of
 * them. A {@link Fault} says what cannot be done.
 */
public interface Arrays {
    /** Whether the numbers of arrays are known, so that a program may decide by them. */
    boolean areKnown();

    /** A Python number as an array without axes. */
    Array number(Value number);

    Array filled(List<Whole> shape, double value, Dtype dtype);

    /** Fills a new array, entry by entry in C order. */
    Array made(Array a, DoubleSupplier entries);

    /** One axis of whole numbers or of numbers {@code start + i * step}. */
    Array spaced(double start, double step, Whole length, Dtype dtype);

    /** Of a function by its name in NumPy, of operands that are broadcast. */
    Array elementwise(String function, List<Array> operands);

    /** @param axes sorted, counted from 0 */
    Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof);

    /** What keeps the shape and goes along an axis, or along several: a running sum, sorted entries, a softmax. */
    Array along(String function, Array a, List<Integer> axes);

    /** {@code a @ b}, of batches too. */
    Array product(Array a, Array b);

    /** Every entry of one axis with every entry of another. */
    Array outer(Array a, Array b);

    /** 1 where the last axis counts the index, else 0. */
    Array oneHot(Array indices, Whole classes);

    /** A sum of products by the letters of a subscript, {@code "nd,dc->nc"}, all of it spelt out. */
    Array einsum(List<String> operands, String result, List<Array> arrays);

    Array transposed(Array a, List<Integer> axes);

    /** A view where there is one, else a copy. */
    Array reshaped(Array a, List<Whole> shape);

    Array broadcast(Array a, List<Whole> shape);

    /** All entries along one axis, in C order. */
    default Array flat(Array a) {
        return reshaped(a, List.of(Given.count(a)));
    }

    /** Of one axis {@code count} places from {@code start} on, of the others all: a view. */
    default Array part(Array a, int axis, long start, long count) {
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(axis, new Subscript.Run(start, 1, Whole.of(count)));
        return read(a, subscripts);
    }

    /** A view of what basic subscripts choose; a copy where an index is an array. */
    Array read(Array a, List<Subscript> subscripts);

    void write(Array a, List<Subscript> subscripts, Array value);

    /** As {@code np.add.at}: an entry named twice changes twice. */
    void accumulate(String function, Array a, List<Subscript> subscripts, Array value);

    /** {@code a op= b}: keeps the array and what it is counted in. */
    void update(String function, Array a, Array b);

    /** The entries {@code a[i, i]} of a matrix, as a view. */
    Array diagonal(Array a);

    Array concatenated(List<Array> arrays, int axis);

    /** A copy. */
    Array converted(Array a, Dtype dtype);

    Array windows(Array a, List<Integer> axes, List<Whole> lengths);

    /** The indices of the entries that are not 0, one array an axis. */
    List<Array> nonzero(Array a);

    Array unique(Array a);

    /** The entry of an array that has only one. */
    double item(Array a);

    /** Where the numbers of an array have to be known, entry by entry in C order. */
    double[] entries(Array a);

    /** Says of which operand the last operation made {@code result}, in case that it left the finite numbers by it. */
    void told(Array result, String operand);
}
