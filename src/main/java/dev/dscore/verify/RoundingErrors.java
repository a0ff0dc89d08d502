package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The running rounding error of every value of a baseline: Higham, Accuracy and Stability of Numerical Algorithms (2002),
 * section 3.3. Each operation passes on the errors of its operands, by its slopes, and adds the rounding of its own result.
 * A node's errors are computed when they are asked for. An infinite value has no error: it is taken as computed. Errors that
 * cancel, since two operands share them, are overestimated; {@link RoundingSamples} measures them.
 *
 * <p>{@link Model} says how contributions add up.
 */
class RoundingErrors {
    /** How contributions to one error add up, and how much one rounding contributes. */
    enum Model {
        /** A bound: contributions add up. Inputs are exact, and a rounding moves a number by one unit roundoff. */
        BOUND,
        /**
         * An estimate of one standard deviation: contributions are independent, so that their squares add up: Higham and
         * Mary, A New Approach to Probabilistic Rounding Error Analysis (2019). Inputs are rounded to the precision. Sums are
         * added up from the first term to the last, and the operands of a sum are known to one rounding at best, so that
         * {@code p - y} has the error of {@code p} also where the derived formula gets the difference exactly.
         */
        STATISTICAL;

        // of an error evenly spread over half a last place, relative to numbers whose logarithms are evenly spread:
        // the root of 1/3 · 3/(8 ln 2)
        private static final double SPREAD = 0.4246;

        /** Two contributions as one. */
        double add(double one, double other) {
            if (this == BOUND) return one + other;
            double squares = one * one + other * other;
            boolean inRange = squares > Double.MIN_NORMAL / Baseline.U && squares < Double.MAX_VALUE;
            return inRange ? Math.sqrt(squares) : Math.hypot(one, other);
        }

        /** What one rounding of a number of size 1 contributes. */
        double rounding(double unit) {
            return this == BOUND ? unit : SPREAD * unit;
        }

        /** How often an operation rounds: libraries' elementary functions are off by up to two last places. */
        int roundings(Operation operation) {
            boolean once = operation == Operation.MULTIPLY
                    || operation == Operation.DIVIDE
                    || operation == Operation.SQUARE
                    || operation == Operation.SQRT;
            return this == STATISTICAL && once ? 1 : 2;
        }

        /** The rounding of a sum (or difference) of {@code a} and {@code b}, in roundings. */
        double ofSum(double a, double b, double result) {
            return this == BOUND ? Math.abs(result) : Math.hypot(a, b);
        }
    }

    // products of squares of numbers between 2^-200 and 2^200 are in range
    private static final int ORDINARY = 200;

    private final Graph graph;
    private final Baseline baseline;
    private final Model model;
    private final Precision precision;
    private final double rounding;
    private final boolean alone;
    private final @Nullable ForwardPrecision known;
    private final double @Nullable [][] errors;

    /** Bounds, where inputs are exact. */
    static RoundingErrors ofExactInputs(Graph graph, Baseline baseline) {
        return new RoundingErrors(graph, baseline, Model.BOUND, Precision.FLOAT64, false, null);
    }

    /** Estimates. */
    static RoundingErrors estimated(Graph graph, Baseline baseline, Precision precision, ForwardPrecision known) {
        return new RoundingErrors(graph, baseline, Model.STATISTICAL, precision, false, known);
    }

    /** Bounds where the inputs themselves are rounded, as 0.1 is. */
    static RoundingErrors ofRoundedInputs(Graph graph, Baseline baseline) {
        return new RoundingErrors(graph, baseline, Model.BOUND, Precision.FLOAT64, false, null) {
            @Override
            double[] ofInput(Tensor value) {
                double[] error = new double[value.size()];
                for (int i = 0; i < error.length; i++) {
                    double entry = value.data()[i];
                    if (entry != Math.rint(entry)) error[i] = Baseline.U * Math.abs(entry);
                }
                return error;
            }
        };
    }

    /** Estimates of the error that each operation makes by itself, of exact operands. */
    static RoundingErrors ofEachAlone(Graph graph, Baseline baseline, Precision precision, ForwardPrecision known) {
        return new RoundingErrors(graph, baseline, Model.STATISTICAL, precision, true, known);
    }

    /** The error that one rounding makes in a number of size {@code size}: a standard deviation. */
    static double estimate(Precision precision, double size) {
        return Model.STATISTICAL.rounding(precision.unit()) * size + precision.underflow();
    }

    private RoundingErrors(
            Graph graph,
            Baseline baseline,
            Model model,
            Precision precision,
            boolean alone,
            @Nullable ForwardPrecision known) {
        this.graph = graph;
        this.baseline = baseline;
        this.model = model;
        this.precision = precision;
        this.rounding = model.rounding(precision.unit());
        this.alone = alone;
        this.known = known;
        this.errors = new double[graph.nodes().size()][];
    }

    /** Of each entry of a node, how far rounding can have moved it. */
    synchronized double[] of(Node node) {
        if (errors[node.id()] == null) {
            for (Node earlier : graph.needed(List.of(node))) {
                if (errors[earlier.id()] == null) errors[earlier.id()] = compute(earlier);
            }
        }
        return computed(node);
    }

    private double[] computed(Node node) {
        double[] computed = errors[node.id()];
        if (computed == null)
            throw new IllegalStateException("the errors of an operand come before those of its result");
        return computed;
    }

    private double[] ofOperand(Node node) {
        return alone ? new double[baseline.of(node).size()] : computed(node);
    }

    /** How the rounding errors of a sum of n terms grow with n: like its square root, in all but contrived cases. */
    static double growth(int terms) {
        return Baseline.U * (2 + Math.sqrt(terms));
    }

    private double[] compute(Node node) {
        Cores.stopIfInterrupted();
        Tensor out = baseline.of(node);
        if (node instanceof Node.Input) return ofInput(out);
        if (!(node instanceof Node.Apply apply)) return ofExact(out);
        Tensor a = baseline.of(apply.argument());
        double[] error = ofOperand(apply.argument());
        int[] shape = out.shape();
        List<Integer> axes = apply.attributes().axes();
        double[] result =
                switch (apply.operation()) {
                    case SUM -> sum(a, error, out, axes);
                    case MAX, MIN -> extreme(a, error, out, axes);
                    case LOGSUMEXP -> logsumexp(apply, a, error, out, axes);
                    case MATMUL -> product(apply, out);
                    case TRANSPOSE ->
                        PlainKernels.gathered(
                                error, Layout.offsets(shape, Layout.permuted(Layout.strides(a.shape()), axes)));
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
        double[] raised = atLeast(apply, result);
        for (int i = 0; i < raised.length; i++) {
            if (!Double.isFinite(raised[i])) raised[i] = 0;
        }
        return raised;
    }

    private double[] atLeast(Node node, double[] error) {
        double[] least = known == null ? null : known.of(node);
        if (least == null) return error;
        double[] raised = error.clone();
        for (int i = 0; i < raised.length; i++) raised[i] = Math.max(raised[i], least[i]);
        return raised;
    }

    double[] ofInput(Tensor value) {
        return ofExact(value);
    }

    // what float64 holds exactly, a shorter type may round
    private double[] ofExact(Tensor out) {
        double[] error = new double[out.size()];
        if (precision == Precision.FLOAT64) return error;
        for (int i = 0; i < error.length; i++) {
            double value = out.data()[i];
            if (!precision.holds(value)) error[i] = own(Math.abs(value));
        }
        return error;
    }

    // of one rounding of a number of this size, which may underflow
    private double own(double size) {
        return rounding * size + precision.underflow();
    }

    private double[] elementwise(Node.Apply node, Tensor out) {
        Operation operation = node.operation();
        int arity = node.arguments().size();
        double[][] x = new double[3][], e = new double[3][];
        for (int i = 0; i < 3; i++) {
            Node argument = node.arguments().get(Math.min(i, arity - 1));
            Tensor value = baseline.of(argument);
            x[i] = PlainKernels.stretched(value, out.shape());
            e[i] = PlainKernels.stretched(new Tensor(value.shape(), ofOperand(argument)), out.shape());
        }
        double[] result = new double[out.size()];
        for (int i = 0; i < result.length; i++) {
            double f = out.data()[i], a = x[0][i], b = x[1][i];
            double ea = e[0][i], eb = e[1][i], ec = e[2][i];
            result[i] = switch (operation) {
                case NEGATE, ABS -> ea;
                case ADD, SUBTRACT -> model.add(model.add(ea, eb), own(model.ofSum(a, b, f)));
                case MAXIMUM, MINIMUM -> Math.max(ea, eb);
                case WHERE -> a != 0 ? eb : ec;
                case SIGN, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 0;
                default -> {
                    boolean vanishes = model == Model.STATISTICAL
                            && (operation == Operation.DIVIDE || operation == Operation.SIGMOID)
                            && precision.mayVanish(f);
                    double own = vanishes ? Math.abs(f) : own(model.roundings(operation) * Math.abs(f));
                    yield model.add(slopes(operation, arity, f, a, ea, b, eb), own);
                }
            };
        }
        return result;
    }

    // how far errors in the arguments move f, by divided differences: the verifier knows no derivatives
    private double slopes(Operation operation, int arity, double f, double a, double ea, double b, double eb) {
        double ofA = 0, ofB = 0;
        if (ea > 0) {
            double step = step(a);
            ofA = inProportion(ea, step, Elementary.change(operation, f, a, step, b, 0, 0, 0));
        }
        if (arity > 1 && eb > 0) {
            double step = step(b);
            ofB = inProportion(eb, step, Elementary.change(operation, f, a, 0, b, step, 0, 0));
        }
        double first = model.add(ofA, ofB);
        // of factors that are all rounding, as (t - 1) (1 - t²) in saturation, nothing else is left
        return switch (operation) {
            case MULTIPLY -> model.add(first, ea * eb);
            case SQUARE -> model.add(first, ea * ea);
            default -> first;
        };
    }

    // the slope itself may be out of range, as that of 1 / w at 1e300
    private static double inProportion(double error, double step, double change) {
        double steps = error / step;
        return Double.isFinite(steps) ? steps * Math.abs(change) : error * (Math.abs(change) / step);
    }

    // of a divided difference at a; at 0 that of a small number, since an operation may be steep there
    static double step(double a) {
        return 0x1p-20 * (a == 0 ? 0x1p-20 : Math.abs(a));
    }

    private double[] sum(Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = new double[out.size()], sum = new double[out.size()];
        int[] to = Layout.offsets(a.shape(), Layout.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) {
            double term = a.data()[i];
            sum[to[i]] += model == Model.BOUND ? Math.abs(term) : term;
            double own = model == Model.BOUND ? 0 : rounding * Math.abs(sum[to[i]]);
            result[to[i]] = model.add(result[to[i]], model.add(error[i], own));
        }
        if (model == Model.STATISTICAL) return result;
        double growth = growth(to.length / sum.length);
        for (int i = 0; i < sum.length; i++) result[i] += growth * sum[i];
        return result;
    }

    // the errors of the entries that can be the largest
    private static double[] extreme(Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = new double[out.size()];
        int[] to = Layout.offsets(a.shape(), Layout.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) {
            boolean reaches = Math.abs(a.data()[i] - out.data()[to[i]]) <= error[i];
            if (reaches) result[to[i]] = Math.max(result[to[i]], error[i]);
        }
        return result;
    }

    // each entry counts by its share in the sum: one that is masked out has none
    private double[] logsumexp(Node.Apply node, Tensor a, double[] error, Tensor out, List<Integer> axes) {
        double[] result = new double[out.size()], shares = baseline.shares(node);
        int[] to = Layout.offsets(a.shape(), Layout.reducedStrides(a.shape(), axes));
        for (int i = 0; i < to.length; i++) result[to[i]] = model.add(result[to[i]], shares[i] * error[i]);
        double growth = growth(a.size() / out.size()) * (precision.unit() / Baseline.U);
        // the largest entry is at most log(count) from the result
        double count = (double) a.size() / out.size();
        for (int i = 0; i < result.length; i++) {
            double own = growth + precision.unit() * (2 * Math.abs(out.data()[i]) + Math.log(count));
            result[i] = model.add(result[i], own);
        }
        return result;
    }

    private double[] product(Node.Apply node, Tensor out) {
        Node left = node.argument(), right = node.arguments().get(1);
        double[] a = baseline.of(left).data(), ea = ofOperand(left);
        double[] b = baseline.of(right).data(), eb = ofOperand(right);
        double[] result = new double[out.size()];
        int inner = baseline.of(left).shape()[1], columns = out.shape()[1];
        if (model == Model.BOUND) {
            double growth = growth(inner);
            for (int i = 0; i < out.shape()[0]; i++) {
                Cores.stopIfInterrupted();
                for (int k = 0; k < inner; k++) {
                    double size = Math.abs(a[i * inner + k]), doubt = ea[i * inner + k] + growth * size;
                    addBounds(result, i * columns, size, doubt, b, eb, k * columns, columns);
                }
            }
            return result;
        }
        int[] ofRows = exponents(a, ea, out.shape()[0], i -> i / inner);
        int[] ofColumns = exponents(b, eb, columns, i -> i % columns);
        a = scaled(a, i -> -ofRows[i / inner], ofRows);
        ea = scaled(ea, i -> -ofRows[i / inner], ofRows);
        b = scaled(b, i -> -ofColumns[i % columns], ofColumns);
        eb = scaled(eb, i -> -ofColumns[i % columns], ofColumns);
        double[] sums = new double[columns];
        for (int i = 0; i < out.shape()[0]; i++) {
            Cores.stopIfInterrupted();
            Arrays.fill(sums, 0);
            for (int k = 0; k < inner; k++) {
                int at = i * inner + k;
                addSquares(result, i * columns, a[at], ea[at], b, eb, k * columns, sums);
            }
        }
        Arrays.setAll(result, i -> Math.sqrt(result[i]));
        double[] ofRow = scaled(result, i -> ofRows[i / columns], ofRows);
        return scaled(ofRow, i -> ofColumns[i % columns], ofColumns);
    }

    // of each line a scale at which squares are in range: 0 for ordinary numbers
    private static int[] exponents(double[] values, double[] errors, int lines, IntUnaryOperator lineOf) {
        double[] largest = new double[lines];
        for (int i = 0; i < values.length; i++) {
            int line = lineOf.applyAsInt(i);
            double size = Math.max(Math.abs(values[i]), Math.abs(errors[i]));
            if (Double.isFinite(size)) largest[line] = Math.max(largest[line], size);
        }
        return Arrays.stream(largest)
                .mapToInt(size -> size == 0 ? 0 : Math.getExponent(size))
                .map(exponent -> Math.abs(exponent) < ORDINARY ? 0 : exponent)
                .toArray();
    }

    private static double[] scaled(double[] data, IntUnaryOperator by, int[] exponents) {
        if (Arrays.stream(exponents).allMatch(exponent -> exponent == 0)) return data;
        double[] scaled = new double[data.length];
        Arrays.setAll(scaled, i -> Math.scalb(data[i], by.applyAsInt(i)));
        return scaled;
    }

    private static void addBounds(
            double[] result, int to, double size, double doubt, double[] b, double[] eb, int from, int columns) {
        for (int j = 0; j < columns; j++) result[to + j] += size * eb[from + j] + Math.abs(b[from + j]) * doubt;
    }

    /** @param sums of the products so far, a column each */
    private void addSquares(
            double[] result, int to, double factor, double doubt, double[] b, double[] eb, int from, double[] sums) {
        for (int j = 0; j < sums.length; j++) {
            double product = factor * b[from + j];
            sums[j] += product;
            double own = rounding * rounding * (product * product + sums[j] * sums[j]);
            double ofA = doubt * b[from + j], ofB = factor * eb[from + j];
            result[to + j] += ofA * ofA + ofB * ofB + own;
        }
    }
}
