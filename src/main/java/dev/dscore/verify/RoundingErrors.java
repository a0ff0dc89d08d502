package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The running rounding error of every value of a baseline: Higham, Accuracy and Stability of Numerical Algorithms (2002),
 * section 3.3. Each operation passes on the errors of its operands, by its slopes, and adds the rounding of its own result.
 * A node's errors are computed when they are asked for. A value that the precision cannot hold has no error: the infinity is taken as computed. Errors that
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

    // the largest error of a logsumexp, relative to the logarithm of its number of terms, that explains anything
    private static final double LEFT = 0x1p-5;

    // a few of the smallest steps of float64, so that differences of subnormal numbers have digits
    private static final double LEAST_STEP = 0x1p-1054;

    private final Graph graph;
    private final Baseline baseline;
    private final Model model;
    private final Precision precision;
    private final double rounding;
    private final boolean alone;
    private final @Nullable ForwardPrecision known;
    private final double @Nullable [][] errors;
    private final Saturation saturation;
    private @Nullable RoundingErrors asComputed;

    /** Bounds, where inputs are exact. */
    static RoundingErrors ofExactInputs(Graph graph, Baseline baseline) {
        return new RoundingErrors(graph, baseline, Model.BOUND, Precision.FLOAT64, false, null);
    }

    /** Estimates. */
    static RoundingErrors estimated(Graph graph, Baseline baseline, Precision precision, ForwardPrecision known) {
        return new RoundingErrors(graph, baseline, Model.STATISTICAL, precision, false, known);
    }

    /** Bounds where the inputs themselves are rounded, as 0.1 is. */
    static RoundingErrors ofRoundedInputs(Graph graph, Baseline baseline, Precision precision) {
        return new RoundingErrors(graph, baseline, Model.BOUND, precision, false, null) {
            @Override
            double[] ofInput(Tensor value) {
                double[] error = new double[value.size()];
                for (int i = 0; i < error.length; i++) {
                    double entry = value.data()[i];
                    if (!precision.isPlain(entry)) error[i] = precision.unit() * Math.abs(entry);
                }
                return error;
            }
        };
    }

    /** Estimates of the error that each operation makes by itself, of exact operands. */
    static RoundingErrors ofEachAlone(Graph graph, Baseline baseline, Precision precision, ForwardPrecision known) {
        return new RoundingErrors(graph, baseline, Model.STATISTICAL, precision, true, known);
    }

    /** Errors of saturated entries alone, as if no operation rounded. */
    static RoundingErrors ofResiduals(Graph graph, Baseline baseline, Precision precision) {
        return new RoundingErrors(graph, baseline, Model.STATISTICAL, precision, false, null) {
            @Override
            double own(double size) {
                return 0;
            }

            @Override
            double rounding(double size) {
                return 0;
            }
        };
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
        this.saturation = new Saturation(baseline, this);
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

    /** Of each entry of an operand; 0 where each operation is taken alone. */
    double[] ofOperand(Node node) {
        return alone ? new double[baseline.of(node).size()] : computed(node);
    }

    /**
     * The same of a divisor. The derivative of {@code log(p)} divides by the very {@code p} that the logarithm was taken of, and
     * by nothing written in terms of later values.
     */
    double[] ofDivisor(Node node) {
        if (alone || known == null || !known.isInLogarithm(node)) return ofOperand(node);
        if (asComputed == null)
            asComputed = new RoundingErrors(graph, baseline, model, precision, false, known.ofDivisors());
        return asComputed.of(node);
    }

    /** Whether entries of the value may underflow in honest arithmetic: the forward pass takes no logarithm of them. */
    boolean mayUnderflow(Node node) {
        return known != null && !known.isInLogarithm(node);
    }

    /** How the rounding errors of a sum of n terms grow with n: like its square root, in all but contrived cases. */
    static double growth(int terms) {
        return Baseline.U * (2 + Math.sqrt(terms));
    }

    private double[] compute(Node node) {
        Cores.stopIfInterrupted();
        Tensor out = baseline.of(node);
        // whole numbers that pick entries are exact
        if (node.holdsIndices()) return new double[out.size()];
        if (node instanceof Node.Input) return ofInput(out);
        if (!(node instanceof Node.Apply apply)) return ofExact(out);
        double[] result = DifferenceRule.of(apply.operation()).running(apply, baseline, this);
        double[] raised = atLeast(apply, result);
        for (int i = 0; i < raised.length; i++) {
            if (!Double.isFinite(raised[i])) raised[i] = 0;
        }
        return isBound() ? raised : saturation.among(raised, apply, alone);
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

    /**
     * What one rounding of a number of this size contributes, which may underflow. By itself a number that is too small for the
     * precision explains nothing: it is 0 for every program, and what is divided by it not a number.
     */
    double own(double size) {
        if (alone && size > 0 && size < precision.underflow()) return 0;
        return rounding * size + precision.underflow();
    }

    /** The same where nothing underflows. */
    double rounding(double size) {
        return rounding * size;
    }

    /** What the rounding of the sum (or difference) of a and b contributes. */
    double ofSum(double a, double b, double sum) {
        return own(model.ofSum(a, b, sum));
    }

    /**
     * What the rounding of a logsumexp contributes to the logarithms of shares that are computed as {@code a - logsumexp(a)}:
     * no more than what is left of the sum beside its largest term. 0 where little is left, as in a row that is masked with
     * -1e30 throughout: what computes shares so is not explained there.
     *
     * @param error of the logsumexp
     * @param log of the sum, relative to its largest term
     * @param terms of the sum
     */
    static double ofLogsumexp(double error, double log, int terms) {
        return error < LEFT * Math.log(terms) ? Math.min(error, Math.abs(log)) : 0;
    }

    /**
     * Whether a result is known not to be rounded. Only bounds take notice: an estimate is of programs that compute the same in
     * other ways.
     */
    boolean isExact(Operation operation, double f, double a, double b) {
        return isBound() && precision.holds(f) && ErrorFree.is(operation, f, a, b);
    }

    /**
     * Whether a sum is known not to be rounded, in whatever order it is added up.
     *
     * @param size the sum of the magnitudes of its terms
     * @param last the least of their last set bits
     */
    boolean isExactSum(double size, double last) {
        return size * precision.unit() <= last;
    }

    /** Two contributions as one. */
    double add(double one, double other) {
        return model.add(one, other);
    }

    /** How often an operation rounds. */
    int roundings(Operation operation) {
        return model.roundings(operation);
    }

    /** Whether an operand is 0 itself, and not what has underflowed. */
    boolean isZero(double operand, double error) {
        return operand == 0 && error == 0 && !alone;
    }

    /** Whether errors are bounds, and not estimates. */
    boolean isBound() {
        return model == Model.BOUND;
    }

    Precision precision() {
        return precision;
    }

    double unit() {
        return precision.unit();
    }

    /** {@link #growth} in this precision. */
    double ofTerms(int terms) {
        return growth(terms) * (precision.unit() / Baseline.U);
    }

    /** The step of a divided difference at a; at 0 that of a small number, since an operation may be steep there. */
    static double step(double a) {
        return Math.max(0x1p-20 * (a == 0 ? 0x1p-20 : Math.abs(a)), LEAST_STEP);
    }
}
