package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The operations on plain arrays: the verifier's own, which share nothing with those on ND4J. Composites are not among them. */
final class PlainKernels {
    private PlainKernels() {}

    /**
     * @param shape of the result
     * @param lengths of axes by name
     */
    static Tensor apply(Node.Apply node, int[] shape, List<Tensor> arguments, Map<String, Integer> lengths) {
        Tensor a = arguments.get(0);
        List<Integer> axes = node.attributes().axes();
        double[] result =
                switch (node.operation()) {
                    case SUM -> sum(a, shape, axes);
                    case MAX -> extreme(a, shape, axes, 1);
                    case MIN -> extreme(a, shape, axes, -1);
                    case LOGSUMEXP -> logsumexp(a, axes);
                    case SOFTMAX -> Shares.of(a, axes).values();
                    case LOG_SOFTMAX -> Shares.of(a, axes).logarithms();
                    case CUMSUM -> runningSums(a, axes.get(0));
                    case FLIP -> flipped(a, axes);
                    case MATMUL -> product(a, arguments.get(1), shape);
                    case TRANSPOSE ->
                        gathered(a, Strides.offsets(shape, Strides.permuted(Strides.strides(a.shape()), axes)));
                    case RESHAPE -> a.data();
                    case BROADCAST_TO -> stretched(a, shape);
                    case PICK -> gathered(a, picked(a.shape(), arguments.get(1)));
                    case ONE_HOT -> oneHot(a, shape);
                    case PART -> gathered(a, ResolvedSection.of(node, lengths).positions(a.shape()));
                    case PLACE -> placed(a, arguments.get(1), ResolvedSection.of(node, lengths));
                    case TAKE -> gathered(a, taken(a.shape(), axes.get(0), arguments.get(1)));
                    case ADD_AT -> addedAt(a, taken(shape, axes.get(0), arguments.get(1)), shape);
                    case ARANGE -> counted(a.data()[0], shape[0]);
                    default -> elementwise(node.operation(), shape, arguments);
                };
        return new Tensor(shape, result);
    }

    private static double[] placed(Tensor whole, Tensor part, ResolvedSection chosen) {
        double[] result = whole.data().clone();
        int[] positions = chosen.positions(whole.shape());
        for (int i = 0; i < positions.length; i++) result[positions[i]] = part.data()[i];
        return result;
    }

    /** Where in an array of {@code shape} each entry is that indices take along an axis. */
    static int[] taken(int[] shape, int axis, Tensor indices) {
        int inner = Strides.strides(shape)[axis], length = shape[axis], count = indices.size();
        int outer = Strides.count(shape) / (inner * length);
        int[] positions = new int[outer * count * inner];
        int next = 0;
        for (int o = 0; o < outer; o++) {
            for (int j = 0; j < count; j++) {
                int from = (o * length + column(indices, j, length)) * inner;
                for (int i = 0; i < inner; i++) positions[next++] = from + i;
            }
        }
        return positions;
    }

    private static double[] addedAt(Tensor a, int[] positions, int[] shape) {
        double[] result = new double[Strides.count(shape)];
        for (int i = 0; i < positions.length; i++) result[positions[i]] += a.data()[i];
        return result;
    }

    private static double[] counted(double start, int count) {
        double[] result = new double[count];
        for (int i = 0; i < count; i++) result[i] = start + i;
        return result;
    }

    /** Of each row the position of the entry picked. */
    static int[] picked(int[] shape, Tensor columns) {
        int[] positions = new int[columns.size()];
        for (int row = 0; row < positions.length; row++)
            positions[row] = row * shape[1] + column(columns, row, shape[1]);
        return positions;
    }

    /** The index at {@code position} on an axis of length {@code width}; a negative one counts from the end. */
    static int column(Tensor indices, int position, int width) {
        return Math.floorMod((int) indices.data()[position], width);
    }

    static double[] gathered(double[] data, int[] source) {
        double[] result = new double[source.length];
        for (int i = 0; i < source.length; i++) result[i] = data[source[i]];
        return result;
    }

    private static double[] gathered(Tensor a, int[] source) {
        return gathered(a.data(), source);
    }

    /** The numbers of {@code a} broadcast to {@code shape}. */
    static double[] stretched(Tensor a, int[] shape) {
        int count = Strides.count(shape);
        if (a.size() == count) return a.data();
        if (a.size() > 1) return gathered(a, Strides.offsets(shape, Strides.stretchedStrides(a.shape(), shape)));
        double[] filled = new double[count];
        Arrays.fill(filled, a.data()[0]);
        return filled;
    }

    private static double[] oneHot(Tensor indices, int[] shape) {
        double[] result = new double[Strides.count(shape)];
        int width = shape[shape.length - 1];
        for (int row = 0; row < indices.size(); row++) result[row * width + column(indices, row, width)] = 1;
        return result;
    }

    private static double[] elementwise(Operation operation, int[] shape, List<Tensor> arguments) {
        double[] a = stretched(arguments.get(0), shape);
        double[] b = arguments.size() > 1 ? stretched(arguments.get(1), shape) : a;
        double[] c = arguments.size() > 2 ? stretched(arguments.get(2), shape) : a;
        double[] result = new double[a.length];
        switch (operation) {
            case ADD -> {
                for (int i = 0; i < a.length; i++) result[i] = a[i] + b[i];
            }
            case SUBTRACT -> {
                for (int i = 0; i < a.length; i++) result[i] = a[i] - b[i];
            }
            case MULTIPLY -> {
                for (int i = 0; i < a.length; i++) result[i] = a[i] * b[i];
            }
            case DIVIDE -> {
                for (int i = 0; i < a.length; i++) result[i] = a[i] / b[i];
            }
            default -> {
                for (int i = 0; i < a.length; i++) result[i] = Elementary.apply(operation, a[i], b[i], c[i]);
            }
        }
        return result;
    }

    private static double[] sum(Tensor a, int[] shape, List<Integer> axes) {
        double[] result = new double[Strides.count(shape)];
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) result[to[i]] += a.data()[i];
        return result;
    }

    private static double[] runningSums(Tensor a, int axis) {
        int stride = Strides.strides(a.shape())[axis], length = a.shape()[axis];
        double[] result = a.data().clone();
        for (int i = 0; i < result.length; i++) if (i / stride % length > 0) result[i] += result[i - stride];
        return result;
    }

    private static double[] flipped(Tensor a, List<Integer> axes) {
        int[] shape = a.shape(), strides = Strides.strides(shape);
        double[] result = new double[a.size()];
        for (int i = 0; i < result.length; i++) {
            int from = i;
            for (int axis : axes) from += strides[axis] * (shape[axis] - 1 - 2 * (i / strides[axis] % shape[axis]));
            result[i] = a.data()[from];
        }
        return result;
    }

    private static double[] extreme(Tensor a, int[] shape, List<Integer> axes, int sign) {
        return extreme(a, Strides.count(shape), axes, sign);
    }

    /** The largest entries of {@code a} over axes, in C order. */
    static double[] largest(Tensor a, List<Integer> axes) {
        int count = a.size();
        for (int axis : axes) count /= Math.max(1, a.shape()[axis]);
        return extreme(a, count, axes, 1);
    }

    private static double[] extreme(Tensor a, int count, List<Integer> axes, int sign) {
        double[] result = new double[count];
        Arrays.fill(result, sign * Double.NEGATIVE_INFINITY);
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) {
            // what is not a number stays so, as in NumPy
            boolean further = sign * a.data()[i] > sign * result[to[i]] || Double.isNaN(a.data()[i]);
            if (further) result[to[i]] = a.data()[i];
        }
        return result;
    }

    private static double[] logsumexp(Tensor a, List<Integer> axes) {
        double[] result = largest(a, axes);
        double[] sum = new double[result.length];
        int[] to = Strides.offsets(a.shape(), Strides.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) sum[to[i]] += Math.exp(a.data()[i] - result[to[i]]);
        for (int i = 0; i < sum.length; i++) result[i] += Math.log(sum[i]);
        return result;
    }

    private static double[] product(Tensor a, Tensor b, int[] shape) {
        double[] result = new double[Strides.count(shape)];
        double[] left = a.data(), right = b.data();
        int inner = a.shape()[1], columns = shape[1];
        for (int i = 0; i < shape[0]; i++) {
            Cores.stopIfInterrupted();
            for (int k = 0; k < inner; k++) {
                double factor = left[i * inner + k];
                for (int j = 0; j < columns; j++) result[i * columns + j] += factor * right[k * columns + j];
            }
        }
        return result;
    }
}
