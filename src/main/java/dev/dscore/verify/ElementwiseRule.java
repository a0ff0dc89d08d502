package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How changes pass through an elementwise operation with broadcasting. */
final class ElementwiseRule {
    private static final double U = Baseline.U;

    private final Baseline baseline;
    private final Node.Apply node;
    private final Operation operation;
    private final int arity;
    private final Region region;

    /** @param region of the result */
    ElementwiseRule(Baseline baseline, Node.Apply node, Region region) {
        this.baseline = baseline;
        this.node = node;
        this.operation = node.operation();
        this.arity = node.arguments().size();
        this.region = region;
    }

    /** @param changes of the arguments, null where one does not change; one at least does */
    Change apply(List<@Nullable Change> changes) {
        Change passed = passedOn(changes);
        if (passed != null) return passed;
        Workspace space = changes.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow()
                .space();
        Change result = new Change(region, space);
        Change[] stretched = new Change[3];
        for (int i = 0; i < arity; i++) {
            Change change = changes.get(i);
            if (change != null) stretched[i] = change.stretchedTo(region);
        }
        if (space.scheme().tracksErrors()) carefully(result, stretched);
        else quickly(result, stretched);
        BitSet kinks = baseline.kinks().of(node);
        if (kinks != null) recordKinks(kinks, stretched, space);
        return result;
    }

    // a kink is reached where its operand moves, or where its operands move apart
    private void recordKinks(BitSet kinks, @Nullable Change[] changes, Workspace space) {
        int[] strides = Layout.strides(region.shape());
        Offsets cells = region.cellOffsets(strides);
        int[] offsets = region.laneOffsets(strides);
        int shifts = space.scheme().shifts(), lanes = region.lanes();
        double[] first = deltas(changes[0]);
        double[] second = operation.kink() == Kink.EQUAL ? deltas(changes[1]) : null;
        Workspace.KinkListener listener = space.listener();
        for (int cell = 0; cell < region.cells(); cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                int place = cells.at(cell) + offsets[lane];
                if (!kinks.get(place)) continue;
                boolean moves = false;
                for (int shift = 0; shift < shifts; shift++) {
                    int at = (cell * shifts + shift) * lanes + lane;
                    moves |= at(first, at) != at(second, at);
                }
                if (moves)
                    space.reachesKink(
                            lane, lanes, node.id(), place, baseline.kinks().isExact(node, place));
                if (listener != null) {
                    int up = cell * shifts * lanes + lane, down = up + lanes;
                    Workspace.Sides ofFirst = new Workspace.Sides(at(first, up), -at(first, down)),
                            ofSecond = new Workspace.Sides(at(second, up), -at(second, down));
                    if (ofFirst.moves() || ofSecond.moves()) {
                        listener.moved(lane, node.id(), place, ofFirst, ofSecond);
                    }
                }
            }
        }
    }

    private static double @Nullable [] deltas(@Nullable Change change) {
        return change == null ? null : change.delta();
    }

    /** A sum of which one term changes, changes by as much. */
    private @Nullable Change passedOn(List<@Nullable Change> changes) {
        if (operation != Operation.ADD && operation != Operation.SUBTRACT) return null;
        Change first = changes.get(0), second = changes.get(1);
        if (second == null && first != null) return first.stretchedTo(region);
        return first == null && second != null && operation == Operation.ADD ? second.stretchedTo(region) : null;
    }

    private void quickly(Change result, Change[] changes) {
        int width = result.width(), cells = region.cells();
        SmallSteps.Argument[] arguments = new SmallSteps.Argument[3];
        for (int i = 0; i < 3; i++) {
            Lanes base = lanes(baseline.of(node.arguments().get(Math.min(i, arity - 1))), result.scheme());
            arguments[i] = changes[i] == null
                    ? new SmallSteps.Argument(base, new double[width], 0)
                    : new SmallSteps.Argument(base, changes[i].delta(), width);
        }
        Lanes outs = lanes(baseline.of(node), result.scheme());
        Lanes slopes = SmallSteps.takesSlope(operation)
                ? new Lanes(region, baseline.of(node).shape(), baseline.slopes(node), result.scheme())
                : outs;
        for (int cell = 0; cell < cells; cell++) {
            SmallSteps.change(
                    operation,
                    cell,
                    outs,
                    slopes,
                    arguments[0],
                    arguments[1],
                    arguments[2],
                    result.delta(),
                    cell * width,
                    width);
        }
    }

    private Lanes lanes(Tensor value, Scheme scheme) {
        return new Lanes(region, value.shape(), value.data(), scheme);
    }

    private void carefully(Change result, Change[] changes) {
        int lanes = region.lanes(), shifts = result.scheme().shifts(), cells = region.cells();
        Lanes[] bases = new Lanes[3], doubts = new Lanes[3];
        double[][] delta = new double[3][], error = new double[3][];
        for (int i = 0; i < arity; i++) {
            Node argument = node.arguments().get(i);
            bases[i] = lanes(baseline.of(argument), result.scheme());
            doubts[i] = new Lanes(region, baseline.of(argument).shape(), baseline.error(argument), result.scheme());
            if (changes[i] == null) continue;
            delta[i] = changes[i].delta();
            error[i] = changes[i].error();
        }
        Lanes outs = lanes(baseline.of(node), result.scheme());
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double f = outs.at(cell, lane);
                double a = bases[0].at(cell, lane);
                double b = arity > 1 ? bases[1].at(cell, lane) : 0;
                double c = arity > 2 ? bases[2].at(cell, lane) : 0;
                for (int shift = 0; shift < shifts; shift++) {
                    int at = (cell * shifts + shift) * lanes + lane;
                    result.delta()[at] = Elementary.change(
                            operation, f, a, at(delta[0], at), b, at(delta[1], at), c, at(delta[2], at));
                }
                int at = cell * lanes + lane, first = cell * shifts * lanes + lane;
                Operand[] operands = {Operand.NONE, Operand.NONE, Operand.NONE};
                for (int i = 0; i < arity; i++) {
                    operands[i] = new Operand(
                            bases[i].at(cell, lane),
                            doubts[i].at(cell, lane),
                            at(delta[i], first),
                            at(delta[i], first + 2 * lanes),
                            at(error[i], at));
                }
                result.error()[at] = error(
                        f,
                        result.delta()[first],
                        result.delta()[first + 2 * lanes],
                        operands[0],
                        operands[1],
                        operands[2]);
            }
        }
    }

    private static double at(double @Nullable [] values, int index) {
        return values == null ? 0 : values[index];
    }

    /**
     * One argument at one cell.
     *
     * @param base its unperturbed value, and {@code baseError} how far rounding can have moved that
     * @param delta its change, and {@code error} how far rounding can have moved that
     * @param delta2 its change at twice the step
     */
    private record Operand(double base, double baseError, double delta, double delta2, double error) {
        static final Operand NONE = new Operand(0, 0, 0, 0, 0);
    }

    /** How far rounding can have moved the change {@code d} of the result. */
    private double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
        double error = ofChange(f, d, d2, a, b, c);
        // an infinite operand has no digits to lose
        return Double.isNaN(error) ? U * Math.abs(d) : error;
    }

    private double ofChange(double f, double d, double d2, Operand a, Operand b, Operand c) {
        return switch (operation) {
            case NEGATE, ABS -> a.error;
            case ADD, SUBTRACT -> a.error + b.error + U * Math.abs(d);
            case MULTIPLY ->
                Math.abs(a.base) * b.error
                        + Math.abs(b.base + b.delta) * a.error
                        + Math.abs(b.delta) * a.baseError
                        + Math.abs(a.delta) * b.baseError
                        + 3 * U * (Math.abs(a.base * b.delta) + Math.abs(b.base * a.delta));
            case DIVIDE -> {
                double divisor = Math.abs(b.base + b.delta);
                double quotientError = (a.baseError + Math.abs(f) * b.baseError) / Math.abs(b.base) + U * Math.abs(f);
                yield (a.error
                                        + Math.abs(f) * b.error
                                        + Math.abs(b.delta) * quotientError
                                        + 3 * U * (Math.abs(a.delta) + Math.abs(f * b.delta)))
                                / divisor
                        + Math.abs(d) * (b.baseError + b.error) / divisor;
            }
            case EXP -> Math.abs(f + d) * a.error + Math.abs(d) * (a.baseError + 4 * U);
            case MAXIMUM, MINIMUM -> {
                boolean near = Math.abs(a.base - b.base) <= 2 * Math.abs(a.delta - b.delta);
                yield Math.max(a.error, b.error) + U * Math.abs(d) + (near ? a.baseError + b.baseError : 0);
            }
            case WHERE ->
                a.delta == 0
                        ? (a.base != 0 ? b.error : c.error) + U * Math.abs(d)
                        : b.baseError + c.baseError + b.error + c.error + U * (Math.abs(b.base) + Math.abs(c.base));
            case SIGN, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 0;
            default -> general(f, d, d2, a, b);
        };
    }

    // by the slope of f at the base, and by its curvature where the base itself is in doubt
    private double general(double f, double d, double d2, Operand a, Operand b) {
        double curvature = curvature(d, d2, Math.abs(b.delta) > Math.abs(a.delta) ? b : a);
        return 4 * U * Math.abs(d)
                + (a.error == 0 ? 0 : a.error * slope(a, b, true))
                + (b.error == 0 ? 0 : b.error * slope(a, b, false))
                + curvature * (a.baseError + b.baseError);
    }

    // how far the slope changes over the operand's change, which need not be in proportion to the step
    private static double curvature(double d, double d2, Operand x) {
        if (x.delta == 0) return 0;
        double further = x.delta2 - x.delta;
        if (x.delta2 == 0 || further == 0) return Math.abs(d2 - 2 * d) / Math.abs(x.delta);
        return 2 * Math.abs(d2 / x.delta2 - d / x.delta) * Math.abs(x.delta / further);
    }

    // a divided difference at the changed operands, whose own error it scales: the verifier knows no derivatives
    private double slope(Operand a, Operand b, boolean first) {
        double x = a.base + a.delta, y = b.base + b.delta;
        double moved = Elementary.apply(operation, x, y, 0);
        double step = RoundingErrors.step(first ? x : y);
        double change = first
                ? Elementary.change(operation, moved, x, step, y, 0, 0, 0)
                : Elementary.change(operation, moved, x, 0, y, step, 0, 0);
        return Math.abs(change) / step;
    }
}
