package dev.dscore.verify;

import static dev.dscore.verify.Baseline.U;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.tensor.Tensor;
import java.util.List;

/**
 * A running bound on the rounding error of every value of a baseline: Higham, Accuracy and Stability of Numerical
 * Algorithms (2002), section 3.3.
 */
final class RoundingErrors {
    private final Baseline baseline;
    private final double[][] errors;

    RoundingErrors(Graph graph, Baseline baseline) {
        this.baseline = baseline;
        this.errors = new double[graph.nodes().size()][];
        for (Node node : graph.nodes()) errors[node.id()] = compute(node);
    }

    double[] of(Node node) {
        return errors[node.id()];
    }

    /**
     * How the rounding errors of a sum of n terms grow with n: like its square root, in all but contrived cases. Higham and
     * Mary, A New Approach to Probabilistic Rounding Error Analysis (2019).
     */
    static double growth(int terms) {
        return U * (2 + Math.sqrt(terms));
    }

    private double[] compute(Node node) {
        Tensor out = baseline.of(node);
        if (!(node instanceof Node.Apply apply)) return new double[out.size()];
        Tensor a = baseline.of(apply.argument());
        double[] error = of(apply.argument());
        int[] shape = out.shape();
        List<Integer> axes = apply.attributes().axes();
        return switch (apply.operation()) {
            case SUM -> sum(a, error, out, axes);
            case MAX, MIN -> extreme(a, error, out, axes);
            case LOGSUMEXP -> logsumexp(a, error, out, axes);
            case MATMUL -> product(apply, out);
            case TRANSPOSE ->
                PlainKernels.gathered(error, Layout.offsets(shape, Layout.permuted(Layout.strides(a.shape()), axes)));
            case RESHAPE -> error;
            case BROADCAST_TO -> PlainKernels.stretched(new Tensor(a.shape(), error), shape);
            case PICK ->
                PlainKernels.gathered(
                        error,
                        PlainKernels.picked(
                                a.shape(), baseline.of(apply.arguments().get(1))));
            case ONE_HOT -> new double[out.size()];
            default -> elementwise(apply, out);
        };
    }

    private double[] elementwise(Node.Apply node, Tensor out) {
        Operation operation = node.operation();
        int arity = node.arguments().size();
        double[][] x = new double[3][], e = new double[3][];
        for (int i = 0; i < 3; i++) {
            Node argument = node.arguments().get(Math.min(i, arity - 1));
            Tensor value = baseline.of(argument);
            x[i] = PlainKernels.stretched(value, out.shape());
            e[i] = PlainKernels.stretched(new Tensor(value.shape(), of(argument)), out.shape());
        }
        double[] result = new double[out.size()];
        for (int i = 0; i < result.length; i++) {
            double f = out.data()[i], a = x[0][i], b = x[1][i];
            double ea = e[0][i], eb = e[1][i], ec = e[2][i];
            result[i] = switch (operation) {
                case NEGATE, ABS -> ea;
                case ADD, SUBTRACT -> ea + eb + U * Math.abs(f);
                case MAXIMUM, MINIMUM -> Math.max(ea, eb);
                case WHERE -> Math.max(eb, ec);
                case SIGN, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 0;
                default -> slopes(operation, arity, f, a, ea, b, eb) + 2 * U * Math.abs(f);
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

    private static double[] sum(Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = new double[out.size()], magnitude = new double[out.size()];
        int[] to = Layout.offsets(a.shape(), Layout.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) {
            result[to[i]] += error[i];
            magnitude[to[i]] += Math.abs(a.data()[i]);
        }
        double growth = growth(to.length / magnitude.length);
        for (int i = 0; i < magnitude.length; i++) result[i] += growth * magnitude[i];
        return result;
    }

    private static double[] extreme(Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = new double[out.size()];
        int[] to = Layout.offsets(a.shape(), Layout.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) result[to[i]] = Math.max(result[to[i]], error[i]);
        return result;
    }

    private static double[] logsumexp(Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = extreme(a, error, out, axes);
        double growth = growth(a.size() / out.size());
        // the largest entry is at most log(count) from the result
        double count = (double) a.size() / out.size();
        for (int i = 0; i < result.length; i++) {
            result[i] += growth + U * (2 * Math.abs(out.data()[i]) + Math.log(count));
        }
        return result;
    }

    private double[] product(Node.Apply node, Tensor out) {
        Node left = node.argument(), right = node.arguments().get(1);
        double[] a = baseline.of(left).data(), b = baseline.of(right).data();
        double[] ea = of(left), eb = of(right), result = new double[out.size()];
        int inner = baseline.of(left).shape()[1], columns = out.shape()[1];
        double growth = growth(inner);
        for (int i = 0; i < out.shape()[0]; i++) {
            Cores.stopIfInterrupted();
            for (int k = 0; k < inner; k++) {
                double size = Math.abs(a[i * inner + k]), doubt = ea[i * inner + k] + growth * size;
                for (int j = 0; j < columns; j++) {
                    result[i * columns + j] += size * eb[k * columns + j] + Math.abs(b[k * columns + j]) * doubt;
                }
            }
        }
        return result;
    }
}
