package dev.dscore.lang;

import dev.dscore.graph.Size;
import org.jspecify.annotations.Nullable;

/** Python's own whole number. The length of an axis is also known in symbols, for shapes and messages. */
public final class Whole implements Value {
    static final Whole ZERO = of(0), ONE = of(1);

    /** The largest whole number. Beyond it float64 does not tell whole numbers apart. */
    public static final long LARGEST = 1L << 53;

    private final long number;
    private final @Nullable Size size;

    private Whole(long number, @Nullable Size size) {
        this.number = number;
        this.size = size;
    }

    /** @throws Fault if the number is beyond {@link #LARGEST} in size */
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

    /** Returns the number in symbols, if they are known. */
    public Size size() {
        Size known = size;
        return known == null ? Size.of(number) : known;
    }

    /** Returns whether this is the length of an axis, in symbols. */
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
