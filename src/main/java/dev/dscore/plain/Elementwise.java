package dev.dscore.plain;

import dev.dscore.lang.Dtype;
import dev.dscore.lang.Fault;
import dev.dscore.lang.Message;
import dev.dscore.lang.Whole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Elementwise functions, broadcast as in NumPy. */
final class Elementwise {
    private static final Map<String, String> SIGNS = Map.ofEntries(
            Map.entry("add", "+"),
            Map.entry("subtract", "-"),
            Map.entry("multiply", "*"),
            Map.entry("divide", "/"),
            Map.entry("power", "**"),
            Map.entry("floor_divide", "//"),
            Map.entry("remainder", "%"),
            Map.entry("less", "<"),
            Map.entry("less_equal", "<="),
            Map.entry("greater", ">"),
            Map.entry("greater_equal", ">="),
            Map.entry("equal", "=="),
            Map.entry("not_equal", "!="),
            Map.entry("bitwise_and", "&"),
            Map.entry("bitwise_or", "|"),
            Map.entry("bitwise_xor", "^"));
    private static final Set<String> EXPLAINED = Set.of("exp", "log", "divide");

    private final Meter meter;

    Elementwise(Meter meter) {
        this.meter = meter;
    }

    NumericArray apply(String function, List<NumericArray> operands) {
        if (function.equals("where")) return where(operands.get(0), operands.get(1), operands.get(2));
        Ufunc ufunc = Ufunc.named(function);
        NumericArray a = operands.get(0);
        if (operands.size() == 1) return explained(one(ufunc, a), function, a, operands);
        NumericArray b = operands.get(1);
        return explained(two(ufunc, a, b), function, function.equals("divide") ? b : a, operands);
    }

    private NumericArray one(Ufunc ufunc, NumericArray a) {
        Dtype dtype = ufunc.dtype(a.dtype);
        meter.array(a.lengths);
        meter.touch((long) ufunc.passes() * a.count());
        double[] data = a.toArray();
        if (ufunc.name().equals("invert") && a.dtype == Dtype.BOOL) {
            for (int i = 0; i < data.length; i++) data[i] = data[i] == 0 ? 1 : 0;
        } else {
            DoubleUnaryOperator operator = ufunc.one();
            for (int i = 0; i < data.length; i++) data[i] = operator.applyAsDouble(data[i]);
        }
        check(data, dtype);
        return NumericArray.of(data, a.lengths, dtype);
    }

    private NumericArray two(Ufunc ufunc, NumericArray a, NumericArray b) {
        Dtype operands = together(a, b), dtype = ufunc.dtype(operands);
        Whole[] lengths = broadcast(ufunc.name(), a, b);
        double[] data = new double[meter.array(lengths)];
        meter.touch((long) ufunc.passes() * data.length);
        NumericArray result = NumericArray.of(data, lengths, dtype);
        DoubleBinaryOperator operator = operator(ufunc, operands, b);
        double[] x = a.buffer.data, y = b.buffer.data;
        run(ufunc.name(), operator, result, strides(a, result.shape), strides(b, result.shape), a, b, x, y);
        if (dtype == Dtype.BOOL && operands == Dtype.BOOL) truths(data);
        check(data, dtype);
        return result;
    }

    // a Python int takes the dtype of a uint8 array
    private static Dtype together(NumericArray a, NumericArray b) {
        boolean small = a.dtype == Dtype.UINT8 && b.dtype == Dtype.INT && b.rank() == 0
                || b.dtype == Dtype.UINT8 && a.dtype == Dtype.INT && a.rank() == 0;
        return small ? Dtype.UINT8 : a.dtype.with(b.dtype);
    }

    // the operators of hot loops, each in its own loop
    private static void run(
            String name,
            DoubleBinaryOperator operator,
            NumericArray to,
            int[] stridesA,
            int[] stridesB,
            NumericArray a,
            NumericArray b,
            double[] x,
            double[] y) {
        double[] z = to.buffer.data;
        Loop.over(to.shape, stridesA, stridesB, to.strides, a.offset, b.offset, to.offset, (n, i, si, j, sj, k, sk) -> {
            switch (name) {
                case "add" -> {
                    for (int t = 0; t < n; t++) z[k + t * sk] = x[i + t * si] + y[j + t * sj];
                }
                case "subtract" -> {
                    for (int t = 0; t < n; t++) z[k + t * sk] = x[i + t * si] - y[j + t * sj];
                }
                case "multiply" -> {
                    for (int t = 0; t < n; t++) z[k + t * sk] = x[i + t * si] * y[j + t * sj];
                }
                default -> {
                    for (int t = 0; t < n; t++) z[k + t * sk] = operator.applyAsDouble(x[i + t * si], y[j + t * sj]);
                }
            }
        });
    }

    // division and powers of whole numbers have their own rules
    private static DoubleBinaryOperator operator(Ufunc ufunc, Dtype operands, NumericArray b) {
        if (operands == Dtype.FLOAT) return ufunc.two();
        return switch (ufunc.name()) {
            case "floor_divide" -> (x, y) -> y == 0 ? 0 : Math.floor(x / y);
            case "remainder" -> (x, y) -> y == 0 ? 0 : ufunc.two().applyAsDouble(x, y);
            case "power" -> {
                for (double exponent : b.toArray()) {
                    if (exponent < 0)
                        throw Fault.error(
                                "ValueError",
                                "whole numbers to negative powers are not taken by NumPy; 1 / x, or a float, is");
                }
                yield ufunc.two();
            }
            default -> ufunc.two();
        };
    }

    private static void truths(double[] data) {
        for (int i = 0; i < data.length; i++) if (data[i] != 0) data[i] = 1;
    }

    // refuses whole numbers out of range; adding 0 turns −0 into 0, as whole numbers have one zero
    private static void check(double[] data, Dtype dtype) {
        if (!dtype.isWhole()) return;
        for (int i = 0; i < data.length; i++) {
            if (Math.abs(data[i]) > Whole.LARGEST) throw tooLarge();
            if (dtype == Dtype.UINT8) fits(data[i]);
            data[i] += 0.0;
        }
    }

    // NumPy wraps uint8 modulo 256
    private static void fits(double value) {
        if (value < 0 || value > 255) {
            throw Fault.unsupported("makes {} in uint8, which holds 0 … 255 and is not wrapped here", (long) value);
        }
    }

    private static Fault tooLarge() {
        return Fault.unsupported("makes a whole number beyond 2 ** 53, which is not counted with");
    }

    /** Returns {@code result} with the cause of its entries that are not finite, if one is known. */
    private static NumericArray explained(
            NumericArray result, String function, NumericArray operand, List<NumericArray> operands) {
        for (NumericArray one : operands) {
            if (one.buffer.cause != null) {
                result.buffer.cause = one.buffer.cause;
                return result;
            }
        }
        if (!EXPLAINED.contains(function)) return result;
        for (double entry : result.buffer.data) {
            if (Double.isFinite(entry)) continue;
            result.buffer.cause = Cause.of(function, operand).orElse(null);
            break;
        }
        return result;
    }

    private NumericArray where(NumericArray condition, NumericArray a, NumericArray b) {
        Whole[] both = broadcast("where", a, b);
        Whole[] lengths = broadcast("where", condition, NumericArray.of(new double[0], both, Dtype.BOOL));
        double[] data = new double[meter.array(lengths)];
        NumericArray result = NumericArray.of(data, lengths, a.dtype.with(b.dtype));
        int[] sc = strides(condition, result.shape), sa = strides(a, result.shape), sb = strides(b, result.shape);
        double[] c = condition.buffer.data, x = a.buffer.data, y = b.buffer.data;
        Loop.over(result.shape, sc, sa, result.strides, condition.offset, a.offset, 0, (n, i, si, j, sj, k, sk) -> {
            for (int t = 0; t < n; t++) if (c[i + t * si] != 0) data[k + t * sk] = x[j + t * sj];
        });
        Loop.over(result.shape, sc, sb, result.strides, condition.offset, b.offset, 0, (n, i, si, j, sj, k, sk) -> {
            for (int t = 0; t < n; t++) if (c[i + t * si] == 0) data[k + t * sk] = y[j + t * sj];
        });
        return explained(result, "where", a, List.of(a, b));
    }

    /** Computes {@code a op= b} in the buffer of a. */
    void update(String function, NumericArray a, NumericArray b) {
        writable(a);
        NumericArray by = b.buffer == a.buffer ? copy(b) : b;
        meter.touch(a.count());
        if (function.equals("assign")) {
            assign(a, by);
            return;
        }
        Ufunc ufunc = Ufunc.named(function);
        meter.touch((long) ufunc.passes() * a.count());
        Dtype operands = together(a, b), dtype = ufunc.dtype(operands);
        if (dtype.compareTo(a.dtype) > 0) {
            throw Fault.error(
                    "UFuncTypeError",
                    "the array holds {} ({}) and stays so in place; NumPy refuses to store {} in it",
                    Message.fixed(a.dtype.isWhole() ? "whole numbers" : "truth values"),
                    Message.fixed(a.dtype.text()),
                    Message.fixed(dtype.text()));
        }
        Whole[] lengths = broadcast(function, a, b);
        same(a, lengths);
        run(
                function,
                operator(ufunc, operands, by),
                a,
                a.strides,
                strides(by, a.shape),
                a,
                by,
                a.buffer.data,
                by.buffer.data);
        if (a.dtype == Dtype.BOOL) settle(a);
        if (a.dtype.isWhole()) check(a.toArray(), a.dtype);
        if (a.buffer.cause == null) a.buffer.cause = by.buffer.cause;
        if (a.buffer.cause == null && function.equals("divide")) a.buffer.cause = notFinite(a, by);
    }

    private static @org.jspecify.annotations.Nullable Cause notFinite(NumericArray a, NumericArray by) {
        for (double entry : a.toArray())
            if (!Double.isFinite(entry)) return Cause.of("divide", by).orElse(null);
        return null;
    }

    private static void settle(NumericArray a) {
        double[] data = a.buffer.data;
        Loop.over(a.shape, a.strides, a.strides, a.offset, a.offset, (n, i, si, j, sj) -> {
            for (int t = 0; t < n; t++) if (data[i + t * si] != 0) data[i + t * si] = 1;
        });
    }

    /** Stores b in a, converted to the dtype of a. */
    void assign(NumericArray a, NumericArray b) {
        Whole[] lengths = b.lengths;
        // leading axes of length 1 are dropped
        NumericArray by = b;
        while (by.rank() > a.rank() && by.shape[0] == 1) {
            by = by.view(
                    by.offset,
                    java.util.Arrays.copyOfRange(by.lengths, 1, by.rank()),
                    java.util.Arrays.copyOfRange(by.strides, 1, by.rank()));
        }
        if (!broadcasts(by, a)) {
            throw Fault.error("ValueError", "{} cannot be broadcast to {}", Message.shape(lengths), a);
        }
        double[] from = by.buffer.data, to = a.buffer.data;
        boolean plain = a.dtype == Dtype.FLOAT || a.dtype == by.dtype;
        Dtype dtype = a.dtype;
        Loop.over(a.shape, strides(by, a.shape), a.strides, by.offset, a.offset, (n, i, si, j, sj) -> {
            for (int t = 0; t < n; t++) to[j + t * sj] = plain ? from[i + t * si] : kept(from[i + t * si], dtype);
        });
        if (a.buffer.cause == null) a.buffer.cause = by.buffer.cause;
    }

    private static boolean broadcasts(NumericArray b, NumericArray a) {
        int missing = a.rank() - b.rank();
        if (missing < 0) return false;
        for (int axis = 0; axis < b.rank(); axis++) {
            if (b.shape[axis] != 1 && b.shape[axis] != a.shape[axis + missing]) return false;
        }
        return true;
    }

    private NumericArray copy(NumericArray a) {
        meter.array(a.lengths);
        return NumericArray.of(a.toArray(), a.lengths, a.dtype);
    }

    static void writable(NumericArray a) {
        if (a.readOnly)
            throw Fault.error(
                    "ValueError",
                    "is spread by broadcasting, and NumPy does not let it be changed; .copy() makes another");
    }

    private static void same(NumericArray a, Whole[] lengths) {
        boolean same = a.rank() == lengths.length;
        for (int axis = 0; same && axis < lengths.length; axis++) same = a.shape[axis] == lengths[axis].number();
        if (!same) {
            throw new Fault("the array is {} and stays so in place; this makes {}", a, Message.shape(lengths));
        }
    }

    /**
     * Returns a number as NumPy stores it in an array of this dtype: truncated towards zero in one of whole numbers.
     */
    static double kept(double value, Dtype dtype) {
        if (dtype == Dtype.FLOAT) return value;
        if (dtype == Dtype.BOOL) return value == 0 ? 0 : 1;
        if (!Double.isFinite(value))
            throw Fault.error("ValueError", "{} is no whole number, and the array holds whole numbers", value);
        if (Math.abs(value) > Whole.LARGEST) throw tooLarge();
        if (dtype == Dtype.UINT8) fits(Math.rint(value) == value ? value : Math.floor(value));
        return value < 0 ? Math.ceil(value) + 0.0 : Math.floor(value);
    }

    /** Returns the strides of an array that is broadcast to {@code shape}. */
    static int[] strides(NumericArray a, int[] shape) {
        if (a.shape.length == shape.length && java.util.Arrays.equals(a.shape, shape)) return a.strides;
        int[] strides = new int[shape.length];
        int missing = shape.length - a.shape.length;
        for (int axis = 0; axis < a.shape.length; axis++) {
            strides[axis + missing] = a.shape[axis] == 1 && shape[axis + missing] != 1 ? 0 : a.strides[axis];
        }
        return strides;
    }

    static Whole[] broadcast(String function, NumericArray a, NumericArray b) {
        if (a.rank() == 0) return b.lengths;
        if (b.rank() == 0) return a.lengths;
        int rank = Math.max(a.rank(), b.rank());
        Whole[] lengths = new Whole[rank];
        for (int axis = 0; axis < rank; axis++) {
            int i = axis - (rank - a.rank()), j = axis - (rank - b.rank());
            if (i < 0) lengths[axis] = b.lengths[j];
            else if (j < 0) lengths[axis] = a.lengths[i];
            else if (a.shape[i] == b.shape[j]) lengths[axis] = a.lengths[i].isLength() ? a.lengths[i] : b.lengths[j];
            else if (a.shape[i] == 1) lengths[axis] = b.lengths[j];
            else if (b.shape[j] == 1) lengths[axis] = a.lengths[i];
            else throw misfit(function, a, b, a.lengths[i], b.lengths[j]);
        }
        return lengths;
    }

    static Fault misfit(String function, NumericArray a, NumericArray b, Whole left, Whole right) {
        String sign = SIGNS.get(function);
        Message both = sign == null
                ? Message.of("{} of {} and {}", Message.fixed(function), a, b)
                : Message.of("{} {} {}", a, Message.fixed(sign), b);
        return Fault.misfit(
                Message.of("{} does not fit: {} ≠ {}", both, left, right),
                List.of(left.size(), right.size()),
                Message.fixed(""));
    }
}
