package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.tensor.Inputs;
import java.util.Arrays;
import java.util.List;

/**
 * The forward graph at the unperturbed inputs, on plain arrays, with a running bound on the rounding error of each value:
 * Higham, Accuracy and Stability of Numerical Algorithms (2002), section 3.3.
 */
final class Baseline {
    /** Unit roundoff of float64. */
    static final double U = 0x1p-53;

    /** One value: numbers in C order and, of each, how far rounding can have moved it. */
    record Value(int[] shape, double[] data, double[] error) {}

    private final Value[] values;
    private final Inputs inputs;

    Baseline(Graph graph, Inputs inputs) {
        this.inputs = inputs;
        this.values = new Value[graph.nodes().size()];
        for (Node node : graph.nodes()) values[node.id()] = compute(node);
    }

    Value of(Node node) {
        return values[node.id()];
    }

    /**
     * How the rounding errors of a sum of n terms grow with n: like its square root, in all but contrived cases. Higham and
     * Mary, A New Approach to Probabilistic Rounding Error Analysis (2019).
     */
    static double growth(int terms) {
        return U * (2 + Math.sqrt(terms));
    }

    private Value compute(Node node) {
        int[] shape = node.shape().in(inputs.lengths());
        if (node instanceof Node.Constant constant) return exact(shape, new double[] {constant.value()});
        if (node instanceof Node.AxisSize size) {
            return exact(shape, new double[] {size.size().in(inputs.lengths())});
        }
        if (node instanceof Node.Input input) {
            return exact(shape, inputs.tensors().get(input.name()).data());
        }
        Node.Apply apply = (Node.Apply) node;
        Value a = of(apply.argument());
        List<Integer> axes = apply.attributes().axes();
        return switch (apply.operation()) {
            case SUM -> sum(a, shape, axes);
            case MAX, MIN -> extreme(a, shape, axes, apply.operation() == Operation.MAX ? 1 : -1);
            case LOGSUMEXP -> logsumexp(a, shape, axes);
            case MATMUL -> product(a, of(apply.arguments().get(1)), shape);
            case TRANSPOSE -> gathered(a, shape, Layout.offsets(shape, Layout.permuted(Layout.strides(a.shape), axes)));
            case RESHAPE -> new Value(shape, a.data, a.error);
            case BROADCAST_TO -> gathered(a, shape, Layout.offsets(shape, Layout.stretchedStrides(a.shape, shape)));
            case PICK -> gathered(a, shape, picked(a.shape, of(apply.arguments().get(1))));
            case ONE_HOT -> oneHot(a, shape);
            default -> elementwise(apply, shape);
        };
    }

    private static Value exact(int[] shape, double[] data) {
        return new Value(shape, data, new double[data.length]);
    }

    private static Value gathered(Value a, int[] shape, int[] source) {
        Value result = exact(shape, new double[source.length]);
        for (int i = 0; i < source.length; i++) {
            result.data[i] = a.data[source[i]];
            result.error[i] = a.error[source[i]];
        }
        return result;
    }

    /** Of each row the position of the entry picked. */
    static int[] picked(int[] shape, Value columns) {
        int[] positions = new int[columns.data.length];
        for (int row = 0; row < positions.length; row++)
            positions[row] = row * shape[1] + column(columns, row, shape[1]);
        return positions;
    }

    /** The index at {@code position} on an axis of length {@code width}; a negative one counts from the end. */
    static int column(Value indices, int position, int width) {
        return Math.floorMod((int) indices.data[position], width);
    }

    private static Value oneHot(Value indices, int[] shape) {
        Value result = exact(shape, new double[Layout.count(shape)]);
        int width = shape[shape.length - 1];
        for (int row = 0; row < indices.data.length; row++) result.data[row * width + column(indices, row, width)] = 1;
        return result;
    }

    private Value elementwise(Node.Apply node, int[] shape) {
        Operation operation = node.operation();
        Value[] x = new Value[3];
        int[][] from = new int[3][];
        for (int i = 0; i < 3; i++) {
            x[i] = of(node.arguments().get(Math.min(i, node.arguments().size() - 1)));
            from[i] = Layout.offsets(shape, Layout.stretchedStrides(x[i].shape, shape));
        }
        Value result = exact(shape, new double[Layout.count(shape)]);
        for (int i = 0; i < result.data.length; i++) {
            double a = x[0].data[from[0][i]], b = x[1].data[from[1][i]], c = x[2].data[from[2][i]];
            double ea = x[0].error[from[0][i]], eb = x[1].error[from[1][i]], ec = x[2].error[from[2][i]];
            double f = Elementary.apply(operation, a, b, c);
            result.data[i] = f;
            result.error[i] = switch (operation) {
                case NEGATE, ABS -> ea;
                case ADD, SUBTRACT -> ea + eb + U * Math.abs(f);
                case MAXIMUM, MINIMUM -> Math.max(ea, eb);
                case WHERE -> Math.max(eb, ec);
                case SIGN, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 0;
                default -> slopes(operation, node.arguments().size(), f, a, ea, b, eb) + 2 * U * Math.abs(f);
            };
        }
        return result;
    }

    // how far errors in the arguments move f, by divided differences: the verifier knows no derivatives
    private static double slopes(Operation operation, int arity, double f, double a, double ea, double b, double eb) {
        double moved = 0;
        if (ea > 0) {
            double step = step(a);
            moved += ea * Math.abs(Elementary.change(operation, f, a, step, b, 0, 0, 0)) / step;
        }
        if (arity > 1 && eb > 0) {
            double step = step(b);
            moved += eb * Math.abs(Elementary.change(operation, f, a, 0, b, step, 0, 0)) / step;
        }
        return moved;
    }

    static double step(double a) {
        return 0x1p-20 * Math.max(Math.abs(a), 0x1p-20);
    }

    private static Value sum(Value a, int[] shape, List<Integer> axes) {
        Value result = exact(shape, new double[Layout.count(shape)]);
        double[] magnitude = new double[result.data.length];
        int[] to = Layout.offsets(a.shape, Layout.reducedStrides(a.shape, axes));
        for (int i = 0; i < to.length; i++) {
            result.data[to[i]] += a.data[i];
            result.error[to[i]] += a.error[i];
            magnitude[to[i]] += Math.abs(a.data[i]);
        }
        double growth = growth(to.length / magnitude.length);
        for (int i = 0; i < magnitude.length; i++) result.error[i] += growth * magnitude[i];
        return result;
    }

    private static Value extreme(Value a, int[] shape, List<Integer> axes, int sign) {
        Value result = exact(shape, new double[Layout.count(shape)]);
        Arrays.fill(result.data, sign * Double.NEGATIVE_INFINITY);
        int[] to = Layout.offsets(a.shape, Layout.reducedStrides(a.shape, axes));
        for (int i = 0; i < to.length; i++) {
            if (sign * a.data[i] > sign * result.data[to[i]]) result.data[to[i]] = a.data[i];
            result.error[to[i]] = Math.max(result.error[to[i]], a.error[i]);
        }
        return result;
    }

    private static Value logsumexp(Value a, int[] shape, List<Integer> axes) {
        Value result = extreme(a, shape, axes, 1);
        double[] sum = new double[result.data.length];
        int[] to = Layout.offsets(a.shape, Layout.reducedStrides(a.shape, axes));
        for (int i = 0; i < to.length; i++) sum[to[i]] += Math.exp(a.data[i] - result.data[to[i]]);
        double growth = growth(to.length / sum.length);
        for (int i = 0; i < sum.length; i++) {
            result.error[i] += growth + U * Math.abs(result.data[i]);
            result.data[i] += Math.log(sum[i]);
        }
        return result;
    }

    private static Value product(Value a, Value b, int[] shape) {
        Value result = exact(shape, new double[Layout.count(shape)]);
        int inner = a.shape[1], columns = shape[1];
        double growth = growth(inner);
        for (int i = 0; i < shape[0]; i++) {
            for (int k = 0; k < inner; k++) {
                double left = a.data[i * inner + k], leftError = a.error[i * inner + k];
                double size = Math.abs(left);
                for (int j = 0; j < columns; j++) {
                    double right = b.data[k * columns + j];
                    result.data[i * columns + j] += left * right;
                    result.error[i * columns + j] +=
                            size * b.error[k * columns + j] + Math.abs(right) * (leftError + growth * size);
                }
            }
        }
        return result;
    }
}
