package dev.dscore.lang;

import dev.dscore.random.Distributions;
import dev.dscore.random.LegacyDistributions;
import dev.dscore.random.MersenneTwister;
import dev.dscore.random.ModernDistributions;
import dev.dscore.random.PermutedCongruential;
import java.util.ArrayList;
import java.util.List;

/** A generator of random numbers with its state, and whether the program has seeded it. */
final class RandomSource {
    /** The seed if the program sets none, so that the same code always gives the same numbers. */
    private static final long UNSET = 0;

    private final String type;
    private Distributions distributions;
    private boolean seeded;

    private RandomSource(String type, Distributions distributions, boolean seeded) {
        this.type = type;
        this.distributions = distributions;
        this.seeded = seeded;
    }

    /** Returns the generator of {@code np.random}, as {@code np.random.seed(0)} leaves it. */
    static RandomSource ofNumpy() {
        return new RandomSource("RandomState", new LegacyDistributions(MersenneTwister.seeded(UNSET)), false);
    }

    /** Returns the generator of Python's {@code random}, as {@code random.seed(0)} leaves it. */
    static RandomSource ofPython() {
        return new RandomSource("random", new LegacyDistributions(MersenneTwister.seeded(new int[] {0})), false);
    }

    /** Returns {@code np.random.RandomState(seed)}. */
    static RandomSource legacy(Interpreter interpreter, Value seed) {
        RandomSource source = ofNumpy();
        if (seed instanceof Value.None) interpreter.take(Sequences.STEPS_OF_GENERATOR);
        else source.seed(interpreter, seed);
        return source;
    }

    /** Returns {@code np.random.default_rng(seed)}. */
    static RandomSource modern(Interpreter interpreter, Value seed) {
        interpreter.take(Sequences.STEPS_OF_GENERATOR);
        boolean given = !(seed instanceof Value.None);
        int[] words = given ? words(interpreter, seed) : new int[] {0};
        return new RandomSource("Generator", new ModernDistributions(new PermutedCongruential(words)), given);
    }

    /** Returns the name of the generator's type in NumPy, or {@code random} for Python's. */
    String type() {
        return type;
    }

    boolean isModern() {
        return distributions instanceof ModernDistributions;
    }

    boolean isSeeded() {
        return seeded;
    }

    /** Marks the generator as seeded, so that the warning about a missing seed is given once. */
    void noteSeeded() {
        seeded = true;
    }

    Distributions distributions() {
        return distributions;
    }

    /** Sets the state as {@code np.random.seed} does, or as Python's {@code random.seed} for its generator. */
    void seed(Interpreter interpreter, Value seed) {
        seeded = true;
        interpreter.take(Sequences.STEPS_OF_GENERATOR);
        if (type.equals("random")) {
            distributions = new LegacyDistributions(MersenneTwister.seeded(words(interpreter, seed)));
            return;
        }
        boolean one = Numbers.isWhole(seed) || seed instanceof Array array && array.rank() == 0;
        if (!one) {
            distributions = new LegacyDistributions(MersenneTwister.seeded(words(interpreter, seed)));
            return;
        }
        long number = interpreter.whole(seed, "a seed").number();
        if (number < 0 || number > 0xffffffffL) throw Fault.error("ValueError", "a seed is from 0 to 2 ** 32 - 1");
        distributions = new LegacyDistributions(MersenneTwister.seeded(number));
    }

    // words of 32 bits, the lowest first
    private static int[] words(Interpreter interpreter, Value seed) {
        if (seed instanceof Value.Items || seed instanceof Value.Tuple || seed instanceof Array a && a.rank() > 0) {
            List<Value> all = interpreter.sequences().elements(seed);
            interpreter.sequences().charge(all.size());
            if (all.isEmpty()) throw Fault.error("ValueError", "a seed has one number at least");
            return all.stream()
                    .mapToInt(one -> (int) interpreter.whole(one, "a seed").number())
                    .toArray();
        }
        if (!Numbers.isWhole(seed) && !(seed instanceof Array)) {
            throw Fault.unsupported("a seed that is {} is not taken; a whole number is", Message.kind(seed));
        }
        long rest = Math.abs(interpreter.whole(seed, "a seed").number());
        List<Integer> words = new ArrayList<>(List.of((int) rest));
        while ((rest >>>= 32) != 0) words.add((int) rest);
        return words.stream().mapToInt(Integer::intValue).toArray();
    }
}
