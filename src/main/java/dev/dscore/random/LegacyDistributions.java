package dev.dscore.random;

/** Draws numbers as NumPy's {@code RandomState} does, whose numbers never change between versions. */
public final class LegacyDistributions implements Distributions {
    private final Bits bits;
    private boolean holdsNormal = false;
    private double normal = 0;

    public LegacyDistributions(Bits bits) {
        this.bits = bits;
    }

    @Override
    public Bits bits() {
        return bits;
    }

    // Marsaglia and Bray's polar method, two numbers at a time
    @Override
    public double normal() {
        if (holdsNormal) {
            holdsNormal = false;
            return normal;
        }
        double x, y, square;
        do {
            x = 2 * bits.nextDouble() - 1;
            y = 2 * bits.nextDouble() - 1;
            square = x * x + y * y;
        } while (square >= 1 || square == 0);
        double factor = Math.sqrt(-2 * Logarithm.of(square) / square);
        normal = factor * x;
        holdsNormal = true;
        return factor * y;
    }

    @Override
    public double exponential() {
        return -Logarithm.of(1 - bits.nextDouble());
    }

    @Override
    public long whole(long most) {
        return place(most);
    }
}
