package dev.dscore.nd4j;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Subscripts;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Computes a sum of products as one matrix product for each entry of the axes that both arrays and the result have. */
final class Contraction {
    private Contraction() {}

    /** @param shape the shape of the result */
    static INDArray apply(INDArray a, INDArray b, Subscripts subscripts, int[] shape) {
        String shared = subscripts.shared(), summed = subscripts.summed();
        String rows = subscripts.ofLeft(), columns = subscripts.ofRight();
        INDArray left = permuted(a, subscripts.left(), shared + rows + summed);
        INDArray right = permuted(b, subscripts.right(), shared + summed + columns);
        int batches = length(subscripts.result(), shared, shape);
        int m = length(subscripts.result(), rows, shape), n = length(subscripts.result(), columns, shape);
        int inner = (int) (a.length() / batches / m);
        double[] result = new double[batches * m * n];
        INDArray lefts = left.reshape('c', batches, m, inner), rights = right.reshape('c', batches, inner, n);
        for (int batch = 0; batch < batches; batch++) {
            INDArray product = Kernels.product(
                    lefts.slice(batch).reshape('c', m, inner),
                    rights.slice(batch).reshape('c', inner, n));
            System.arraycopy(product.dup('c').data().asDouble(), 0, result, batch * m * n, m * n);
        }
        String order = shared + rows + columns;
        if (order.isEmpty()) return Kernels.array(result, shape);
        int[] made = new int[order.length()];
        List<Integer> places = Subscripts.places(subscripts.result(), order);
        for (int axis = 0; axis < made.length; axis++) made[axis] = shape[places.get(axis)];
        return permuted(Nd4j.create(result, Kernels.physical(made), 'c'), order, subscripts.result());
    }

    private static INDArray permuted(INDArray a, String from, String to) {
        if (to.length() < 2) return a;
        int[] axes =
                Subscripts.places(from, to).stream().mapToInt(Integer::intValue).toArray();
        return a.permute(axes).dup('c');
    }

    private static int length(String result, String letters, int[] shape) {
        int[] lengths = Subscripts.places(result, letters).stream()
                .mapToInt(axis -> shape[axis])
                .toArray();
        return Tensor.count(lengths);
    }
}
