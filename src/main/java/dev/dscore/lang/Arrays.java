package dev.dscore.lang;

import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Operations on arrays, which are made of numbers or of graph nodes. The interpreter and the functions of the language
 * know arrays by this interface only. An operation that cannot be done throws a {@link Fault}.
 */
public interface Arrays {
    /** Returns whether the numbers of arrays are known, so that a program can branch on them. */
    boolean areKnown();

    /** Returns a Python number as an array without axes. */
    Array number(Value number);

    Array filled(List<Whole> shape, double value, Dtype dtype);

    /** Fills the new array {@code a} entry by entry in C order, and returns it. */
    Array made(Array a, DoubleSupplier entries);

    /** Returns a vector of the numbers {@code start + i * step}. */
    Array spaced(double start, double step, Whole length, Dtype dtype);

    /** Applies the NumPy function of this name entry by entry to operands that are broadcast. */
    Array elementwise(String function, List<Array> operands);

    /** @param axes sorted and counted from 0 */
    Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof);

    /** Applies a function that keeps the shape and works along axes: a running sum, a sort, a softmax. */
    Array along(String function, Array a, List<Integer> axes);

    /** Returns {@code a @ b}, including batches of matrices. */
    Array product(Array a, Array b);

    /** Returns the products of every entry of one vector with every entry of another. */
    Array outer(Array a, Array b);

    /** Returns an array with a new last axis: 1 where the position on it equals the index, else 0. */
    Array oneHot(Array indices, Whole classes);

    /** Returns a sum of products by the letters of an explicit subscript such as {@code "nd,dc->nc"}. */
    Array einsum(List<String> operands, String result, List<Array> arrays);

    Array transposed(Array a, List<Integer> axes);

    /** Returns a view if possible, else a copy. */
    Array reshaped(Array a, List<Whole> shape);

    Array broadcast(Array a, List<Whole> shape);

    /** Returns all entries along one axis, in C order. */
    default Array flat(Array a) {
        return reshaped(a, List.of(Given.count(a)));
    }

    /** Returns a view of {@code count} positions from {@code start} on one axis, and of all positions elsewhere. */
    default Array part(Array a, int axis, long start, long count) {
        List<Subscript> subscripts = Subscript.all(a);
        subscripts.set(axis, new Subscript.Run(start, 1, Whole.of(count)));
        return read(a, subscripts);
    }

    /** Returns a view of the entries that basic subscripts choose, or a copy if an index is an array. */
    Array read(Array a, List<Subscript> subscripts);

    void write(Array a, List<Subscript> subscripts, Array value);

    /** Changes the entries chosen as {@code np.add.at} does: an entry named twice changes twice. */
    void accumulate(String function, Array a, List<Subscript> subscripts, Array value);

    /** Computes {@code a op= b} in place; {@code a} keeps its dtype. */
    void update(String function, Array a, Array b);

    /** Returns a view of the entries {@code a[i, i]} of a matrix. */
    Array diagonal(Array a);

    Array concatenated(List<Array> arrays, int axis);

    /** Returns a copy with the given dtype. */
    Array converted(Array a, Dtype dtype);

    Array windows(Array a, List<Integer> axes, List<Whole> lengths);

    /** Returns the indices of the nonzero entries, one array for each axis. */
    List<Array> nonzero(Array a);

    Array unique(Array a);

    /** Returns the entry of an array that has only one. */
    double item(Array a);

    /** Returns the entries in C order, where the numbers of an array have to be known. */
    double[] entries(Array a);

    /** Records the operand of the operation that made {@code result}, to name it if the result is not finite. */
    void told(Array result, String operand);
}
