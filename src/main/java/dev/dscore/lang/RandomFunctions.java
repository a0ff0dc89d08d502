package dev.dscore.lang;

import dev.dscore.random.Binomial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.LongStream;

/** NumPy's random numbers: functions of {@code np.random}, and methods with the generator as first argument. */
final class RandomFunctions {
    static final Map<String, Builtin> METHODS = new LinkedHashMap<>();

    /** The functions of {@code np.random}. */
    static final Map<String, Builtin> TABLE = new LinkedHashMap<>();

    private interface Body {
        Value of(RandomSource source, Given given);
    }

    private RandomFunctions() {}

    static {
        row("seed", "seed=None", (source, given) -> {
            if (!given.has("seed")) throw Fault.unsupported("seed() without a number is not taken");
            source.seed(given.interpreter(), given.value("seed"));
            return Value.None.NONE;
        });
        row("rand", "*shape", (source, given) -> uniform(source, given, given.rest()));
        row("randn", "*shape", (source, given) -> normal(source, given, given.rest()));
        for (String name : List.of("random", "random_sample", "ranf", "sample")) {
            row(name, "size=None", (source, given) -> uniform(source, given, size(given)));
        }
        row("standard_normal", "size=None", (source, given) -> normal(source, given, size(given)));
        row("normal", "loc=0.0 scale=1.0 size=None", (source, given) -> {
            sized(given, "loc", "scale");
            double loc = given.real("loc"), scale = given.real("scale");
            if (scale < 0) throw Fault.error("ValueError", "scale is negative");
            return drawn(
                    source,
                    given,
                    size(given),
                    () -> loc + scale * source.distributions().normal());
        });
        row("uniform", "low=0.0 high=1.0 size=None", (source, given) -> {
            sized(given, "low", "high");
            double low = given.real("low"), range = given.real("high") - low;
            return drawn(
                    source,
                    given,
                    size(given),
                    () -> low + range * source.distributions().bits().nextDouble());
        });
        row("exponential", "scale=1.0 size=None", (source, given) -> {
            if (source.isModern()) throw Fault.unsupported("this function is not taken of a Generator");
            sized(given, "scale");
            double scale = given.real("scale");
            return drawn(
                    source,
                    given,
                    size(given),
                    () -> scale * source.distributions().exponential());
        });
        row("binomial", "n p size=None", (source, given) -> {
            sized(given, "n", "p");
            long n = given.whole("n").number();
            double p = given.real("p");
            if (n < 0 || !(p >= 0 && p <= 1)) throw Fault.error("ValueError", "n is from 0 on, and p from 0 to 1");
            return whole(source, given, size(given), () -> Binomial.draw(
                            source.distributions().bits(), n, p)
                    .orElseThrow(() -> Fault.unsupported("so large an n is not taken; n · p of 30 at most is")));
        });
        row("randint", "low high=None size=None dtype=None", (source, given) -> integers(source, given, false));
        row(
                "integers",
                "low high=None size=None dtype=None endpoint=False",
                (source, given) -> integers(source, given, given.flag("endpoint")));
        row("random_integers", "low high=None size=None", (source, given) -> integers(source, given, true));
        row("permutation", "a", RandomFunctions::permutation);
        row("shuffle", "a", RandomFunctions::shuffle);
        row("choice", "a size=None replace=True p=None", RandomChoice::of);
        TABLE.keySet().removeAll(List.of("integers"));
        TABLE.put(
                "RandomState",
                Builtin.of(
                        "RandomState",
                        "seed=None",
                        given -> new Value.Generator(RandomSource.legacy(given.interpreter(), given.value("seed")))));
        TABLE.put(
                "default_rng",
                Builtin.of(
                        "default_rng",
                        "seed=None",
                        given -> given.value("seed") instanceof Value.Generator
                                ? given.value("seed")
                                : new Value.Generator(RandomSource.modern(given.interpreter(), given.value("seed")))));
    }

    private static void row(String name, String parameters, Body body) {
        TABLE.put(
                name,
                Builtin.of(
                        name,
                        parameters,
                        given -> body.of(given.interpreter().randomness().numpys(), given)));
        METHODS.put(name, Builtin.of(name, ("self " + parameters).strip(), given -> {
            RandomSource source = ((Value.Generator) given.value("self")).source();
            if (!Names.has(source.type(), name)) {
                throw Fault.error(
                        "AttributeError", "a {} has no .{}", Message.fixed(source.type()), Message.name(name));
            }
            return body.of(source, given);
        }));
    }

    /** Returns the size, or an empty list for a single number. */
    private static List<Value> size(Given given) {
        return given.has("size") ? List.of(given.value("size")) : List.of();
    }

    // refuses a parameter that is an array, with which every number would have a parameter of its own
    private static void sized(Given given, String... parameters) {
        for (String parameter : parameters) {
            if (given.value(parameter) instanceof Array array && array.rank() > 0) {
                throw Fault.unsupported("{} that is an array is not taken; one number is", Message.fixed(parameter));
            }
        }
    }

    private static Value uniform(RandomSource source, Given given, List<Value> size) {
        return drawn(source, given, size, () -> source.distributions().bits().nextDouble());
    }

    private static Value normal(RandomSource source, Given given, List<Value> size) {
        return drawn(source, given, size, () -> source.distributions().normal());
    }

    private static Value drawn(RandomSource source, Given given, List<Value> size, DoubleSupplier number) {
        if (size.isEmpty()) {
            given.interpreter().randomness().drawing(source, 1);
            return new Value.Real(number.getAsDouble());
        }
        return array(source, given, size, number, Dtype.FLOAT);
    }

    private static Array array(RandomSource source, Given given, List<Value> size, DoubleSupplier number, Dtype dtype) {
        List<Whole> shape = given.shape(size);
        Array made = given.arrays().filled(shape, 0, dtype);
        long count = Given.count(made).number();
        given.interpreter().randomness().drawing(source, count);
        return given.arrays().made(made, number);
    }

    private interface WholeNumber {
        long draw();
    }

    private static Value whole(RandomSource source, Given given, List<Value> size, WholeNumber number) {
        if (size.isEmpty()) {
            given.interpreter().randomness().drawing(source, 1);
            return Whole.of(number.draw());
        }
        return array(source, given, size, number::draw, Dtype.INT);
    }

    private static Value integers(RandomSource source, Given given, boolean inclusive) {
        sized(given, "low", "high");
        boolean one = !given.has("high");
        if (given.value("dtype") != null && given.has("dtype")) {
            boolean wide = given.dtype("dtype", Dtype.INT) == Dtype.INT
                    && !(given.value("dtype") instanceof Value.Text text
                            && text.text().matches("int32|i4|i"));
            if (!wide) throw Fault.unsupported("dtype= is not taken here");
        }
        long first = inclusive && !source.isModern() ? 1 : 0;
        long low = one ? first : given.whole("low").number();
        long most = (one ? given.whole("low") : given.whole("high")).number() - (inclusive ? 0 : 1) - low;
        if (most < 0) throw Fault.error("ValueError", "the range of numbers is empty");
        if (source.isModern() && most > 0xffffffffL) throw Fault.unsupported("so large a range is not taken");
        return whole(
                source, given, size(given), () -> low + source.distributions().whole(most));
    }

    /** Returns the numbers from 0 to {@code count} − 1, shuffled. */
    static long[] shuffled(RandomSource source, Given given, long count) {
        given.interpreter().sequences().charge(count);
        given.interpreter().randomness().drawing(source, count);
        long[] places = LongStream.range(0, count).toArray();
        for (int i = places.length - 1; i > 0; i--) {
            int j = (int) source.distributions().place(i);
            long swapped = places[i];
            places[i] = places[j];
            places[j] = swapped;
        }
        return places;
    }

    static Array places(Given given, long[] places, List<Value> shape) {
        int[] next = {0};
        return given.arrays().made(given.arrays().filled(given.shape(shape), 0, Dtype.INT), () -> places[next[0]++]);
    }

    private static Value permutation(RandomSource source, Given given) {
        Value a = given.value("a");
        if (Numbers.isWhole(a)) {
            long count = Numbers.whole(a).number();
            if (count < 0) throw Fault.error("ValueError", "the number is negative");
            return places(given, shuffled(source, given, count), List.of(a));
        }
        Array array = given.array("a");
        if (array.rank() == 0) throw Fault.error("AxisError", "a number has no axes");
        return rows(given, array, shuffled(source, given, array.lengths().get(0).number()));
    }

    /** Returns a copy of the given rows of an array. */
    static Array rows(Given given, Array a, long[] places) {
        List<Subscript> subscripts = Subscript.all(a);
        Array chosen = places(given, places, List.of(Whole.of(places.length)));
        subscripts.set(0, new Subscript.Gather(chosen, "the index"));
        return given.arrays().read(a, subscripts);
    }

    private static Value shuffle(RandomSource source, Given given) {
        if (given.value("a") instanceof Value.Items items) {
            List<Value> before = List.copyOf(items.elements());
            long[] places = shuffled(source, given, before.size());
            for (int i = 0; i < places.length; i++) items.elements().set(i, before.get((int) places[i]));
            return Value.None.NONE;
        }
        if (!(given.value("a") instanceof Array array) || array.rank() == 0) {
            throw Fault.error("TypeError", "takes an array or a list, not {}", Message.kind(given.value("a")));
        }
        long[] places = shuffled(source, given, array.lengths().get(0).number());
        given.arrays().update("assign", array, rows(given, array, places));
        return Value.None.NONE;
    }
}
