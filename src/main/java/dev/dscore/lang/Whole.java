package dev.dscore.lang;

import dev.dscore.graph.Size;
import org.jspecify.annotations.Nullable;

/** Python's own whole number. One that is the length of an axis knows it in symbols, for messages. */
public final class Whole implements Value {
    static final Whole ZERO = of(0), ONE = of(1);

    /** Beyond it float64 does not tell whole numbers apart. */
    public static final long LARGEST = 1L << 53;

    private final long number;
    private final @Nullable Size size;

    private Whole(long number, @Nullable Size size) {
        this.number = number;
        this.size = size;
    }

    /** @throws Fault where it is too large to be counted with */
    public static Whole of(long number) {
        if (number > LARGEST || number < -LARGEST) throw tooLarge();
        return new Whole(number, null);
    }

    public static Whole of(long number, Size size) {
        return new Whole(number, size.isNumber() ? null : size);
    }

    static Fault tooLarge() {
        return Fault.unsupported("makes a whole number beyond 2 ** 53, which is not counted with");
    }

    public long number() {
        return number;
    }

    /** In symbols where these are known. */
    public Size size() {
        Size known = size;
        return known == null ? Size.of(number) : known;
    }

    /** Whether it is the length of an axis, in symbols. */
    public boolean isLength() {
        return size != null;
    }

    @Override
    public String kind() {
        return "a number";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Whole whole && whole.number == number;
    }

    @Override
    public int hashCode() {
        return Hashing.of(number);
    }

    @Override
    public String toString() {
        return Long.toString(number);
    }
}
