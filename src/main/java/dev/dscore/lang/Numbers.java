package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.Locale;

/** Python's own numbers: int, float and bool. */
final class Numbers {
    /** Maximum number of characters of a length such as N * D + 1. */
    private static final int LONGEST_SIZE = 200;

    private Numbers() {}

    static boolean isNumber(Value value) {
        return value instanceof Whole || value instanceof Value.Real || value instanceof Value.Flag;
    }

    static boolean isWhole(Value value) {
        return value instanceof Whole || value instanceof Value.Flag;
    }

    static double real(Value value) {
        if (value instanceof Whole whole) return whole.number();
        if (value instanceof Value.Real real) return real.value();
        if (value instanceof Value.Flag flag) return flag.value() ? 1 : 0;
        throw Fault.error("TypeError", "takes a number, not {}", Message.kind(value));
    }

    static Whole whole(Value value) {
        if (value instanceof Whole whole) return whole;
        if (value instanceof Value.Flag flag) return flag.value() ? Whole.ONE : Whole.ZERO;
        throw Fault.error("TypeError", "takes a whole number, not {}", Message.kind(value));
    }

    static Value binary(Operator operator, Value a, Value b) {
        if (operator == Operator.MATMUL) throw Fault.error("TypeError", "@ takes no number; * multiplies by one");
        boolean wholes = isWhole(a) && isWhole(b);
        return wholes ? ofWholes(operator, a, b) : ofReals(operator, real(a), real(b));
    }

    private static Value ofWholes(Operator operator, Value a, Value b) {
        Whole left = whole(a), right = whole(b);
        long x = left.number(), y = right.number();
        boolean flags = a instanceof Value.Flag && b instanceof Value.Flag;
        try {
            return switch (operator) {
                case ADD -> length(Math.addExact(x, y), left, right, Size::plus);
                case SUBTRACT -> length(Math.subtractExact(x, y), left, right, Size::minus);
                case MULTIPLY -> length(Math.multiplyExact(x, y), left, right, Size::times);
                case DIVIDE -> new Value.Real((double) x / nonzero(y));
                case FLOOR_DIVIDE -> quotient(left, right);
                case REMAINDER -> Whole.of(Math.floorMod(x, nonzero(y)));
                case POWER -> y < 0 ? ofReals(operator, x, y) : Whole.of(power(x, y));
                case AND -> flags ? Value.Flag.of((x & y) != 0) : Whole.of(x & y);
                case OR -> flags ? Value.Flag.of((x | y) != 0) : Whole.of(x | y);
                case XOR -> flags ? Value.Flag.of((x ^ y) != 0) : Whole.of(x ^ y);
                case LEFT -> Whole.of(Math.multiplyExact(x, power(2, shift(y))));
                case RIGHT -> Whole.of(x >> Math.min(shift(y), Long.SIZE - 1));
                case MATMUL -> throw new IllegalStateException();
            };
        } catch (ArithmeticException e) {
            throw Whole.tooLarge();
        }
    }

    private interface OfSizes {
        Size of(Size a, Size b);
    }

    // N * D is a length again, with a symbol
    private static Whole length(long number, Whole a, Whole b, OfSizes sizes) {
        if (!a.isLength() && !b.isLength()) return Whole.of(number);
        try {
            Size size = sizes.of(a.size(), b.size());
            return size.toString().length() > LONGEST_SIZE ? Whole.of(number) : Whole.of(number, size);
        } catch (ArithmeticException e) {
            return Whole.of(number);
        }
    }

    private static Whole quotient(Whole a, Whole b) {
        long number = Math.floorDiv(a.number(), nonzero(b.number()));
        if (!a.isLength()) return Whole.of(number);
        return a.size().dividedBy(b.size()).map(size -> Whole.of(number, size)).orElseGet(() -> Whole.of(number));
    }

    private static long shift(long by) {
        if (by < 0) throw Fault.error("ValueError", "shifts by a negative number");
        return by;
    }

    private static long power(long base, long exponent) {
        if (base == 0 || base == 1) return exponent == 0 ? 1 : base;
        if (base == -1) return exponent % 2 == 0 ? 1 : -1;
        if (exponent > 60) throw Whole.tooLarge();
        long result = 1;
        for (long i = 0; i < exponent; i++) result = Math.multiplyExact(result, base);
        return result;
    }

    private static long nonzero(long divisor) {
        if (divisor == 0) throw Fault.error("ZeroDivisionError", "divides by zero, where Python stops");
        return divisor;
    }

    private static Value ofReals(Operator operator, double x, double y) {
        boolean divides =
                operator == Operator.DIVIDE || operator == Operator.FLOOR_DIVIDE || operator == Operator.REMAINDER;
        if (divides && y == 0) throw Fault.error("ZeroDivisionError", "divides by zero, where Python stops");
        return new Value.Real(
                switch (operator) {
                    case ADD -> x + y;
                    case SUBTRACT -> x - y;
                    case MULTIPLY -> x * y;
                    case DIVIDE -> x / y;
                    case FLOOR_DIVIDE -> Math.floor(x / y);
                    case REMAINDER -> remainder(x, y);
                    case POWER -> power(x, y);
                    default ->
                        throw Fault.error("TypeError", "`{}` takes whole numbers", Message.fixed(operator.sign()));
                });
    }

    /** Returns the remainder with the sign of the divisor, as in Python and NumPy. */
    static double remainder(double x, double y) {
        double remainder = x % y;
        return remainder != 0 && (remainder < 0) != (y < 0) ? remainder + y : remainder;
    }

    private static double power(double x, double y) {
        if (x == 0 && y < 0) throw Fault.error("ZeroDivisionError", "divides by zero, where Python stops");
        if (x < 0 && y != Math.rint(y)) throw Fault.unsupported("makes a complex number, which is not taken");
        double power = Math.pow(x, y);
        if (Double.isInfinite(power) && Double.isFinite(x) && Double.isFinite(y)) {
            throw Fault.error("OverflowError", "is too large a number for float64, where Python stops");
        }
        return power;
    }

    /** Returns a float as Python's {@code repr} writes it. */
    static String text(double value) {
        if (Double.isNaN(value)) return "nan";
        if (Double.isInfinite(value)) return value > 0 ? "inf" : "-inf";
        double size = Math.abs(value);
        if (size != 0 && (size >= 1e16 || size < 1e-4)) {
            String[] parts = Double.toString(value).split("E");
            if (parts.length == 1) parts = new String[] {String.format(Locale.ROOT, "%.17g", value), "0"};
            int exponent = Integer.parseInt(parts[1]);
            String digits = parts[0].endsWith(".0") ? parts[0].substring(0, parts[0].length() - 2) : parts[0];
            return digits + "e" + (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "")
                    + Math.abs(exponent);
        }
        String plain = new java.math.BigDecimal(Double.toString(value)).toPlainString();
        return plain.contains(".") ? plain : plain + ".0";
    }
}
