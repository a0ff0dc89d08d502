package dev.dscore.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.DoublePointer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The values of one large evaluation off the heap: a buffer for each value that is still needed, reused after its last
 * use, and scratch memory for the arrays that a kernel makes on the way. So an evaluation takes the memory of the
 * values that are alive at a time, and no call of ND4J, which cannot be stopped, touches the memory of more than one.
 * Closing frees all of it.
 */
final class Buffers implements AutoCloseable {
    private static final int BLOCK = 16;

    private final EvaluationScope scratch;
    private final Map<Long, Deque<INDArray>> free = new HashMap<>();
    private final List<INDArray> all = new ArrayList<>();
    // the number of values that each buffer holds
    private final Map<INDArray, Integer> users = new IdentityHashMap<>();

    /** @param scratchBytes the expected bytes of one kernel's intermediate arrays and its result */
    Buffers(long scratchBytes) {
        scratch = new EvaluationScope(scratchBytes);
    }

    /**
     * The value of a node.
     *
     * @param flat its buffer, a vector, which other values may share
     */
    record Value(INDArray array, INDArray flat) {
        /** Returns the numbers in C order. */
        double[] numbers() {
            boolean byRows = Arrays.equals(array.stride(), Nd4j.getStrides(array.shape(), 'c'));
            boolean byColumns = array.rank() == 2 && array.stride(0) == 1 && array.stride(1) == array.size(0);
            if (!byRows && !byColumns) return array.dup('c').data().asDouble();
            double[] numbers = new double[Math.toIntExact(flat.length())];
            pointer(flat).get(numbers);
            return byRows ? numbers : byRows(numbers, (int) array.size(0));
        }

        // in blocks of columns, so that the memory written stays in the cache
        private static double[] byRows(double[] byColumns, int rows) {
            int columns = byColumns.length / rows;
            double[] byRows = new double[byColumns.length];
            for (int from = 0; from < columns; from += BLOCK) {
                int to = Math.min(columns, from + BLOCK);
                for (int row = 0; row < rows; row++) {
                    for (int column = from; column < to; column++)
                        byRows[row * columns + column] = byColumns[column * rows + row];
                }
            }
            return byRows;
        }
    }

    /** Copies numbers from the heap. */
    Value of(double[] data, int[] shape) {
        INDArray flat = buffer(data.length);
        pointer(flat).put(data);
        return new Value(shaped(flat, Kernels.physical(shape), 'c'), flat);
    }

    /** Copies the result of a kernel; afterwards the arrays that the kernel made are no longer valid. */
    Value of(INDArray computed) {
        INDArray flat = buffer(computed.length());
        INDArray array = shaped(flat, computed.shape(), computed.ordering());
        array.assign(computed);
        scratch.clear();
        return new Value(array, flat);
    }

    /** Computes the product of two matrices. */
    Value product(INDArray a, INDArray b) {
        INDArray flat = buffer(a.size(0) * b.size(1));
        // BLAS writes by columns
        INDArray array = shaped(flat, new long[] {a.size(0), b.size(1)}, 'f');
        if (a.length() == 1 || b.length() == 1) array.assign(Kernels.product(a, b));
        else a.mmuli(b, array);
        scratch.clear();
        return new Value(array, flat);
    }

    /** Returns the same numbers with permuted axes, in the same buffer. */
    Value permuted(Value value, int[] axes) {
        users.merge(value.flat, 1, Integer::sum);
        return new Value(value.array.permute(axes), value.flat);
    }

    /** Releases a value's buffer for later values, unless others share it. */
    void release(Value value) {
        if (users.merge(value.flat, -1, Integer::sum) > 0) return;
        free.computeIfAbsent(value.flat.length(), length -> new ArrayDeque<>()).push(value.flat);
    }

    private INDArray buffer(long length) {
        Deque<INDArray> known = free.get(length);
        INDArray flat = known == null ? null : known.poll();
        if (flat == null) {
            flat = Reserve.take(length);
            all.add(flat);
        }
        users.put(flat, 1);
        return flat;
    }

    private static INDArray shaped(INDArray flat, long[] shape, char order) {
        return Nd4j.create(flat.data(), shape, Nd4j.getStrides(shape, order), 0, order);
    }

    private static DoublePointer pointer(INDArray flat) {
        return (DoublePointer) flat.data().addressPointer();
    }

    @Override
    public void close() {
        scratch.close();
        all.forEach(Reserve::give);
    }
}
