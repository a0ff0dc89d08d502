package dev.dscore.truth;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is true of a function at given inputs, by the definition of its operations and of the derivative alone: values in decimal
 * arithmetic of many digits with a wide exponent, one-sided derivatives as limits of differences. It reads the forward graph
 * and knows neither a table of derivatives nor a verifier.
 *
 * <p>The inputs are the exact values of their binary doubles, so a kink is hit where real arithmetic on those numbers hits it.
 * With {@code d} digits a step is 10^(-0.4 d) of the entry: a difference has an error of about 10^(-0.6 d) of the largest value
 * that the computation passes through, and its limit is found from three steps, each 2^10 times shorter than the last (Aitken).
 */
public final class Truth {
    public static final int DIGITS = 64;

    // a ratio of steps; the three span 2^20 = 10^6
    private static final BigDecimal SHORTER = BigDecimal.valueOf(1 << 10);
    private static final BigDecimal SAME = new BigDecimal("1e-15");
    private static final MathContext FEW = new MathContext(40);

    private final Graph graph;
    private final Node output;
    private final Inputs inputs;
    private final Map<String, Integer> lengths;
    private final Arithmetic in;
    private final Definitions definitions;
    private final Array[] values;
    private final BigDecimal largest;
    private @Nullable Truth finer;

    private Truth(Graph graph, Node output, Inputs inputs, int digits) {
        this.graph = graph;
        this.output = output;
        this.inputs = inputs;
        this.lengths = inputs.lengths();
        this.in = new Arithmetic(digits);
        this.definitions = new Definitions(in);
        this.values = new Array[graph.nodes().size()];
        BigDecimal most = BigDecimal.ZERO;
        for (Node node : graph.nodes()) {
            Array value = value(node, inputs, values);
            values[node.id()] = value;
            if (node.id() > output.id()) continue;
            for (Real entry : value.data()) if (entry.isFinite()) most = most.max(entry.value.abs());
        }
        this.largest = most.round(FEW);
    }

    public static Truth of(FunctionDefinition function, Inputs inputs) {
        return of(function, inputs, DIGITS);
    }

    /** @param digits 1.7 more for every power of ten by which a derivative is smaller than the values on the way to it */
    public static Truth of(FunctionDefinition function, Inputs inputs, int digits) {
        return new Truth(function.graph(), function.objective(), inputs, digits);
    }

    public static Truth of(Graph graph, Node output, Inputs inputs, int digits) {
        return new Truth(graph, output, inputs, digits);
    }

    /** The output's value, which is a scalar. */
    public double value() {
        return values[output.id()].data()[0].toDouble();
    }

    /** A named value, rounded to doubles. */
    public Tensor value(String name) {
        Array value = values[graph.named(name).id()];
        double[] data = new double[value.size()];
        for (int i = 0; i < data.length; i++) data[i] = value.data()[i].toDouble();
        return new Tensor(value.shape(), data);
    }

    /** The one-sided derivatives in every entry of a named value. */
    public List<Slope> slopes(String name) {
        List<Slope> slopes = new ArrayList<>();
        for (int i = 0; i < values[graph.named(name).id()].size(); i++) slopes.add(slope(name, i));
        return slopes;
    }

    /** @param position of the entry, in C order */
    public Slope slope(String name, int position) {
        double[] direction = new double[values[graph.named(name).id()].size()];
        direction[position] = 1;
        return along(name, direction);
    }

    /** The one-sided derivatives along a direction in which entries of one value move together. */
    public Slope along(String name, double... direction) {
        return along(Map.of(name, direction));
    }

    /** The same, where entries of several values move together. */
    public Slope along(Map<String, double[]> directions) {
        if (!values[output.id()].data()[0].isFinite())
            return new Slope(Double.NaN, Double.NaN, Slope.Kind.UNDETERMINED);
        BigDecimal step = step(directions);
        Side left = settled(directions, step, -1), right = settled(directions, step, 1);
        boolean agree = left.limit != null
                && right.limit != null
                && left.limit
                                .subtract(right.limit)
                                .abs()
                                .compareTo(left.limit
                                        .abs()
                                        .max(right.limit.abs())
                                        .multiply(SAME)
                                        .add(left.noise.max(right.noise)))
                        <= 0;
        return Slope.of(left.slope(), right.slope(), agree);
    }

    // what rounding may have made is believed where twice the digits give it again, and is 0 otherwise
    private Side settled(Map<String, double[]> directions, BigDecimal step, int sign) {
        Side side = new Side(directions, step, sign);
        if (side.limit == null || side.isCertain()) return side;
        if (finer == null) finer = new Truth(graph, output, inputs, 2 * in.digits());
        Side again = finer.new Side(directions, finer.step(directions), sign);
        if (again.limit == null || again.isCertain()) return again;
        BigDecimal apart = apart(side.limit, again.limit);
        boolean same = apart.compareTo(again.limit.abs().movePointLeft(6)) <= 0;
        return same ? new Side(again.limit, apart) : new Side(BigDecimal.ZERO, side.noise);
    }

    private BigDecimal step(Map<String, double[]> directions) {
        return BigDecimal.ONE.scaleByPowerOfTen(-in.digits() * 2 / 5).multiply(scale(directions), FEW);
    }

    // the largest entry that moves, or 1 where all are 0
    private BigDecimal scale(Map<String, double[]> directions) {
        BigDecimal scale = BigDecimal.ZERO;
        for (var direction : directions.entrySet()) {
            Array value = values[graph.named(direction.getKey()).id()];
            for (int i = 0; i < value.size(); i++) {
                if (direction.getValue()[i] != 0 && value.data()[i].isFinite())
                    scale = scale.max(value.data()[i].value.abs());
            }
        }
        return scale.signum() == 0 ? BigDecimal.ONE : scale.round(FEW);
    }

    /** The limit of the difference quotient on one side. */
    private final class Side {
        /** Null where there is none. */
        final @Nullable BigDecimal limit;

        final BigDecimal noise;
        private final double without;

        Side(BigDecimal limit, BigDecimal noise) {
            this.limit = limit;
            this.noise = noise;
            this.without = Double.NaN;
        }

        Side(Map<String, double[]> directions, BigDecimal step, int sign) {
            BigDecimal[] quotients = new BigDecimal[3];
            BigDecimal h = step;
            BigDecimal noise = noise(step);
            BigDecimal found = null;
            double instead = Double.NaN;
            for (int i = 0; i < 3; i++, h = h.divide(SHORTER, FEW)) {
                Real difference = in.subtract(
                        moved(directions, sign > 0 ? h : h.negate()),
                        values[output.id()].data()[0]);
                noise = noise(h);
                if (!difference.isFinite()) {
                    if (difference.isInfinite()) instead = Double.POSITIVE_INFINITY;
                    break;
                }
                quotients[i] = difference.value.divide(h, FEW);
                if (sign < 0) quotients[i] = quotients[i].negate();
                // settled in the first two steps: the usual case
                if (i == 1 && apart(quotients[0], quotients[1]).compareTo(tolerated(quotients[1], noise)) <= 0) {
                    found = quotients[1];
                    break;
                }
            }
            if (found == null && quotients[2] != null) {
                BigDecimal first = quotients[1].subtract(quotients[0]), second = quotients[2].subtract(quotients[1]);
                if (second.abs().compareTo(tolerated(quotients[2], noise)) <= 0) found = quotients[2];
                // a square root's shrinks by 2^-5 a step, a logarithm's does not
                else if (second.abs().multiply(BigDecimal.valueOf(1.5)).compareTo(first.abs()) < 0) {
                    BigDecimal rest = second.multiply(second).divide(first.subtract(second), FEW);
                    found = quotients[2].add(rest, FEW);
                    noise = noise.add(rest.abs().movePointLeft(6), FEW);
                } else instead = quotients[2].signum() * Double.POSITIVE_INFINITY;
            }
            this.limit = found;
            this.noise = noise;
            this.without = instead;
        }

        boolean isCertain() {
            return limit != null
                    && (limit.signum() == 0 || noise.compareTo(limit.abs().movePointLeft(12)) <= 0);
        }

        double slope() {
            return limit == null ? without : Arithmetic.toDouble(limit);
        }
    }

    private static BigDecimal apart(BigDecimal a, BigDecimal b) {
        return a.subtract(b).abs();
    }

    private static BigDecimal tolerated(BigDecimal quotient, BigDecimal noise) {
        return quotient.abs().multiply(SAME).movePointLeft(3).add(noise);
    }

    // four digits for the roundings of a whole program
    private BigDecimal noise(BigDecimal step) {
        return largest.scaleByPowerOfTen(4 - in.digits()).divide(step, FEW);
    }

    /**
     * Whether moving one entry moves an operand of an operation that stands on its kink or singular point: a tie, a threshold, a
     * comparison of equals, an absolute value, root, power or logarithm at 0.
     */
    public boolean reachesKink(String name, int position) {
        double[] direction = new double[values[graph.named(name).id()].size()];
        direction[position] = 1;
        Array[] changed =
                changed(Map.of(name, direction), scale(Map.of(name, direction)).movePointLeft(20));
        for (Node node : graph.nodes()) {
            if (node.id() > output.id() || changed[node.id()] == null) continue;
            if (node instanceof Node.Apply apply && Kinks.moved(apply, values, changed)) return true;
        }
        return false;
    }

    private Real moved(Map<String, double[]> directions, BigDecimal step) {
        Array[] changed = changed(directions, step);
        Array result = changed[output.id()] != null ? changed[output.id()] : values[output.id()];
        return result.data()[0];
    }

    // the values that move, null where they do not
    private Array[] changed(Map<String, double[]> directions, BigDecimal step) {
        Array[] changed = new Array[values.length];
        BitSet dependent = new BitSet();
        for (var direction : directions.entrySet()) {
            Node node = graph.named(direction.getKey());
            Array value = values[node.id()];
            Real[] data = value.data().clone();
            for (int i = 0; i < data.length; i++) {
                double part = direction.getValue()[i];
                // exact: the step has few digits
                if (part != 0 && data[i].isFinite())
                    data[i] = Real.of(data[i].value.add(step.multiply(new BigDecimal(part))));
            }
            changed[node.id()] = new Array(value.shape(), data);
            dependent.or(graph.dependents(node));
        }
        for (int id = dependent.nextSetBit(0); id >= 0 && id <= output.id(); id = dependent.nextSetBit(id + 1)) {
            if (changed[id] == null) changed[id] = value(graph.nodes().get(id), null, changed);
        }
        return changed;
    }

    private Array value(Node node, @Nullable Inputs inputs, Array[] known) {
        if (node instanceof Node.Constant constant) return Array.scalar(Real.of(constant.value()));
        if (node instanceof Node.AxisSize axisSize)
            return Array.scalar(Real.of(axisSize.size().in(lengths)));
        if (node instanceof Node.Input input) {
            if (inputs == null) throw new IllegalStateException(input.name() + " depends on nothing");
            return Array.of(inputs.tensors().get(input.name()));
        }
        Node.Apply apply = (Node.Apply) node;
        List<Array> arguments = new ArrayList<>();
        for (Node argument : apply.arguments()) {
            Array moved = known[argument.id()];
            arguments.add(moved != null ? moved : values[argument.id()]);
        }
        return definitions.apply(apply, apply.shape().in(lengths), arguments, lengths);
    }
}
