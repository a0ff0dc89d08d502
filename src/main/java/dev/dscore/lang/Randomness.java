package dev.dscore.lang;

/** The generators that a run shares: those of {@code np.random} and of Python's {@code random}. */
final class Randomness {
    private final Interpreter interpreter;
    private final RandomSource numpys = RandomSource.ofNumpy();
    private final RandomSource pythons = RandomSource.ofPython();

    Randomness(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    RandomSource numpys() {
        return numpys;
    }

    RandomSource pythons() {
        return pythons;
    }

    /** Takes the steps for drawing {@code count} numbers, and warns once if the generator has no seed. */
    RandomSource drawing(RandomSource source, long count) {
        if (!interpreter.arrays().areKnown()) {
            throw Fault.unsupported("random numbers are not taken in a definition, whose gradient they would change");
        }
        if (!source.isSeeded()) {
            source.noteSeeded();
            String seed = source.isModern()
                    ? "np.random.default_rng(0)"
                    : source == pythons ? "random.seed(0)" : "np.random.seed(0)";
            interpreter
                    .warnings()
                    .warn(
                            interpreter.current(),
                            "draws random numbers without a seed; here they are those of {}, elsewhere others every time",
                            Message.fixed(seed));
        }
        // 20 numbers a step, since a number takes several operations
        interpreter.take(1 + count / 20);
        return source;
    }
}
