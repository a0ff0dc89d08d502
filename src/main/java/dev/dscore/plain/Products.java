package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Whole;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Products of matrices and of batches of matrices, and sums of products by letters. */
final class Products {
    private final Meter meter;

    Products(Meter meter) {
        this.meter = meter;
    }

    /** Returns {@code a @ b}. */
    NumericArray product(NumericArray a, NumericArray b) {
        if (a.rank() == 0 || b.rank() == 0) throw Fault.error("TypeError", "@ takes no number; * multiplies by one");
        Whole inner = a.lengths[a.rank() - 1], outer = b.lengths[Math.max(0, b.rank() - 2)];
        if (inner.number() != outer.number()) throw misfit(a, b, inner, outer);
        NumericArray left = a.rank() == 1
                ? a.view(a.offset, new Whole[] {Whole.of(1), a.lengths[0]}, new int[] {0, a.strides[0]})
                : a;
        NumericArray right = b.rank() == 1
                ? b.view(b.offset, new Whole[] {b.lengths[0], Whole.of(1)}, new int[] {b.strides[0], 0})
                : b;
        Whole rows = left.lengths[left.rank() - 2], columns = right.lengths[right.rank() - 1];
        Whole[] batch = batch(left, right);
        Whole[] shape = Arrays.copyOf(batch, batch.length + 2);
        shape[batch.length] = rows;
        shape[batch.length + 1] = columns;
        int m = (int) rows.number(), k = (int) inner.number(), n = (int) columns.number();
        double[] data = new double[meter.array(shape)];
        meter.multiply((double) data.length * Math.max(1, k));
        meter.touch(left.count() + right.count());
        double[] x = spread(left, batch), y = spread(right, batch);
        int batches = data.length == 0 ? 0 : data.length / (m * n);
        for (int i = 0; i < batches; i++) multiply(x, i * m * k, y, i * k * n, data, i * m * n, m, k, n);
        List<Whole> kept = new ArrayList<>(Arrays.asList(shape));
        if (b.rank() == 1) kept.remove(kept.size() - 1);
        if (a.rank() == 1) kept.remove(kept.size() - (b.rank() == 1 ? 1 : 2));
        Dtype dtype = a.dtype.with(b.dtype);
        if (dtype == Dtype.BOOL) for (int i = 0; i < data.length; i++) data[i] = Ufunc.truth(data[i] != 0);
        NumericArray result = NumericArray.of(data, kept.toArray(Whole[]::new), dtype);
        result.buffer.cause = a.buffer.cause != null ? a.buffer.cause : b.buffer.cause;
        return result;
    }

    private static void multiply(double[] x, int a, double[] y, int b, double[] z, int c, int m, int k, int n) {
        if (n == 1) {
            for (int i = 0; i < m; i++) {
                double sum = 0;
                for (int t = 0; t < k; t++) sum += x[a + i * k + t] * y[b + t];
                z[c + i] = sum;
            }
            return;
        }
        for (int i = 0; i < m; i++) {
            for (int t = 0; t < k; t++) {
                double factor = x[a + i * k + t];
                int row = b + t * n, to = c + i * n;
                for (int j = 0; j < n; j++) z[to + j] += factor * y[row + j];
            }
        }
    }

    private static Whole[] batch(NumericArray a, NumericArray b) {
        NumericArray left = leading(a), right = leading(b);
        return Elementwise.broadcast("matmul", left, right);
    }

    private static NumericArray leading(NumericArray a) {
        int rank = a.rank() - 2;
        return a.view(a.offset, Arrays.copyOf(a.lengths, rank), Arrays.copyOf(a.strides, rank));
    }

    // copies the matrices of all batches, one after the other
    private static double[] spread(NumericArray a, Whole[] batch) {
        int rank = batch.length + 2;
        Whole[] lengths = Arrays.copyOf(batch, rank);
        lengths[rank - 2] = a.lengths[a.rank() - 2];
        lengths[rank - 1] = a.lengths[a.rank() - 1];
        int[] shape = new int[rank];
        for (int i = 0; i < rank; i++) shape[i] = (int) lengths[i].number();
        return a.view(a.offset, lengths, Elementwise.strides(a, shape)).toArray();
    }

    private static Fault misfit(NumericArray a, NumericArray b, Whole inner, Whole outer) {
        return Fault.misfit(
                Message.of("{} @ {} does not fit: {} ≠ {}", a, b, inner, outer),
                List.of(inner.size(), outer.size()),
                otherProduct(a, b));
    }

    // another product of the operands %1 and %2 that their shapes allow
    private static Message otherProduct(NumericArray a, NumericArray b) {
        boolean matrices = a.rank() == 2 && b.rank() == 2;
        if (matrices && a.shape[0] == b.shape[0] && a.shape[0] != 1 && a.shape[1] != 1) {
            return wouldBe("%1.T @ %2", a.lengths[1], b.lengths[1]);
        }
        if (matrices && a.shape[1] == b.shape[1]) {
            return wouldBe("%1 @ %2.T", a.lengths[0], b.lengths[0]);
        }
        try {
            return wouldBe("%1 * %2", Elementwise.broadcast("multiply", a, b));
        } catch (Fault e) {
            return Message.fixed("");
        }
    }

    private static Message wouldBe(String product, Whole... lengths) {
        return Message.of("; {} would be {}", Message.fixed(product), Message.shape(lengths));
    }

    /** Returns a sum of products. Letters name the axes; letters that are not in the result are summed over. */
    NumericArray einsum(List<String> operands, String result, List<NumericArray> arrays) {
        StringBuilder letters = new StringBuilder(result);
        for (String operand : operands) {
            for (char c : operand.toCharArray()) if (letters.indexOf(String.valueOf(c)) < 0) letters.append(c);
        }
        int all = letters.length(), kept = result.length();
        Whole[] lengths = new Whole[all];
        int[][] strides = new int[arrays.size()][all];
        for (int i = 0; i < arrays.size(); i++) {
            NumericArray array = arrays.get(i);
            for (int axis = 0; axis < array.rank(); axis++) {
                int letter = letters.indexOf(String.valueOf(operands.get(i).charAt(axis)));
                Whole length = array.lengths[axis];
                if (lengths[letter] == null || lengths[letter].number() == 1) lengths[letter] = length;
                if (length.number() != 1 && length.number() != lengths[letter].number()) {
                    throw new Fault(
                            "the axis {} has two lengths: {} ≠ {}",
                            Message.fixed(String.valueOf(letters.charAt(letter))),
                            lengths[letter],
                            length);
                }
                if (length.number() != 1) strides[i][letter] += array.strides[axis];
            }
        }
        Whole[] shape = Arrays.copyOf(lengths, kept);
        double[] data = new double[meter.array(shape)];
        double work = arrays.size();
        for (Whole length : lengths) work *= length.number();
        meter.touch((long) Math.min(Long.MAX_VALUE / 2, work));
        int[] index = new int[all], at = new int[arrays.size()];
        for (int i = 0; i < at.length; i++) at[i] = arrays.get(i).offset;
        boolean empty = work == 0;
        int[] to = NumericArray.rowStrides(
                Arrays.stream(shape).mapToInt(length -> (int) length.number()).toArray());
        int position = 0;
        while (!empty) {
            double product = 1;
            for (int i = 0; i < at.length; i++) product *= arrays.get(i).buffer.data[at[i]];
            data[position] += product;
            int letter = all - 1;
            while (letter >= 0) {
                int step = letter < kept ? to[letter] : 0;
                position += step;
                for (int i = 0; i < at.length; i++) at[i] += strides[i][letter];
                if (++index[letter] < lengths[letter].number()) break;
                position -= step * index[letter];
                for (int i = 0; i < at.length; i++) at[i] -= strides[i][letter] * index[letter];
                index[letter--] = 0;
            }
            if (letter < 0) break;
        }
        Dtype dtype = arrays.get(0).dtype;
        for (NumericArray array : arrays) dtype = dtype.with(array.dtype);
        if (dtype == Dtype.BOOL) for (int i = 0; i < data.length; i++) data[i] = Ufunc.truth(data[i] != 0);
        NumericArray sum = NumericArray.of(data, shape, dtype);
        for (NumericArray array : arrays) if (sum.buffer.cause == null) sum.buffer.cause = array.buffer.cause;
        return sum;
    }
}
