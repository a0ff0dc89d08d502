package dev.dscore.verify;

import dev.dscore.graph.Operation;
import java.util.function.Predicate;

/**
 * How an elementwise operation changes at one cell, and what rounding does to it. An operation without a rule of its own uses
 * this one: its changed value less its value, and divided differences of it, which is right and slower.
 */
class ScalarRule {
    private static final double U = Baseline.U;

    private final Operation operation;

    ScalarRule(Operation operation) {
        this.operation = operation;
    }

    /**
     * One operand at one cell.
     *
     * @param base its unperturbed value, and {@code baseError} how far rounding can have moved that
     * @param delta its change, and {@code error} how far rounding can have moved that
     * @param delta2 its change at twice the step
     */
    record Operand(double base, double baseError, double delta, double delta2, double error) {
        static final Operand NONE = new Operand(0, 0, 0, 0, 0);
    }

    /**
     * Operands and results of a row of lanes.
     *
     * @param f the results at the unperturbed operands
     * @param slope what {@link #slope} gives of the first operand
     */
    record Row(Lanes f, Lanes slope, Argument x, Argument y, Argument z, double[] out, int width) {}

    /**
     * One operand of a row of lanes: its unperturbed numbers and its changes, of which a cell takes {@code width}, or none where
     * it does not change.
     */
    record Argument(Lanes base, double[] delta, int width) {
        int from(int cell) {
            return cell * width;
        }
    }

    // errors up to this part of an operand are propagated by the slope alone
    private static final double SMALL = 0x1p-4;

    final Operation operation() {
        return operation;
    }

    final double value(double a, double b, double c) {
        return Elementary.apply(operation, a, b, c);
    }

    /**
     * f(a + da, b + db, c + dc) − f(a, b, c), by an identity without cancellation where there is one and it does not overflow,
     * else from the changed value. Where that is the same infinity as before, nothing has changed. The change of what is not a
     * number counts from 0: sin(x) / x has values beside 0.
     *
     * @param f the value f(a, b, c)
     */
    final double change(double f, double a, double da, double b, double db, double c, double dc) {
        boolean numbers = !(Double.isNaN(f) || Double.isNaN(a) || Double.isNaN(b) || Double.isNaN(c));
        if (numbers) {
            double change = identity(f, a, da, b, db, c, dc);
            if (Double.isFinite(change)) return change;
        }
        double changed = value(moved(a, da), moved(b, db), moved(c, dc));
        if (Double.isNaN(f)) return changed;
        return changed == f ? 0 : changed - f;
    }

    /** What an operand is after a change; one that is not a number stays what it is where nothing changes it. */
    static double moved(double operand, double change) {
        return Double.isNaN(operand) && change != 0 ? change : operand + change;
    }

    double identity(double f, double a, double da, double b, double db, double c, double dc) {
        return value(a + da, b + db, c + dc) - f;
    }

    /**
     * The same for one cell of a row of lanes, and changes that are small against 1: exp and log may be the first terms of their
     * series. Where a change is not that small the numbers are off, so that second-order differences made of them do not settle
     * an entry. Overriding loops are plain so that the compiler turns them into vector instructions.
     */
    void changes(Row row, int cell) {
        double[] f = row.f.at(cell), a = row.x.base.at(cell), b = row.y.base.at(cell), c = row.z.base.at(cell);
        double[] da = row.x.delta, db = row.y.delta, dc = row.z.delta;
        int i = row.x.from(cell), j = row.y.from(cell), k = row.z.from(cell), to = cell * row.width;
        for (int l = 0; l < row.width; l++) {
            row.out[to + l] = change(f[l], a[l], da[i + l], b[l], db[j + l], c[l], dc[k + l]);
        }
    }

    /** Whether {@link #changes} reads {@link Row#slope}. */
    boolean takesSlope() {
        return false;
    }

    /** A factor of the change that depends on the unperturbed operand only. */
    double slope(double a) {
        return Double.NaN;
    }

    /**
     * Whether the result changes in proportion to the operands that change.
     *
     * @param changes whether the operand of this number changes
     */
    boolean isLinear(Predicate<Integer> changes) {
        return operation.isLinear();
    }

    /**
     * How far rounding can have moved the change {@code d} of the result: by the slope at the changed operands, whose own errors
     * it scales, and by its curvature where the base itself is in doubt.
     *
     * @param d2 the change at twice the step
     */
    double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
        double inDoubt = a.baseError + b.baseError;
        double ofDoubt = inDoubt == 0 ? 0 : bend(d, d2, a, b, inDoubt);
        return 4 * U * Math.abs(d)
                + (a.error == 0 ? 0 : errorThrough(a, b, true))
                + (b.error == 0 ? 0 : errorThrough(a, b, false))
                + ofDoubt;
    }

    // by the slope at the changed operand; if the error is almost as large as the operand, also by the function at both
    // ends of the error interval, which is infinite for the logarithm of a number that may be 0
    private double errorThrough(Operand a, Operand b, boolean ofFirst) {
        double at = a.base + a.delta, other = b.base + b.delta, error = (ofFirst ? a : b).error;
        double f = value(at, other, 0), step = RoundingErrors.step(ofFirst ? at : other);
        double inProportion = inProportion(
                error, step, ofFirst ? change(f, at, step, other, 0, 0, 0) : change(f, at, 0, other, step, 0, 0));
        if (error < SMALL * Math.abs(ofFirst ? at : other)) return inProportion;
        double up = ofFirst ? value(at + error, other, 0) : value(at, other + error, 0);
        double down = ofFirst ? value(at - error, other, 0) : value(at, other - error, 0);
        double most = Math.max(Math.abs(up - f), Math.abs(down - f));
        return Double.isNaN(most) ? Double.POSITIVE_INFINITY : Math.max(most, inProportion);
    }

    // how far the slope changes over the operand's change, which need not be in proportion to the step, times what is
    // in doubt:
    // the slope itself may be out of range, as that of the logarithm of a subnormal number
    private double bend(double d, double d2, Operand a, Operand b, double inDoubt) {
        boolean ofFirst = Math.abs(b.delta) <= Math.abs(a.delta);
        Operand x = ofFirst ? a : b;
        if (x.delta == 0) return 0;
        double further = x.delta2 - x.delta;
        double measured = Double.POSITIVE_INFINITY;
        if (x.delta2 != 0 && further != 0) {
            double near = times(d, inDoubt, x.delta), far = times(d2, inDoubt, x.delta2);
            double apart = 2 * Math.abs(x.delta / further);
            measured = Math.abs(far - near) * apart;
            // slopes that are apart by their own rounding only, as those over a change of 1e-70, say nothing of a bend
            double roundings = 8 * U + 4 * Double.MIN_VALUE / Math.min(Math.abs(d), Math.abs(x.delta));
            if (measured > roundings * (Math.abs(far) + Math.abs(near)) * apart) return measured;
        }
        double step = RoundingErrors.step(x.base);
        double before = slope(a.base, b.base, ofFirst, inDoubt);
        double after =
                ofFirst ? slope(a.base + step, b.base, true, inDoubt) : slope(a.base, b.base + step, false, inDoubt);
        double probed = times(Math.abs(after - before), Math.abs(x.delta), step);
        return probed < measured ? probed : measured;
    }

    // a divided difference, times what is in doubt: the verifier knows no derivatives
    private double slope(double x, double y, boolean ofFirst, double inDoubt) {
        double f = value(x, y, 0);
        double step = RoundingErrors.step(ofFirst ? x : y);
        return times(ofFirst ? change(f, x, step, y, 0, 0, 0) : change(f, x, 0, y, step, 0, 0), inDoubt, step);
    }

    // a * b / c, of which neither b / c nor a / c need be in range
    private static double times(double a, double b, double c) {
        double ratio = b / c;
        return Double.isFinite(ratio) && ratio != 0 ? a * ratio : a / c * b;
    }

    /**
     * How far rounding can have moved the value f of the operands a, b and c, which are off by ea, eb and ec themselves.
     *
     * @param errors says how contributions add up
     */
    double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
        // a result that is 0 because an operand is has no rounding error
        boolean ofZero = f == 0 && (errors.isZero(a, ea) || operation == Operation.MULTIPLY && errors.isZero(b, eb));
        double moved = moved(errors, f, a, ea, b, eb);
        boolean rounds = !ofZero && !errors.isExact(operation, f, a, b);
        return rounds ? errors.add(moved, errors.own(errors.roundings(operation) * Math.abs(f))) : moved;
    }

    /** The distance of f(a) from the number at which f levels off beyond a; infinite where it does not. */
    double toLimit(double a) {
        return Double.POSITIVE_INFINITY;
    }

    /** Whether every library gives f(a) as it is rounded: elementary functions at 0, arithmetic anywhere. */
    boolean isExact(double a) {
        return a == 0;
    }

    /** How far the errors of the operands move f, by divided differences. */
    double moved(RoundingErrors errors, double f, double a, double ea, double b, double eb) {
        double ofA = 0, ofB = 0;
        if (ea > 0) {
            double step = RoundingErrors.step(a);
            ofA = inProportion(ea, step, change(f, a, step, b, 0, 0, 0));
        }
        if (operation.arity() > 1 && eb > 0) {
            double step = RoundingErrors.step(b);
            ofB = inProportion(eb, step, change(f, a, 0, b, step, 0, 0));
        }
        return errors.add(ofA, ofB);
    }

    private static double inProportion(double error, double step, double change) {
        return times(Math.abs(change), error, step);
    }
}
