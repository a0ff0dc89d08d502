package dev.dscore.verify;

import dev.dscore.graph.Operation;

/** The elementwise operations on single numbers. */
final class Elementary {
    private Elementary() {}

    static double apply(Operation operation, double a, double b, double c) {
        return switch (operation) {
            case NEGATE -> -a;
            case EXP -> Math.exp(a);
            case LOG -> Math.log(a);
            case LOG1P -> Math.log1p(a);
            case EXPM1 -> Math.expm1(a);
            case SQRT -> Math.sqrt(a);
            case SQUARE -> a * a;
            case ABS -> Math.abs(a);
            case SIGN -> Math.signum(a);
            case TANH -> Math.tanh(a);
            case SIGMOID -> a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a));
            case ADD -> a + b;
            case SUBTRACT -> a - b;
            case MULTIPLY -> a * b;
            case DIVIDE -> a / b;
            case POWER -> Math.pow(a, b);
            case MAXIMUM -> Math.max(a, b);
            case MINIMUM -> Math.min(a, b);
            case LESS -> a < b ? 1 : 0;
            case LESS_EQUAL -> a <= b ? 1 : 0;
            case GREATER -> a > b ? 1 : 0;
            case GREATER_EQUAL -> a >= b ? 1 : 0;
            case EQUAL -> a == b ? 1 : 0;
            case NOT_EQUAL -> a != b ? 1 : 0;
            case WHERE -> a != 0 ? b : c;
            default -> throw new IllegalArgumentException(operation + " is not elementwise");
        };
    }

    /**
     * f(a + da, b + db, c + dc) − f(a, b, c), by an identity without cancellation where there is one and it does not overflow,
     * else from the changed value. Where that is the same infinity as before, nothing has changed.
     *
     * @param f the value f(a, b, c)
     */
    static double change(Operation operation, double f, double a, double da, double b, double db, double c, double dc) {
        double change = identity(operation, f, a, da, b, db, c, dc);
        if (Double.isFinite(change)) return change;
        double changed = apply(operation, a + da, b + db, c + dc);
        return changed == f ? 0 : changed - f;
    }

    private static double identity(
            Operation operation, double f, double a, double da, double b, double db, double c, double dc) {
        return switch (operation) {
            case NEGATE -> -da;
            case EXP -> f * expm1(da);
            case LOG -> log1p(da / a);
            case LOG1P -> log1p(da / (1 + a));
            case EXPM1 -> (f + 1) * expm1(da);
            case SQRT -> da == 0 ? 0 : da / (Math.sqrt(a + da) + f);
            case SQUARE -> da * (2 * a + da);
            case ABS -> a >= 0 == a + da >= 0 ? (a >= 0 ? da : -da) : Math.abs(a + da) - f;
            case TANH -> {
                // tanh(a + d) − tanh(a) = tanh(d) (1 − tanh²a) / (1 + tanh(a) tanh(d)), and 1 − tanh² = 1 / cosh²
                double t = Math.tanh(da), cosh = Math.cosh(a);
                yield t / (cosh * cosh * (1 + f * t));
            }
            case SIGMOID -> {
                // with e = exp(d) − 1: s (1 − s) e / (1 + s e)
                double e = expm1(da);
                yield f * apply(Operation.SIGMOID, -a, 0, 0) * e / (1 + f * e);
            }
            case ADD -> da + db;
            case SUBTRACT -> da - db;
            case MULTIPLY -> a * db + da * (b + db);
            case DIVIDE -> (da - f * db) / (b + db);
            case POWER -> power(f, a, da, b, db);
            case MAXIMUM -> order(a, da, b, db) >= 0 ? (a - f) + da : (b - f) + db;
            case MINIMUM -> order(a, da, b, db) <= 0 ? (a - f) + da : (b - f) + db;
            case LESS -> truth(order(a, da, b, db) < 0) - f;
            case LESS_EQUAL -> truth(order(a, da, b, db) <= 0) - f;
            case GREATER -> truth(order(a, da, b, db) > 0) - f;
            case GREATER_EQUAL -> truth(order(a, da, b, db) >= 0) - f;
            case EQUAL -> truth(order(a, da, b, db) == 0) - f;
            case NOT_EQUAL -> truth(order(a, da, b, db) != 0) - f;
            case WHERE -> a + da != 0 ? (b - f) + db : (c - f) + dc;
            default -> apply(operation, a + da, b + db, c + dc) - f;
        };
    }

    // the sign of (a + da) − (b + db), also where a change is lost beside the operand that it changes
    private static double order(double a, double da, double b, double db) {
        double order = (a - b) + (da - db);
        return Double.isNaN(order) ? Double.compare(a + da, b + db) : order;
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }

    /** Math.expm1, faster for small arguments. */
    static double expm1(double d) {
        return Math.abs(d) < SmallSteps.SMALL ? SmallSteps.expm1(d) : Math.expm1(d);
    }

    /** Math.log1p, faster for small arguments. */
    static double log1p(double d) {
        return Math.abs(d) < SmallSteps.SMALL ? SmallSteps.log1p(d) : Math.log1p(d);
    }

    // (a + da)^(b + db) = a^b (1 + da / a)^b (a + da)^db
    private static double power(double f, double a, double da, double b, double db) {
        double ratio = da / a;
        if (a == 0 || ratio <= -1) return Double.NaN;
        double exponent = b * Math.log1p(ratio);
        return f * Math.expm1(db == 0 ? exponent : exponent + db * Math.log(a + da));
    }
}
