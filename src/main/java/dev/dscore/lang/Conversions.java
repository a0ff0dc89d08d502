package dev.dscore.lang;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** {@code int(x)}, {@code float(x)}, {@code bool(x)}, {@code np.float64(x)}. */
final class Conversions {
    // possessive, so that a string of a million digits is read once
    private static final Pattern WHOLE = Pattern.compile("[+-]?\\d++");

    private static final Pattern REAL = Pattern.compile("[+-]?(?:\\d++\\.?\\d*+|\\.\\d++)(?:e[+-]?\\d++)?");

    private static final Pattern BETWEEN_DIGITS = Pattern.compile("(?<=\\d)_(?=\\d)");

    private static final Pattern INFINITE = Pattern.compile("[+-]?inf(inity)?");

    private Conversions() {}

    static Value to(Interpreter interpreter, Value.Type type, List<Value> given) {
        if (given.isEmpty()) return number(0, type.dtype());
        Value value = given.get(0);
        if (type.isPythons() && type.dtype() == Dtype.BOOL) return Value.Flag.of(interpreter.isTrue(value));
        if (value instanceof Value.Text text) {
            // parsing takes time for every digit
            interpreter.take(text.text().length());
            return number(type.dtype() == Dtype.FLOAT ? parsed(text.text()) : whole(text.text()), type.dtype());
        }
        if (value instanceof Value.Instance instance) {
            String method = "__" + Members.name(type).orElseThrow() + "__";
            return interpreter
                    .classes()
                    .special(instance, method, List.of())
                    .orElseThrow(() -> Fault.error("TypeError", "takes a number, not {}", Message.kind(instance)));
        }
        if (type.isPythons()) {
            if (type.dtype() == Dtype.INT && value instanceof Whole whole) return whole;
            return number(interpreter.real(value), type.dtype());
        }
        return interpreter.arrays().converted(interpreter.array(value, "a value"), type.dtype());
    }

    private static double parsed(String text) {
        String number = withoutUnderscores(text).toLowerCase(Locale.ROOT);
        if (INFINITE.matcher(number).matches())
            return number.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        if (number.matches("[+-]?nan")) return Double.NaN;
        if (!REAL.matcher(number).matches()) throw Fault.error("ValueError", "the string '{}' is no number", text);
        return Double.parseDouble(number);
    }

    private static String withoutUnderscores(String text) {
        return BETWEEN_DIGITS.matcher(text.strip()).replaceAll("");
    }

    private static double whole(String text) {
        String number = withoutUnderscores(text);
        if (!WHOLE.matcher(number).matches())
            throw Fault.error("ValueError", "the string '{}' is no whole number", text);
        return Double.parseDouble(number);
    }

    private static Value number(double value, Dtype dtype) {
        return switch (dtype) {
            case FLOAT -> new Value.Real(value);
            case BOOL -> Value.Flag.of(value != 0);
            case INT, UINT8 -> {
                if (!Double.isFinite(value))
                    throw Fault.error("ValueError", "{} is no whole number", Numbers.text(value));
                yield Whole.of((long) value);
            }
        };
    }
}
