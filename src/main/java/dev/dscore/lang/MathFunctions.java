package dev.dscore.lang;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** Python's module {@code math}: functions of single numbers, with an error where NumPy returns nan or infinity. */
final class MathFunctions {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    static final Map<String, Double> CONSTANTS = Map.of(
            "pi", Math.PI,
            "e", Math.E,
            "tau", 2 * Math.PI,
            "inf", Double.POSITIVE_INFINITY,
            "nan", Double.NaN);

    /** NumPy's names of functions that {@code math} names differently, used for the arrays of a definition. */
    private static final Map<String, String> NUMPYS = Map.of(
            "acos", "arccos", "asin", "arcsin", "atan", "arctan", "atan2", "arctan2", "fabs", "abs", "pow", "power");

    private MathFunctions() {}

    static {
        one("exp", Math::exp);
        one("expm1", Math::expm1);
        one("log2", Logarithms::log2);
        one("log10", Math::log10);
        one("log1p", Math::log1p);
        one("sqrt", Math::sqrt);
        one("fabs", Math::abs);
        one("sin", Math::sin);
        one("cos", Math::cos);
        one("tan", Math::tan);
        one("asin", Math::asin);
        one("acos", Math::acos);
        one("atan", Math::atan);
        one("sinh", Math::sinh);
        one("cosh", Math::cosh);
        one("tanh", Math::tanh);
        one("degrees", Math::toDegrees);
        one("radians", Math::toRadians);
        two("pow", Math::pow);
        two("atan2", Math::atan2);
        two("hypot", Math::hypot);
        two("copysign", Math::copySign);
        two("fmod", (x, y) -> x % y);
        row("log", "a base=None", given -> {
            if (!given.arrays().areKnown()) return symbolic("log", given);
            double x = checked(given, given.real("a"), Math::log);
            return new Value.Real(given.has("base") ? x / checked(given, given.real("base"), Math::log) : x);
        });
        rounding("floor", Math::floor);
        rounding("ceil", Math::ceil);
        rounding("trunc", x -> x < 0 ? Math.ceil(x) : Math.floor(x));
        test("isnan", Double::isNaN);
        test("isinf", Double::isInfinite);
        test("isfinite", Double::isFinite);
        row("isclose", "a b rel_tol=1e-9 abs_tol=0.0", given -> {
            double a = given.real("a"), b = given.real("b");
            double most = Math.max(given.real("rel_tol") * Math.max(Math.abs(a), Math.abs(b)), given.real("abs_tol"));
            return Value.Flag.of(a == b || Math.abs(a - b) <= most);
        });
        row("prod", "values", given -> {
            Value product = Whole.ONE;
            for (Value one : given.interpreter().sequences().elements(given.value("values")))
                product = given.interpreter().operators().binary(Operator.MULTIPLY, product, one);
            return product;
        });
        row("factorial", "n", given -> {
            long n = given.whole("n").number();
            if (n < 0) throw Fault.error("ValueError", "n is negative");
            Value product = Whole.ONE;
            for (long i = 2; i <= n; i++) product = Numbers.binary(Operator.MULTIPLY, product, Whole.of(i));
            return product;
        });
        row(
                "gcd",
                "a b",
                given -> Whole.of(java.math.BigInteger.valueOf(given.whole("a").number())
                        .gcd(java.math.BigInteger.valueOf(given.whole("b").number()))
                        .longValue()));
    }

    private static void row(String name, String parameters, Builtin.Body body) {
        TABLE.put(name, Builtin.of(name, parameters, body));
    }

    private static void one(String name, DoubleUnaryOperator function) {
        row(
                name,
                "a",
                given -> given.arrays().areKnown()
                        ? new Value.Real(checked(given, given.real("a"), function))
                        : symbolic(name, given));
    }

    private static void two(String name, DoubleBinaryOperator function) {
        row(
                name,
                "a b",
                given -> given.arrays().areKnown()
                        ? new Value.Real(
                                checked(given, given.real("a"), x -> function.applyAsDouble(x, given.real("b"))))
                        : symbolic(name, given));
    }

    private static void rounding(String name, DoubleUnaryOperator function) {
        row(name, "a", given -> {
            if (!given.arrays().areKnown() && given.value("a") instanceof Array) return symbolic(name, given);
            double x = function.applyAsDouble(given.real("a"));
            if (!Double.isFinite(x)) throw Fault.error("ValueError", "{} is no whole number", Numbers.text(x));
            return Whole.of((long) x);
        });
    }

    private static void test(String name, DoublePredicate test) {
        row(name, "a", given -> Value.Flag.of(test.test(given.real("a"))));
    }

    // like Python, stops at numbers outside the function's domain, and where a finite number has no finite value
    private static double checked(Given given, double x, DoubleUnaryOperator function) {
        double y = function.applyAsDouble(x);
        if (Double.isNaN(y) && !Double.isNaN(x)) {
            throw Fault.error(
                    "ValueError", "math domain error: {} has no such value, where Python stops", Numbers.text(x));
        }
        if (Double.isInfinite(y) && Double.isFinite(x)) {
            throw y > 0
                    ? Fault.error(
                            "OverflowError", "math range error: too large a number for float64, where Python stops")
                    : Fault.error("ValueError", "math domain error: 0 has no such value, where Python stops");
        }
        return y;
    }

    // the graph operation on a symbolic length or a node
    private static Value symbolic(String name, Given given) {
        Builtin numpys = NumpyFunctions.TABLE.get(NUMPYS.getOrDefault(name, name));
        if (numpys == null || given.value("base") != null && given.has("base")) {
            throw Fault.unsupported("math.{} is not taken in a definition", Message.name(name));
        }
        boolean two = given.value("b") != null;
        return given.interpreter()
                .call(
                        new Callable.Native(name, numpys),
                        two ? List.of(given.value("a"), given.value("b")) : List.of(given.value("a")),
                        Map.of());
    }
}
