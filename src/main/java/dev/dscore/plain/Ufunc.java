package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** An elementwise function of NumPy's: what it computes, and what its result is counted in. */
record Ufunc(String name, Result result, DoubleUnaryOperator one, DoubleBinaryOperator two) {
    enum Result {
        FLOAT,
        /** What the operands are counted in. */
        PROMOTED,
        /** The same, but whole numbers where these are truth values. */
        COUNTED,
        BOOL,
        /** Whole numbers or truth values only. */
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
        one("exp", Result.FLOAT, Math::exp);
        one("exp2", Result.FLOAT, x -> Math.pow(2, x));
        one("expm1", Result.FLOAT, Math::expm1);
        one("log", Result.FLOAT, Math::log);
        one("log2", Result.FLOAT, x -> Math.log(x) / Math.log(2));
        one("log10", Result.FLOAT, Math::log10);
        one("log1p", Result.FLOAT, Math::log1p);
        one("sqrt", Result.FLOAT, Math::sqrt);
        one("cbrt", Result.FLOAT, Math::cbrt);
        one("tanh", Result.FLOAT, Math::tanh);
        one("sin", Result.FLOAT, Math::sin);
        one("cos", Result.FLOAT, Math::cos);
        one("tan", Result.FLOAT, Math::tan);
        one("arcsin", Result.FLOAT, Math::asin);
        one("arccos", Result.FLOAT, Math::acos);
        one("arctan", Result.FLOAT, Math::atan);
        one("sinh", Result.FLOAT, Math::sinh);
        one("cosh", Result.FLOAT, Math::cosh);
        one("arcsinh", Result.FLOAT, x -> Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x));
        one("arccosh", Result.FLOAT, x -> Math.log(x + Math.sqrt(x * x - 1)));
        one("arctanh", Result.FLOAT, x -> 0.5 * (Math.log1p(x) - Math.log1p(-x)));
        one("expit", Result.FLOAT, Ufunc::expit);
        one("erf", Result.FLOAT, ErrorFunction::erf);
        one("reciprocal", Result.PROMOTED, x -> 1 / x);
        one("floor", Result.PROMOTED, Math::floor);
        one("ceil", Result.PROMOTED, Math::ceil);
        one("rint", Result.PROMOTED, Math::rint);
        one("trunc", Result.PROMOTED, x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        one("square", Result.COUNTED, x -> x * x);
        one("abs", Result.PROMOTED, Math::abs);
        one("sign", Result.PROMOTED, x -> Math.signum(x) + 0.0);
        one("negative", Result.PROMOTED, x -> -x);
        one("positive", Result.PROMOTED, x -> x);
        one(
                "nan_to_num",
                Result.PROMOTED,
                x -> Double.isNaN(x) ? 0 : Math.max(-Double.MAX_VALUE, Math.min(Double.MAX_VALUE, x)));
        one("isnan", Result.BOOL, x -> truth(Double.isNaN(x)));
        one("isinf", Result.BOOL, x -> truth(Double.isInfinite(x)));
        one("isfinite", Result.BOOL, x -> truth(Double.isFinite(x)));
        one("logical_not", Result.BOOL, x -> truth(x == 0));
        one("invert", Result.BITS, x -> ~(long) x);

        two("add", Result.PROMOTED, (x, y) -> x + y);
        two("subtract", Result.PROMOTED, (x, y) -> x - y);
        two("multiply", Result.PROMOTED, (x, y) -> x * y);
        two("divide", Result.FLOAT, (x, y) -> x / y);
        two("power", Result.COUNTED, Math::pow);
        two("floor_divide", Result.COUNTED, Ufunc::quotient);
        two("remainder", Result.COUNTED, Ufunc::remainder);
        two("maximum", Result.PROMOTED, Math::max);
        two("minimum", Result.PROMOTED, Math::min);
        two("fmax", Result.PROMOTED, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.max(x, y));
        two("fmin", Result.PROMOTED, (x, y) -> Double.isNaN(x) ? y : Double.isNaN(y) ? x : Math.min(x, y));
        two("arctan2", Result.FLOAT, Math::atan2);
        two("hypot", Result.FLOAT, Math::hypot);
        two("copysign", Result.FLOAT, Math::copySign);
        two("logaddexp", Result.FLOAT, Ufunc::logaddexp);
        two("less", Result.BOOL, (x, y) -> truth(x < y));
        two("less_equal", Result.BOOL, (x, y) -> truth(x <= y));
        two("greater", Result.BOOL, (x, y) -> truth(x > y));
        two("greater_equal", Result.BOOL, (x, y) -> truth(x >= y));
        two("equal", Result.BOOL, (x, y) -> truth(x == y));
        two("not_equal", Result.BOOL, (x, y) -> truth(x != y));
        two("logical_and", Result.BOOL, (x, y) -> truth(x != 0 && y != 0));
        two("logical_or", Result.BOOL, (x, y) -> truth(x != 0 || y != 0));
        two("logical_xor", Result.BOOL, (x, y) -> truth((x != 0) != (y != 0)));
        two("bitwise_and", Result.BITS, (x, y) -> (long) x & (long) y);
        two("bitwise_or", Result.BITS, (x, y) -> (long) x | (long) y);
        two("bitwise_xor", Result.BITS, (x, y) -> (long) x ^ (long) y);
        two("left_shift", Result.BITS, (x, y) -> x * Math.pow(2, y));
        two("right_shift", Result.BITS, (x, y) -> Math.floor(x / Math.pow(2, y)));
    }

    private static void one(String name, Result result, DoubleUnaryOperator operator) {
        TABLE.put(name, new Ufunc(name, result, operator, NO_TWO));
    }

    private static void two(String name, Result result, DoubleBinaryOperator operator) {
        TABLE.put(name, new Ufunc(name, result, NO_ONE, operator));
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

    // as NumPy has them: of the divisor's sign, and the quotient goes with the remainder
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

    /** What the result is counted in, of operands that are counted in {@code operands} together. */
    Dtype dtype(Dtype operands) {
        return switch (result) {
            case FLOAT -> {
                if (operands.compareTo(Dtype.INT) < 0 && !name.equals("divide"))
                    throw Fault.unsupported("NumPy computes " + name
                            + " of comparisons and uint8 in float16, which is not kept here; multiply them by 1.0");
                yield Dtype.FLOAT;
            }
            case BOOL -> Dtype.BOOL;
            case COUNTED -> operands == Dtype.BOOL ? Dtype.INT : operands;
            case BITS -> {
                if (operands == Dtype.FLOAT)
                    throw new Fault(
                            "NumPy's " + name
                                    + " takes truth values and whole numbers; np.logical_and, np.logical_or and np.logical_not take numbers");
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
