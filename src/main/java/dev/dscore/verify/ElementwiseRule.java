package dev.dscore.verify;

import static dev.dscore.verify.Change.SHIFTS;

import dev.dscore.graph.Operation;
import dev.dscore.verify.Baseline.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How changes pass through an elementwise operation with broadcasting. */
final class ElementwiseRule {
    private static final double U = Baseline.U;

    private final Operation operation;
    private final int arity;
    private final Region region;
    private final Change result;

    ElementwiseRule(Operation operation, int arity, Region region, Change result) {
        this.operation = operation;
        this.arity = arity;
        this.region = region;
        this.result = result;
    }

    void run(Value out, List<Value> arguments, List<@Nullable Change> changes) {
        int lanes = region.lanes();
        Propagation.Bases[] bases = new Propagation.Bases[3];
        double[][] delta = new double[3][], error = new double[3][];
        for (int i = 0; i < arity; i++) {
            bases[i] = new Propagation.Bases(region, arguments.get(i));
            Change change = changes.get(i);
            if (change == null) continue;
            Change stretched = change.stretchedTo(region);
            delta[i] = stretched.delta();
            error[i] = stretched.error();
        }
        Propagation.Bases outs = new Propagation.Bases(region, out);
        int cells = region.cells();
        for (int cell = 0; cell < cells; cell++) {
            for (int lane = 0; lane < lanes; lane++) {
                double f = outs.value(cell, lane);
                double a = bases[0].value(cell, lane);
                double b = arity > 1 ? bases[1].value(cell, lane) : 0;
                double c = arity > 2 ? bases[2].value(cell, lane) : 0;
                for (int shift = 0; shift < SHIFTS; shift++) {
                    int at = (cell * SHIFTS + shift) * lanes + lane;
                    result.delta()[at] = Elementary.change(
                            operation, f, a, at(delta[0], at), b, at(delta[1], at), c, at(delta[2], at));
                }
                int at = cell * lanes + lane, first = cell * SHIFTS * lanes + lane;
                result.error()[at] = error(
                        f,
                        result.delta()[first],
                        result.delta()[first + 2 * lanes],
                        new Operand(a, bases[0].error(cell, lane), at(delta[0], first), at(error[0], at)),
                        arity > 1
                                ? new Operand(b, bases[1].error(cell, lane), at(delta[1], first), at(error[1], at))
                                : Operand.NONE,
                        at(error[2], at));
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
     */
    private record Operand(double base, double baseError, double delta, double error) {
        static final Operand NONE = new Operand(0, 0, 0, 0);
    }

    /** How far rounding can have moved the change {@code d} of the result. */
    private double error(double f, double d, double d2, Operand a, Operand b, double errorC) {
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
            case MAXIMUM, MINIMUM -> Math.max(a.error, b.error) + U * Math.abs(d);
            case WHERE -> Math.max(b.error, errorC) + U * Math.abs(d);
            case SIGN, LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL -> 0;
            default -> general(f, d, d2, a, b);
        };
    }

    // by the slope of f at the base, and by its curvature where the base itself is in doubt
    private double general(double f, double d, double d2, Operand a, Operand b) {
        double size = Math.max(Math.abs(a.delta), Math.abs(b.delta));
        double curvature = size == 0 ? 0 : Math.abs(d2 - 2 * d) / size;
        return 4 * U * Math.abs(d)
                + (a.error == 0 ? 0 : a.error * slope(f, a, b, true))
                + (b.error == 0 ? 0 : b.error * slope(f, a, b, false))
                + curvature * (a.baseError + b.baseError);
    }

    // a divided difference: the verifier knows no derivatives
    private double slope(double f, Operand a, Operand b, boolean first) {
        double step = Baseline.step(first ? a.base : b.base);
        double change = first
                ? Elementary.change(operation, f, a.base, step, b.base, 0, 0, 0)
                : Elementary.change(operation, f, a.base, 0, b.base, step, 0, 0);
        return Math.abs(change) / step;
    }
}
