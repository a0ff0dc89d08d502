package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.Made;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Estimates, and no bounds, of the rounding errors that honest arithmetic makes in a program, entry by entry. Computed when
 * they are asked for, and kept; each request that asks pays for it. Not for use by several threads at a time.
 */
public final class RoundingEstimate {
    private final Program program;
    private final Node node;
    private final Node source;
    private double @Nullable [] running, atKinks, spread, inRange;
    private double largestTerm;

    private RoundingEstimate(Program program, Node node, Node source) {
        this.program = program;
        this.node = node;
        this.source = source;
    }

    /** A program whose values share what is known of the earlier ones. Nothing is computed before it is asked for. */
    public static final class Program {
        private final Graph graph;
        private final Graph forward;
        private final Node objective;
        private final Collection<Node> nodes;
        private final Inputs inputs;
        private final Map<Node, Tensor> given;
        private final Precision precision;
        private @Nullable Made<Analysis> analysis;

        /**
         * @param forward the part of the graph that is no backward pass
         * @param objective what the forward part of the graph computes
         * @param nodes what the program computes
         * @param given values that stand for what the graph would compute for these nodes
         */
        public Program(
                Graph graph,
                Graph forward,
                Node objective,
                Collection<Node> nodes,
                Inputs inputs,
                Map<Node, Tensor> given,
                Precision precision) {
            this.graph = graph;
            this.forward = forward;
            this.objective = objective;
            this.nodes = List.copyOf(nodes);
            this.inputs = inputs;
            this.given = given;
            this.precision = precision;
        }

        /**
         * The estimate of one of the nodes.
         *
         * @param source the value that it is the gradient of: what does not depend on that has no kink for it
         */
        public RoundingEstimate of(Node node, Node source) {
            return new RoundingEstimate(this, node, source);
        }

        private Analysis analysis(Allowance allowance) {
            Made<Analysis> found = analysis;
            if (found != null) return found.chargedTo(allowance);
            Made.Making making = Made.making(allowance);
            List<Node> roots = new ArrayList<>(nodes);
            roots.add(objective);
            Lowering lowering = Lowering.of(graph, roots, given.keySet(), allowance);
            Inputs all = lowering.inputs(inputs, given);
            Graph lowered = lowering.graph();
            Baseline.Amendment absorbing = BackwardPass.absorbing(lowering, forward);
            Baseline baseline = new Baseline(lowered, all, Precision.FLOAT64, absorbing);
            ForwardPrecision known = new ForwardPrecision(
                    lowered,
                    lowering.lowered().get(objective),
                    baseline,
                    size -> RoundingErrors.estimate(precision, size));
            RoundingErrors errors = RoundingErrors.estimated(lowered, baseline, precision, known);
            analysis = found = making.of(this, new Analysis(lowering, all, absorbing, baseline, known, errors));
            return found.value();
        }
    }

    private record Analysis(
            Lowering lowering,
            Inputs inputs,
            Baseline.Amendment absorbing,
            Baseline baseline,
            ForwardPrecision known,
            RoundingErrors errors) {}

    /** Standard deviations by a running analysis, one evaluation: too large where the errors of operands cancel. */
    public double[] running(Allowance allowance) {
        Analysis analysis = program.analysis(allowance);
        double[] found = running;
        if (found == null) {
            running = found = analysis.errors.of(analysis.lowering.lowered().get(node));
            largestTerm = largestTerm(analysis);
        }
        return found;
    }

    /** The same, at least, of an entry that reaches a kink: the largest under any convention for the derivative there. */
    public double[] atKinks(Allowance allowance) {
        Analysis analysis = program.analysis(allowance);
        double[] found = atKinks;
        if (found == null) {
            found = running(allowance);
            Graph graph = analysis.lowering.graph();
            Node lowered = analysis.lowering.lowered().get(source);
            // no gradient is taken of a value that the program does not need
            BitSet dependents = lowered == null ? new BitSet() : graph.dependents(lowered);
            for (Convention convention : Convention.OF_COMPARISONS) {
                Baseline baseline = BackwardPass.evaluated(
                        Convention.Choice.of(convention).among(dependents),
                        analysis.lowering,
                        program.forward,
                        analysis.inputs,
                        program.precision);
                RoundingErrors errors = RoundingErrors.estimated(graph, baseline, program.precision, analysis.known);
                found = BackwardPass.larger(
                        found, errors.of(analysis.lowering.lowered().get(node)));
            }
            atKinks = found;
        }
        return found;
    }

    /**
     * The value where numbers beyond the largest of the precision are infinite, and those below its smallest 0, as honest
     * arithmetic has them: in float32 {@code 1 / s ** 2} is 0 from 1.9e19 on. NaN where that changes nothing.
     */
    public double[] inRange(Allowance allowance) {
        Analysis analysis = program.analysis(allowance);
        double[] found = inRange;
        if (found == null) {
            Node lowered = analysis.lowering.lowered().get(node);
            boolean leaves = analysis.lowering.graph().needed(List.of(lowered)).stream()
                    .anyMatch(each -> leavesRange(each, analysis));
            inRange = found = changed(
                    analysis.baseline.of(lowered).data(),
                    (leaves ? inRange(analysis) : analysis.baseline).of(lowered).data());
        }
        return found;
    }

    private static double[] changed(double[] before, double[] after) {
        double[] changed = after.clone();
        for (int i = 0; i < changed.length; i++) if (after[i] == before[i]) changed[i] = Double.NaN;
        return changed;
    }

    private boolean leavesRange(Node node, Analysis analysis) {
        Tensor value = analysis.baseline.of(node), held = inRange(node, value, analysis.baseline, analysis.known);
        return !Arrays.equals(value.data(), held.data());
    }

    private Baseline inRange(Analysis analysis) {
        return new Baseline(
                analysis.lowering.graph(),
                analysis.inputs,
                program.precision,
                (node, computed, baseline) -> inRange(node, computed, baseline, analysis.known));
    }

    // programs compute the logistic function p by exp(-x), and p (1 - p) as e / (1 + e)²: where that overflows, the
    // result is 0
    private Tensor inRange(Node node, Tensor computed, Baseline baseline, ForwardPrecision known) {
        // indices and lengths are no numbers of this type
        if (node.holdsIndices() || node instanceof Node.AxisSize) return computed;
        double[] held = computed.data().clone(), divisors = divisors(node, held, baseline, known);
        for (int i = 0; i < held.length; i++) {
            boolean overflows = divisors != null && Double.isInfinite(program.precision.inRange(divisors[i]));
            held[i] = overflows ? 0 : program.precision.inRange(held[i]);
        }
        return new Tensor(computed.shape(), held);
    }

    // what programs divide by, where the operation itself divides by nothing so large
    private static double @Nullable [] divisors(Node node, double[] values, Baseline baseline, ForwardPrecision known) {
        if (!(node instanceof Node.Apply apply)) return null;
        if (apply.operation() == Operation.SIGMOID || isInversePower(apply))
            return Arrays.stream(values).map(value -> 1 / value).toArray();
        Node logistic = RoundingSamples.differentiatedLogistic(apply);
        // what the derivative of log(p) is multiplied by is p - 1 as a rule
        if (logistic == null
                || known.isInLogarithm(logistic)
                || baseline.of(logistic).size() != values.length) return null;
        return Arrays.stream(baseline.of(logistic).data())
                .map(value -> 1 / (value * value))
                .toArray();
    }

    // its derivative has w ** -2, which is 1 / w ** 2 as well
    private static boolean isInversePower(Node.Apply power) {
        return power.operation() == Operation.POWER
                && isOnePlusExponential(power.argument())
                && power.arguments().get(1) instanceof Node.Constant exponent
                && exponent.value() < 0;
    }

    private static boolean isOnePlusExponential(Node node) {
        return node instanceof Node.Apply sum
                && sum.operation() == Operation.ADD
                && sum.arguments().stream().anyMatch(term -> term instanceof Node.Constant)
                && sum.arguments().stream()
                        .anyMatch(term -> term instanceof Node.Apply exp && exp.operation() == Operation.EXP);
    }

    /** The largest magnitude among the terms that the gradient is a sum of, whatever cancels. */
    public double largestTerm(Allowance allowance) {
        running(allowance);
        return largestTerm;
    }

    /** Standard deviations by {@link RoundingSamples}, several evaluations: rarely less than a third of what they are. */
    public double[] spread(Allowance allowance) {
        Analysis analysis = program.analysis(allowance);
        double[] found = spread;
        if (found == null) {
            spread = found = RoundingSamples.of(
                    analysis.lowering.graph(),
                    analysis.inputs,
                    analysis.absorbing,
                    BackwardPass.firstBackward(analysis.lowering, program.forward),
                    analysis.lowering.lowered().get(node),
                    analysis.baseline,
                    program.precision,
                    analysis.known);
        }
        return found;
    }

    private double largestTerm(Analysis analysis) {
        return largest(Terms.of(
                analysis.lowering.graph(),
                analysis.lowering.lowered().get(node),
                BackwardPass.firstBackward(analysis.lowering, program.forward),
                analysis.baseline));
    }

    private static double largest(double[] terms) {
        return Arrays.stream(terms).filter(Double::isFinite).max().orElse(0);
    }
}
