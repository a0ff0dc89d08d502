package dev.dscore.nd4j;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import dev.dscore.graph.Subscripts;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.factory.ops.NDBase;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The operations on ND4J, one row each. Arrays are float64; a scalar is an array of shape (1). Operands are brought to
 * equal rank first, since ND4J broadcasts no others.
 */
final class Kernels {
    private static final NDBase BASE = new NDBase();

    private Kernels() {}

    static INDArray array(double[] data, int[] shape) {
        return Nd4j.create(data, physical(shape), 'c');
    }

    /**
     * @param shape the shape of the result
     * @param lengths the lengths of axes by name
     */
    static INDArray apply(Node.Apply node, List<INDArray> arguments, int[] shape, Map<String, Integer> lengths) {
        INDArray a = arguments.get(0);
        int[] axes = axes(node);
        return switch (node.operation()) {
            case NEGATE -> a.neg();
            case EXP -> Transforms.exp(a, true);
            case LOG -> Transforms.log(a, true);
            // ND4J 1.0.0-M2.1 computes log1p, expm1 and tanh by formulas that lose all digits near 0
            case LOG1P -> each(a, shape, Math::log1p);
            case EXPM1 -> each(a, shape, Math::expm1);
            case SQRT -> Transforms.sqrt(a, true);
            case SQUARE -> a.mul(a);
            case ABS -> Transforms.abs(a, true);
            case SIGN -> Transforms.sign(a, true);
            case TANH -> each(a, shape, Math::tanh);
            case SIGMOID -> each(a, shape, x -> x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

            case SIN -> each(a, shape, Math::sin);
            case COS -> each(a, shape, Math::cos);
            case ARCTAN -> each(a, shape, Math::atan);
            // ND4J 1.0.0-M2.1 overwrites its operand here
            case ERF -> Nd4j.math().erf(a.dup());

            case ADD -> ranked(a, shape).add(ranked(arguments.get(1), shape));
            case SUBTRACT -> ranked(a, shape).sub(ranked(arguments.get(1), shape));
            case MULTIPLY -> ranked(a, shape).mul(ranked(arguments.get(1), shape));
            case DIVIDE -> ranked(a, shape).div(ranked(arguments.get(1), shape));
            case POWER -> Transforms.pow(stretched(a, shape), stretched(arguments.get(1), shape));
            case LOGADDEXP -> logaddexp(stretched(a, shape), stretched(arguments.get(1), shape), shape);
            case MAXIMUM -> Transforms.max(stretched(a, shape), stretched(arguments.get(1), shape));
            case MINIMUM -> Transforms.min(stretched(a, shape), stretched(arguments.get(1), shape));
            case LESS -> number(stretched(a, shape).lt(stretched(arguments.get(1), shape)));
            case LESS_EQUAL -> not(number(stretched(a, shape).gt(stretched(arguments.get(1), shape))));
            case GREATER -> number(stretched(a, shape).gt(stretched(arguments.get(1), shape)));
            case GREATER_EQUAL -> not(number(stretched(a, shape).lt(stretched(arguments.get(1), shape))));
            case EQUAL -> number(stretched(a, shape).eq(stretched(arguments.get(1), shape)));
            case NOT_EQUAL -> number(stretched(a, shape).neq(stretched(arguments.get(1), shape)));
            case WHERE ->
                where(
                        stretched(a, shape),
                        stretched(arguments.get(1), shape),
                        stretched(arguments.get(2), shape),
                        shape);

            case SUM -> sum(a, axes, shape);
            case MEAN -> axes.length == 0 ? a : sum(a, axes, shape).div((double) a.length() / Tensor.count(shape));
            case MAX -> axes.length == 0 ? a : reshaped(a.max(axes), shape);
            case MIN -> axes.length == 0 ? a : reshaped(a.min(axes), shape);
            case VAR -> variance(a, node, shape);
            case STD -> Transforms.sqrt(variance(a, node, shape), false);
            case LOGSUMEXP, SOFTMAX, LOG_SOFTMAX -> new Exponentials(a, axes).apply(node.operation(), shape);

            case CUMSUM -> BASE.cumsum(a, axes);
            case FLIP -> axes.length == 0 ? a : BASE.reverse(a, axes);

            case MATVEC -> reshaped(product(a, column(arguments.get(1))), shape);
            case VECMAT -> reshaped(product(row(a), arguments.get(1)), shape);
            case INNER -> reshaped(product(row(a), column(arguments.get(1))), shape);
            case OUTER -> product(column(a), row(arguments.get(1)));
            case MATMUL -> product(a, arguments.get(1));
            case TRANSPOSE -> axes.length == 0 ? a : a.permute(axes);
            case RESHAPE -> reshaped(a, shape);
            case BROADCAST_TO -> stretched(a, shape);
            case PICK -> pick(a, arguments.get(1));
            case ONE_HOT -> oneHot(a, shape);
            case PART -> Selections.part(a, node, node.argument().shape().in(lengths), shape, lengths);
            case PLACE -> Selections.place(a, arguments.get(1), node, shape, lengths);
            case TAKE -> {
                int[] of = node.argument().shape().in(lengths);
                yield Selections.take(a, arguments.get(1), of[axes[0]], inner(of, axes[0]), shape);
            }
            case ADD_AT -> Selections.addAt(a, arguments.get(1), shape[axes[0]], inner(shape, axes[0]), shape);
            case ARANGE -> Selections.arange(a, shape);
            case EINSUM ->
                Contraction.apply(
                        a, arguments.get(1), Subscripts.parse(node.attributes().subscripts()), shape);
        };
    }

    /**
     * Returns the product of two matrices. ND4J takes a matrix of one entry for a number, and replaces a number that is
     * NaN by 1e-5.
     */
    static INDArray product(INDArray a, INDArray b) {
        return a.length() == 1 || b.length() == 1 ? a.mul(b) : a.mmul(b);
    }

    // the number of entries that lie side by side behind an axis
    private static int inner(int[] shape, int axis) {
        return Tensor.count(Arrays.copyOfRange(shape, axis + 1, shape.length));
    }

    private static INDArray logaddexp(INDArray a, INDArray b, int[] shape) {
        double[] first = a.dup('c').data().asDouble(),
                second = b.dup('c').data().asDouble();
        for (int i = 0; i < first.length; i++) {
            double larger = Math.max(first[i], second[i]), smaller = Math.min(first[i], second[i]);
            first[i] = larger == smaller ? larger + Math.log(2) : larger + Math.log1p(Math.exp(smaller - larger));
        }
        return array(first, shape);
    }

    private static INDArray each(INDArray a, int[] shape, DoubleUnaryOperator function) {
        double[] data = a.dup('c').data().asDouble();
        for (int i = 0; i < data.length; i++) data[i] = function.applyAsDouble(data[i]);
        return array(data, shape);
    }

    // ND4J 1.0.0-M2.1's own where mixes up its operands
    private static INDArray where(INDArray condition, INDArray a, INDArray b, int[] shape) {
        double[] chosen = condition.dup('c').data().asDouble();
        double[] yes = a.dup('c').data().asDouble(), no = b.dup('c').data().asDouble();
        for (int i = 0; i < chosen.length; i++) chosen[i] = chosen[i] != 0 ? yes[i] : no[i];
        return array(chosen, shape);
    }

    private static INDArray variance(INDArray a, Node.Apply node, int[] shape) {
        int[] axes = axes(node);
        double count = (double) a.length() / Tensor.count(shape);
        int[] kept = Arrays.stream(a.shape()).mapToInt(Math::toIntExact).toArray();
        for (int axis : axes) kept[axis] = 1;
        INDArray deviation =
                axes.length == 0 ? a.sub(a) : a.sub(sum(a, axes, kept).divi(count));
        INDArray squares = deviation.muli(deviation);
        return sum(squares, axes, shape).div(count - node.attributes().ddof());
    }

    // ND4J spreads a sum of all entries over the cores, so that its rounding would depend on their number
    private static INDArray sum(INDArray a, int[] axes, int[] shape) {
        if (axes.length == 0) return a;
        if (Tensor.count(shape) > 1) return reshaped(a.sum(axes), shape);
        double sum = 0;
        for (double entry : a.dup('c').data().asDouble()) sum += entry;
        return array(new double[] {sum}, shape);
    }

    private static INDArray row(INDArray vector) {
        return vector.reshape('c', 1, vector.length());
    }

    private static INDArray column(INDArray vector) {
        return vector.reshape('c', vector.length(), 1);
    }

    static int[] axes(Node.Apply node) {
        return node.attributes().axes().stream().mapToInt(Integer::intValue).toArray();
    }

    private static INDArray pick(INDArray a, INDArray indices) {
        double[] data = a.dup('c').data().asDouble(), columns = indices.data().asDouble();
        int width = (int) a.size(1);
        double[] picked = new double[columns.length];
        for (int row = 0; row < picked.length; row++)
            picked[row] = data[row * width + Math.floorMod((int) columns[row], width)];
        return array(picked, new int[] {picked.length});
    }

    private static INDArray oneHot(INDArray indices, int[] shape) {
        double[] columns = indices.dup('c').data().asDouble();
        int width = shape[shape.length - 1];
        double[] data = new double[columns.length * width];
        for (int row = 0; row < columns.length; row++) data[row * width + Math.floorMod((int) columns[row], width)] = 1;
        return array(data, shape);
    }

    private static INDArray number(INDArray truth) {
        return truth.castTo(DataType.DOUBLE);
    }

    private static INDArray not(INDArray truth) {
        return truth.rsub(1);
    }

    private static INDArray reshaped(INDArray a, int[] shape) {
        return a.reshape('c', physical(shape));
    }

    // prepends axes of length 1 until there are as many axes as in the result
    private static INDArray ranked(INDArray a, int[] shape) {
        int rank = Math.max(1, shape.length);
        if (a.rank() == rank) return a;
        long[] padded = new long[rank];
        Arrays.fill(padded, 1);
        System.arraycopy(a.shape(), 0, padded, rank - a.rank(), a.rank());
        return a.reshape('c', padded);
    }

    private static INDArray stretched(INDArray a, int[] shape) {
        INDArray ranked = ranked(a, shape);
        long[] full = physical(shape);
        return Arrays.equals(ranked.shape(), full) ? ranked : ranked.broadcast(full);
    }

    static long[] physical(int[] shape) {
        return shape.length == 0
                ? new long[] {1}
                : Arrays.stream(shape).asLongStream().toArray();
    }
}
