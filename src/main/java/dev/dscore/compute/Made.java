package dev.dscore.compute;

import java.util.function.Supplier;

/**
 * A value that is kept for other requests, with the steps that it took to make. Each use takes as many, so that whether an
 * allowance suffices does not depend on what has been kept.
 */
public record Made<T>(T value, long steps) {
    /** Makes a value that draws on {@code allowance}. */
    public static <T> Made<T> of(Allowance allowance, Supplier<T> making) {
        long before = allowance.left();
        T value = making.get();
        return new Made<>(value, before - allowance.left());
    }

    /**
     * Returns the value, once {@code allowance} has paid for it as if it were made again.
     *
     * @throws SpentException if fewer steps are left
     */
    public T chargedTo(Allowance allowance) {
        allowance.take(steps);
        return value;
    }
}
