package dev.dscore.verify;

import dev.dscore.graph.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Predicate;

/** The rules of elementwise operations: identities of differences, exact for any step, none of which knows a derivative. */
final class ScalarRules {
    private static final double U = Baseline.U;
    private static final Map<Operation, ScalarRule> ALL = new EnumMap<>(Operation.class);

    static {
        ALL.put(Operation.NEGATE, new Negate());
        ALL.put(Operation.ADD, new Add(Operation.ADD, 1));
        ALL.put(Operation.SUBTRACT, new Add(Operation.SUBTRACT, -1));
        ALL.put(Operation.MULTIPLY, new Multiply());
        ALL.put(Operation.DIVIDE, new Divide());
        ALL.put(Operation.POWER, new Power());
        ALL.put(Operation.SQUARE, new Square());
        ALL.put(Operation.SQRT, new Sqrt());
        ALL.put(Operation.EXP, new Exp());
        ALL.put(Operation.EXPM1, new Expm1());
        ALL.put(Operation.LOG, new Log());
        ALL.put(Operation.LOG1P, new Log1p());
        ALL.put(Operation.TANH, new Tanh());
        ALL.put(Operation.SIGMOID, new Sigmoid());
        ALL.put(Operation.SIN, new Sine(Operation.SIN));
        ALL.put(Operation.COS, new Sine(Operation.COS));
        ALL.put(Operation.ARCTAN, new Arctan());
        ALL.put(Operation.LOGADDEXP, new Logaddexp());
        ALL.put(Operation.ERF, new ErrorFunction());
        ALL.put(Operation.ABS, new Abs());
        ALL.put(Operation.MAXIMUM, new Extreme(Operation.MAXIMUM, 1));
        ALL.put(Operation.MINIMUM, new Extreme(Operation.MINIMUM, -1));
        ALL.put(Operation.WHERE, new Where());
        ALL.put(Operation.SIGN, new Step(Operation.SIGN));
        for (Operation operation : Operation.values())
            if (operation.isComparison()) ALL.put(operation, new Comparison(operation));
        for (Operation operation : Operation.values())
            if (operation.isElementwise()) ALL.putIfAbsent(operation, new ScalarRule(operation));
    }

    private ScalarRules() {}

    static ScalarRule of(Operation operation) {
        ScalarRule rule = ALL.get(operation);
        if (rule == null) throw new IllegalArgumentException(operation + " is not elementwise");
        return rule;
    }

    private static final class Negate extends ScalarRule {
        Negate() {
            super(Operation.NEGATE);
        }

        @Override
        boolean isExact(double a) {
            return true;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return -da;
        }

        @Override
        void changes(Row row, int cell) {
            double[] da = row.x().delta(), out = row.out();
            int i = row.x().from(cell), to = cell * row.width(), length = row.width();
            for (int l = 0; l < length; l++) out[to + l] = -da[i + l];
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return a.error();
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            return ea;
        }
    }

    /** A sum, or a difference. */
    private static final class Add extends ScalarRule {
        private final int sign;

        Add(Operation operation, int sign) {
            super(operation);
            this.sign = sign;
        }

        @Override
        boolean isExact(double a) {
            return true;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return da + sign * db;
        }

        @Override
        void changes(Row row, int cell) {
            double[] da = row.x().delta(), db = row.y().delta(), out = row.out();
            int i = row.x().from(cell), j = row.y().from(cell), to = cell * row.width(), length = row.width();
            if (sign > 0) for (int l = 0; l < length; l++) out[to + l] = da[i + l] + db[j + l];
            else for (int l = 0; l < length; l++) out[to + l] = da[i + l] - db[j + l];
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return a.error() + b.error() + U * Math.abs(d);
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            double ofOperands = errors.add(ea, eb);
            return errors.isExact(operation(), f, a, b) ? ofOperands : errors.add(ofOperands, errors.ofSum(a, b, f));
        }
    }

    private static final class Multiply extends ScalarRule {
        Multiply() {
            super(Operation.MULTIPLY);
        }

        @Override
        boolean isExact(double a) {
            return true;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return a * db + da * (b + db);
        }

        @Override
        void changes(Row row, int cell) {
            double[] a = row.x().base().at(cell), b = row.y().base().at(cell);
            double[] da = row.x().delta(), db = row.y().delta(), out = row.out();
            int i = row.x().from(cell), j = row.y().from(cell), to = cell * row.width();
            for (int l = 0; l < a.length; l++) out[to + l] = a[l] * db[j + l] + da[i + l] * (b[l] + db[j + l]);
        }

        @Override
        boolean isLinear(Predicate<Integer> changes) {
            return !changes.test(0) || !changes.test(1);
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return Math.abs(a.base()) * b.error()
                    + Math.abs(b.base() + b.delta()) * a.error()
                    + Math.abs(b.delta()) * a.baseError()
                    + Math.abs(a.delta()) * b.baseError()
                    + 3 * U * (Math.abs(a.base() * b.delta()) + Math.abs(b.base() * a.delta()));
        }

        // of factors that are all rounding, as (t - 1) (1 - t²) in saturation, nothing else is left; what overflows
        // gives no
        // number in the end, whatever the other factor is
        @Override
        double moved(RoundingErrors errors, double f, double a, double ea, double b, double eb) {
            double ofA = errors.precision().isBeyond(b) ? 0 : ea,
                    ofB = errors.precision().isBeyond(a) ? 0 : eb;
            return errors.add(super.moved(errors, f, a, ofA, b, ofB), ofA * ofB);
        }
    }

    private static final class Divide extends ScalarRule {
        Divide() {
            super(Operation.DIVIDE);
        }

        @Override
        boolean isExact(double a) {
            return true;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return (da - f * db) / (b + db);
        }

        @Override
        void changes(Row row, int cell) {
            double[] f = row.f().at(cell), b = row.y().base().at(cell);
            double[] da = row.x().delta(), db = row.y().delta(), out = row.out();
            int i = row.x().from(cell), j = row.y().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) out[to + l] = (da[i + l] - f[l] * db[j + l]) / (b[l] + db[j + l]);
        }

        @Override
        boolean isLinear(Predicate<Integer> changes) {
            return !changes.test(1);
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            double divisor = Math.abs(b.base() + b.delta());
            double quotientError = (a.baseError() + Math.abs(f) * b.baseError()) / Math.abs(b.base()) + U * Math.abs(f);
            return (a.error()
                                    + Math.abs(f) * b.error()
                                    + Math.abs(b.delta()) * quotientError
                                    + 3 * U * (Math.abs(a.delta()) + Math.abs(f * b.delta()))
                                    + Double.MIN_VALUE)
                            / divisor
                    + Math.abs(d) * (b.baseError() + b.error()) / divisor;
        }

        // what overflows is any number beyond the largest, so that a quotient by it is any number below this
        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            double error = super.running(errors, f, a, ea, b, eb, c, ec);
            return Double.isInfinite(b) ? errors.add(error, Math.abs(a) / Double.MAX_VALUE) : error;
        }
    }

    private static final class Power extends ScalarRule {
        Power() {
            super(Operation.POWER);
        }

        // (a + da)^(b + db) = a^b (1 + da / a)^b (a + da)^db
        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            double ratio = da / a;
            if (a == 0 || ratio <= -1) return Double.NaN;
            double exponent = b * Math.log1p(ratio);
            return f * Math.expm1(db == 0 ? exponent : exponent + db * Math.log(a + da));
        }
    }

    private static final class Square extends ScalarRule {
        Square() {
            super(Operation.SQUARE);
        }

        @Override
        boolean isExact(double a) {
            return true;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return da * (2 * a + da);
        }

        @Override
        void changes(Row row, int cell) {
            double[] a = row.x().base().at(cell), da = row.x().delta(), out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < a.length; l++) out[to + l] = da[i + l] * (2 * a[l] + da[i + l]);
        }

        @Override
        double moved(RoundingErrors errors, double f, double a, double ea, double b, double eb) {
            return errors.add(super.moved(errors, f, a, ea, b, eb), ea * ea);
        }
    }

    private static final class Sqrt extends ScalarRule {
        Sqrt() {
            super(Operation.SQRT);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return da == 0 ? 0 : da / (Math.sqrt(a + da) + f);
        }

        @Override
        void changes(Row row, int cell) {
            double[] f = row.f().at(cell),
                    a = row.x().base().at(cell),
                    da = row.x().delta(),
                    out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) out[to + l] = da[i + l] / (Math.sqrt(a[l] + da[i + l]) + f[l]);
        }
    }

    private static final class Exp extends ScalarRule {
        Exp() {
            super(Operation.EXP);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return f * Series.expm1(da);
        }

        @Override
        void changes(Row row, int cell) {
            if (row.f().same()) changes(row.f().at(cell, 0), row, cell);
            else changes(row.f().at(cell), row, cell);
        }

        private static void changes(double f, Row row, int cell) {
            double[] da = row.x().delta(), out = row.out();
            int i = row.x().from(cell), to = cell * row.width(), length = row.width();
            for (int l = 0; l < length; l++) out[to + l] = f * Series.smallExpm1(da[i + l]);
        }

        private static void changes(double[] f, Row row, int cell) {
            double[] da = row.x().delta(), out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) out[to + l] = f[l] * Series.smallExpm1(da[i + l]);
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return Math.abs(f + d) * a.error() + Math.abs(d) * (a.baseError() + 4 * U);
        }
    }

    private static final class Expm1 extends ScalarRule {
        Expm1() {
            super(Operation.EXPM1);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return (f + 1) * Series.expm1(da);
        }
    }

    private static final class Log extends ScalarRule {
        Log() {
            super(Operation.LOG);
        }

        @Override
        boolean isExact(double a) {
            return a == 1;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return Series.log1p(da / a);
        }

        @Override
        void changes(Row row, int cell) {
            double[] a = row.x().base().at(cell), da = row.x().delta(), out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < a.length; l++) out[to + l] = Series.smallLog1p(da[i + l] / a[l]);
        }
    }

    private static final class Log1p extends ScalarRule {
        Log1p() {
            super(Operation.LOG1P);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return Series.log1p(da / (1 + a));
        }
    }

    /** tanh(a + d) − tanh(a) = tanh(d) (1 − tanh²a) / (1 + tanh(a) tanh(d)), and 1 − tanh² = 1 / cosh². */
    private static final class Tanh extends ScalarRule {
        Tanh() {
            super(Operation.TANH);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            double t = Math.tanh(da), cosh = Math.cosh(a);
            return t / (cosh * cosh * (1 + f * t));
        }

        @Override
        void changes(Row row, int cell) {
            double[] f = row.f().at(cell),
                    slope = row.slope().at(cell),
                    da = row.x().delta(),
                    out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) {
                double t = Series.smallTanh(da[i + l]);
                out[to + l] = t * slope[l] / (1 + f[l] * t);
            }
        }

        @Override
        boolean takesSlope() {
            return true;
        }

        @Override
        double slope(double a) {
            return 1 / (Math.cosh(a) * Math.cosh(a));
        }

        @Override
        double toLimit(double a) {
            return 2 / (1 + Math.exp(2 * Math.abs(a)));
        }
    }

    /** With e = exp(d) − 1: s (1 − s) e / (1 + s e), and 1 − s(a) = s(−a). */
    private static final class Sigmoid extends ScalarRule {
        Sigmoid() {
            super(Operation.SIGMOID);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            double e = Series.expm1(da);
            return f * slope(a) * e / (1 + f * e);
        }

        @Override
        void changes(Row row, int cell) {
            double[] f = row.f().at(cell),
                    slope = row.slope().at(cell),
                    da = row.x().delta(),
                    out = row.out();
            int i = row.x().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) {
                double e = Series.smallExpm1(da[i + l]);
                out[to + l] = f[l] * slope[l] * e / (1 + f[l] * e);
            }
        }

        @Override
        boolean takesSlope() {
            return true;
        }

        @Override
        double slope(double a) {
            return value(-a, 0, 0);
        }

        // towards 0 its relative error stays what it is
        @Override
        double toLimit(double a) {
            return a >= 0 ? slope(a) : super.toLimit(a);
        }
    }

    private static final class Abs extends ScalarRule {
        Abs() {
            super(Operation.ABS);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return a >= 0 == a + da >= 0 ? (a >= 0 ? da : -da) : Math.abs(a + da) - f;
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return a.error();
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            return ea;
        }
    }

    /** The larger of two, or the smaller. */
    private static final class Extreme extends ScalarRule {
        // of errors that are estimated, not bounded, how many may lie between operands whose order is known
        private static final int DEVIATIONS = 8;

        private final int sign;

        Extreme(Operation operation, int sign) {
            super(operation);
            this.sign = sign;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return sign * order(a, da, b, db) >= 0 ? (a - f) + da : (b - f) + db;
        }

        @Override
        void changes(Row row, int cell) {
            double[] f = row.f().at(cell),
                    a = row.x().base().at(cell),
                    b = row.y().base().at(cell);
            double[] da = row.x().delta(), db = row.y().delta(), out = row.out();
            int i = row.x().from(cell), j = row.y().from(cell), to = cell * row.width();
            for (int l = 0; l < f.length; l++) {
                double order = sign * ((a[l] - b[l]) + (da[i + l] - db[j + l]));
                double ofA = (a[l] - f[l]) + da[i + l], ofB = (b[l] - f[l]) + db[j + l];
                // of infinities, no number: such an entry is left open
                out[to + l] = order >= 0 ? ofA : order < 0 ? ofB : Double.NaN;
            }
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            double apart = Math.abs(a.delta() - b.delta());
            boolean near = Math.abs(a.base() - b.base()) <= 2 * apart;
            // whichever is the larger before and after, the change is that of one of them, or between
            double order = Math.min(a.baseError() + b.baseError(), apart);
            if (near) return Math.max(a.error(), b.error()) + U * Math.abs(d) + order;
            return (isFirst(a.base(), b.base()) ? a.error() : b.error()) + U * Math.abs(d);
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            boolean near = !(Math.abs(a - b) > DEVIATIONS * (ea + eb));
            return near ? Math.max(ea, eb) : isFirst(a, b) ? ea : eb;
        }

        private boolean isFirst(double a, double b) {
            return sign * (a - b) >= 0;
        }
    }

    private static final class Where extends ScalarRule {
        Where() {
            super(Operation.WHERE);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return a + da != 0 ? (b - f) + db : (c - f) + dc;
        }

        @Override
        boolean isLinear(Predicate<Integer> changes) {
            return !changes.test(0);
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            if (a.delta() == 0) return (a.base() != 0 ? b.error() : c.error()) + U * Math.abs(d);
            Operand taken = a.base() + a.delta() != 0 ? b : c;
            double jump = taken.base() - f;
            boolean exact = ErrorFree.is(Operation.SUBTRACT, jump, taken.base(), f)
                    && ErrorFree.is(Operation.ADD, d, jump, taken.delta());
            double rounding = exact ? 0 : U * (Math.abs(b.base()) + Math.abs(c.base()));
            return b.baseError() + c.baseError() + b.error() + c.error() + rounding;
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            return a != 0 ? eb : ec;
        }
    }

    /** Changes by steps only, so that rounding moves nothing. */
    private static class Step extends ScalarRule {
        Step(Operation operation) {
            super(operation);
        }

        @Override
        double error(double f, double d, double d2, Operand a, Operand b, Operand c) {
            return 0;
        }

        @Override
        double running(RoundingErrors errors, double f, double a, double ea, double b, double eb, double c, double ec) {
            return 0;
        }
    }

    private static final class Comparison extends Step {
        Comparison(Operation operation) {
            super(operation);
        }

        // of the order of the changed operands, and 0
        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return value(order(a, da, b, db), 0, 0) - f;
        }
    }

    // the sign of (a + da) − (b + db), also where a change is lost beside the operand that it changes
    private static double order(double a, double da, double b, double db) {
        double order = (a - b) + (da - db);
        return Double.isNaN(order) ? Double.compare(a + da, b + db) : order;
    }

    /** sin(a + d) − sin(a) = 2 cos(a + d/2) sin(d/2), and cos(a + d) − cos(a) = −2 sin(a + d/2) sin(d/2). */
    private static final class Sine extends ScalarRule {
        private final boolean isCosine;

        Sine(Operation operation) {
            super(operation);
            this.isCosine = operation == Operation.COS;
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            double middle = a + da / 2;
            return 2 * (isCosine ? -Math.sin(middle) : Math.cos(middle)) * Math.sin(da / 2);
        }
    }

    /** arctan(a + d) − arctan(a) = arctan(d / (1 + a (a + d))) where the divisor is positive. */
    private static final class Arctan extends ScalarRule {
        Arctan() {
            super(Operation.ARCTAN);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            double divisor = 1 + a * (a + da);
            return divisor > 0 ? Math.atan(da / divisor) : Double.NaN;
        }

        @Override
        double toLimit(double a) {
            return Math.atan(1 / Math.abs(a));
        }
    }

    /** With the shares p and q of both: log(p exp(da) + q exp(db)). */
    private static final class Logaddexp extends ScalarRule {
        Logaddexp() {
            super(Operation.LOGADDEXP);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            return Math.log1p(Math.exp(a - f) * Math.expm1(da) + Math.exp(b - f) * Math.expm1(db));
        }
    }

    /** The integral of 2/√π exp(−t²) from a to a + d, by Gauss and Legendre's rule of eight points: to all digits for d up to 1/4. */
    private static final class ErrorFunction extends ScalarRule {
        // Abramowitz and Stegun, table 25.4
        private static final double[] POINTS = {
            0.183434642495649805, 0.525532409916328986, 0.796666477413626740, 0.960289856497536232
        };
        private static final double[] WEIGHTS = {
            0.362683783378361983, 0.313706645877887287, 0.222381034453374471, 0.101228536290376259
        };
        private static final double LONGEST = 0.25;

        ErrorFunction() {
            super(Operation.ERF);
        }

        @Override
        double identity(double f, double a, double da, double b, double db, double c, double dc) {
            if (Math.abs(da) > LONGEST) return Double.NaN;
            double half = da / 2, middle = a + half, sum = 0;
            for (int i = 0; i < POINTS.length; i++) {
                double after = middle + half * POINTS[i], before = middle - half * POINTS[i];
                sum += WEIGHTS[i] * (Math.exp(-after * after) + Math.exp(-before * before));
            }
            return 2 / Math.sqrt(Math.PI) * half * sum;
        }

        @Override
        double toLimit(double a) {
            double x = Math.abs(a);
            // erfc lies below exp(−x²)
            return Math.exp(-x * x);
        }
    }
}
