package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Logarithms;
import dev.dscore.lang.Message;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * An elementwise function of NumPy: its computation, and the dtype of its result.
 *
 * @param passes its cost as a multiple of an addition's
 */
record Ufunc(String name, Result result, int passes, DoubleUnaryOperator one, DoubleBinaryOperator two) {
    /**
     * The cost in plain operations: of rational functions, of transcendental ones, and of those that reduce their
     * arguments.
     */
    private static final int PLAIN = 1, TRANSCENDENTAL = 4, REDUCING = 10;

    enum Result {
        FLOAT,
        /** The common dtype of the operands. */
        PROMOTED,
        /** The common dtype of the operands, but whole numbers for bools. */
        COUNTED,
        BOOL,
        /** Whole numbers or bools only. */
        BITS
    }

    private static final Map<String, Ufunc> TABLE = new HashMap<>();
    private static final DoubleUnaryOperator NO_ONE = x -> {
        throw new IllegalStateException();
    };
    private static final DoubleBinaryOperator NO_TWO = (x, y) -> {
        throw new IllegalStateException();
    };

    static {
        one("exp", Result.FLOAT, TRANSCENDENTAL, Math::exp);
        one("exp2", Result.FLOAT, REDUCING, x -> Math.pow(2, x));
        one("expm1", Result.FLOAT, TRANSCENDENTAL, Math::expm1);
        one("log", Result.FLOAT, TRANSCENDENTAL, Math::log);
        one("log2", Result.FLOAT, TRANSCENDENTAL, Logarithms::log2);
        one("log10", Result.FLOAT, TRANSCENDENTAL, Math::log10);
        one("log1p", Result.FLOAT, TRANSCENDENTAL, Math::log1p);
        one("sqrt", Result.FLOAT, PLAIN, Math::sqrt);
        one("cbrt", Result.FLOAT, TRANSCENDENTAL, Math::cbrt);
        one("tanh", Result.FLOAT, REDUCING, Math::tanh);
        one("sin", Result.FLOAT, REDUCING, Math::sin);
        one("cos", Result.FLOAT, REDUCING, Math::cos);
        one("tan", Result.FLOAT, REDUCING, Math::tan);
        one("arcsin", Result.FLOAT, TRANSCENDENTAL, Math::asin);
        one("arccos", Result.FLOAT, TRANSCENDENTAL, Math::acos);
        one("arctan", Result.FLOAT, TRANSCENDENTAL, Math::atan);
        one("sinh", Result.FLOAT, REDUCING, Math::sinh);
        one("cosh", Result.FLOAT, REDUCING, Math::cosh);
        one("arcsinh", Result.FLOAT, TRANSCENDENTAL, Logarithms::arcsinh);
        one("arccosh", Result.FLOAT, TRANSCENDENTAL, Logarithms::arccosh);
        one("arctanh", Result.FLOAT, TRANSCENDENTAL, x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)));
        one("expit", Result.FLOAT, TRANSCENDENTAL, Ufunc::expit);
        one("erf", Result.FLOAT, TRANSCENDENTAL, ErrorFunction::erf);
        one("reciprocal", Result.PROMOTED, PLAIN, x -> 1 / x);
        one("floor", Result.PROMOTED, PLAIN, Math::floor);
        one("ceil", Result.PROMOTED, PLAIN, Math::ceil);
        one("rint", Result.PROMOTED, PLAIN, Math::rint);
        one("trunc", Result.PROMOTED, PLAIN, x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        one("square", Result.COUNTED, PLAIN, x -> x * x);
        one("abs", Result.PROMOTED, PLAIN, Math::abs);
        one("sign", Result.PROMOTED, PLAIN, x -> Math.signum(x) + 0.0);
        one("negative", Result.PROMOTED, PLAIN, x -> -x);
        one("positive", Result.PROMOTED, PLAIN, x -> x);
        one(
                "nan_to_num",
                Result.PROMOTED,
                PLAIN,
                x -> Double.isNaN(x) ? 0 : Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, x)));
        one("isnan", Result.BOOL, PLAIN, x -> truth(Double.isNaN(x)));
        one("isinf", Result.BOOL, PLAIN, x -> truth(Double.isInfinite(x)));
        one("isfinite", Result.BOOL, PLAIN, x -> truth(Double.isFinite(x)));
        one("logical_not", Result.BOOL, PLAIN, x -> truth(x == 0));
        one("invert", Result.BITS, PLAIN, x -> ~(long) x);

        two("add", Result.PROMOTED, PLAIN, (x, y) -> x + y);
        two("subtract", Result.PROMOTED, PLAIN, (x, y) -> x - y);
        two("multiply", Result.PROMOTED, PLAIN, (x, y) -> x * y);
        two("divide", Result.FLOAT, PLAIN, (x, y) -> x / y);
        two("power", Result.COUNTED, REDUCING, Math::pow);
        two("floor_divide", Result.COUNTED, REDUCING, Ufunc::quotient);
        two("remainder", Result.COUNTED, REDUCING, Ufunc::remainder);
        two("maximum", Result.PROMOTED, PLAIN, Math::max);
        two("minimum", Result.PROMOTED, PLAIN, Math::min);
        two("fmax", Result.PROMOTED, PLAIN, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y));
        two("fmin", Result.PROMOTED, PLAIN, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y));
        two("arctan2", Result.FLOAT, TRANSCENDENTAL, Math::atan2);
        two("hypot", Result.FLOAT, TRANSCENDENTAL, Math::hypot);
        two("copysign", Result.FLOAT, PLAIN, Math::copySign);
        two("logaddexp", Result.FLOAT, TRANSCENDENTAL, Ufunc::logaddexp);
        two("less", Result.BOOL, PLAIN, (x, y) -> truth(x < y));
        two("less_equal", Result.BOOL, PLAIN, (x, y) -> truth(x <= y));
        two("greater", Result.BOOL, PLAIN, (x, y) -> truth(x > y));
        two("greater_equal", Result.BOOL, PLAIN, (x, y) -> truth(x >= y));
        two("equal", Result.BOOL, PLAIN, (x, y) -> truth(x == y));
        two("not_equal", Result.BOOL, PLAIN, (x, y) -> truth(x != y));
        two("logical_and", Result.BOOL, PLAIN, (x, y) -> truth(x != 0 && y != 0));
        two("logical_or", Result.BOOL, PLAIN, (x, y) -> truth(x != 0 || y != 0));
        two("logical_xor", Result.BOOL, PLAIN, (x, y) -> truth((x != 0) != (y != 0)));
        two("bitwise_and", Result.BITS, PLAIN, (x, y) -> (long) x & (long) y);
        two("bitwise_or", Result.BITS, PLAIN, (x, y) -> (long) x | (long) y);
        two("bitwise_xor", Result.BITS, PLAIN, (x, y) -> (long) x ^ (long) y);
        two("left_shift", Result.BITS, REDUCING, (x, y) -> x * Math.pow(2, y));
        two("right_shift", Result.BITS, REDUCING, (x, y) -> Math.floor(x / Math.pow(2, y)));
    }

    private static void one(String name, Result result, int passes, DoubleUnaryOperator operator) {
        TABLE.put(name, new Ufunc(name, result, passes, operator, NO_TWO));
    }

    private static void two(String name, Result result, int passes, DoubleBinaryOperator operator) {
        TABLE.put(name, new Ufunc(name, result, passes, NO_ONE, operator));
    }

    static Ufunc named(String name) {
        Ufunc ufunc = TABLE.get(name);
        if (ufunc == null) throw new IllegalArgumentException("no elementwise function is called " + name);
        return ufunc;
    }

    static double truth(boolean value) {
        return value ? 1 : 0;
    }

    private static double expit(double x) {
        if (x >= 0) return 1 / (1 + Math.exp(-x));
        double e = Math.exp(x);
        return e / (1 + e);
    }

    // as in NumPy: the remainder has the divisor's sign, and the quotient is consistent with it
    private static double remainder(double x, double y) {
        double remainder = x % y;
        if (remainder == 0) return Math.copySign(0, y);
        return (remainder < 0) != (y < 0) ? remainder + y : remainder;
    }

    private static double quotient(double x, double y) {
        if (y == 0) return x / y;
        double remainder = x % y, quotient = (x - remainder) / y;
        if (remainder != 0 && (y < 0) != (remainder < 0)) quotient -= 1;
        if (quotient == 0) return Math.copySign(0, x / y);
        double floor = Math.floor(quotient);
        return quotient - floor > 0.5 ? floor + 1 : floor;
    }

    private static double logaddexp(double x, double y) {
        if (x == y) return x + Math.log(2);
        return Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
    }

    /** Returns the dtype of the result, for operands of the common dtype {@code operands}. */
    Dtype dtype(Dtype operands) {
        return switch (result) {
            case FLOAT -> {
                if (operands.compareTo(Dtype.INT) < 0 && !name.equals("divide"))
                    throw Fault.unsupported(
                            "NumPy computes {} of comparisons and uint8 in float16, which is not kept here; multiply them by 1.0",
                            Message.fixed(name));
                yield Dtype.FLOAT;
            }
            case BOOL -> Dtype.BOOL;
            case COUNTED -> operands == Dtype.BOOL ? Dtype.INT : operands;
            case BITS -> {
                if (operands == Dtype.FLOAT)
                    throw new Fault(
                            "NumPy's {} takes truth values and whole numbers; np.logical_and, np.logical_or and np.logical_not take numbers",
                            Message.fixed(name));
                yield operands;
            }
            case PROMOTED -> {
                if (operands == Dtype.BOOL && name.equals("subtract"))
                    throw Fault.error("TypeError", "NumPy does not count with two comparisons; multiply each by 1");
                if (operands == Dtype.BOOL && name.equals("negative"))
                    throw Fault.error("TypeError", "NumPy has no minus of a comparison; multiply it by -1");
                yield operands;
            }
        };
    }
}
