package dev.dscore.lang;

import dev.dscore.random.Bits;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Python's module {@code random}. */
final class PythonRandom {
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private interface Body {
        Value of(Bits bits, Given given);
    }

    private PythonRandom() {}

    static {
        TABLE.put("seed", Builtin.of("seed", "a=None", given -> {
            if (!given.has("a")) throw Fault.unsupported("seed() without a number is not taken");
            given.interpreter().randomness().pythons().seed(given.interpreter(), given.value("a"));
            return Value.None.NONE;
        }));
        row("random", "", (bits, given) -> new Value.Real(bits.nextDouble()));
        row("uniform", "a b", (bits, given) -> {
            double a = given.real("a");
            return new Value.Real(a + (given.real("b") - a) * bits.nextDouble());
        });
        row(
                "randint",
                "a b",
                (bits, given) -> Whole.of(between(
                        bits, given.whole("a").number(), given.whole("b").number() + 1)));
        row(
                "randrange",
                "start stop=None",
                (bits, given) -> given.has("stop")
                        ? Whole.of(between(
                                bits,
                                given.whole("start").number(),
                                given.whole("stop").number()))
                        : Whole.of(between(bits, 0, given.whole("start").number())));
        row("choice", "seq", (bits, given) -> {
            List<Value> elements = given.interpreter().sequences().elements(given.value("seq"));
            if (elements.isEmpty()) throw Fault.error("IndexError", "there is nothing to choose from");
            return elements.get((int) below(bits, elements.size()));
        });
        row("shuffle", "x", (bits, given) -> {
            if (!(given.value("x") instanceof Value.Items items)) {
                throw Fault.unsupported("shuffles a list, not {}", Message.kind(given.value("x")));
            }
            given.interpreter().take(items.elements().size());
            for (int i = items.elements().size() - 1; i > 0; i--) {
                java.util.Collections.swap(items.elements(), i, (int) below(bits, i + 1L));
            }
            return Value.None.NONE;
        });
    }

    private static void row(String name, String parameters, Body body) {
        TABLE.put(name, Builtin.of(name, parameters, given -> {
            Randomness randomness = given.interpreter().randomness();
            return body.of(
                    randomness.drawing(randomness.pythons(), 1).distributions().bits(), given);
        }));
    }

    private static long between(Bits bits, long low, long high) {
        if (high <= low) throw Fault.error("ValueError", "the range of numbers is empty");
        return low + below(bits, high - low);
    }

    // draws as many bits as the number has, until they make a smaller number
    private static long below(Bits bits, long number) {
        int length = 64 - Long.numberOfLeadingZeros(number);
        if (length > 32) throw Fault.unsupported("so large a range is not taken");
        long value;
        do {
            value = Integer.toUnsignedLong(bits.next32()) >>> (32 - length);
        } while (value >= number);
        return value;
    }
}
