package dev.dscore.compute;

import java.util.List;

/**
 * A value that is kept for other requests, with the steps that it took to make. A request that uses it takes as many, once, so
 * that whether its allowance suffices does not depend on what has been kept.
 *
 * @param key equal for whatever is kept in its place
 * @param within keys of other such values that it is made of, paid for with it
 */
public record Made<T>(Object key, T value, long steps, List<Object> within) {
    /** Begins to count the steps of making a value. */
    public static Making making(Allowance allowance) {
        return new Making(allowance, allowance.left(), allowance.paid().size());
    }

    /** A value that is being made, drawing on {@code allowance}. */
    public record Making(Allowance allowance, long before, int paid) {
        /** The value, made and paid for. */
        public <T> Made<T> of(Object key, T value) {
            List<Object> all = allowance.paid();
            allowance.pays(key);
            return new Made<>(key, value, before - allowance.left(), List.copyOf(all.subList(paid, all.size())));
        }
    }

    /**
     * Returns the value, once {@code allowance} has paid for it as if it were made again.
     *
     * @throws SpentException if fewer steps are left
     */
    public T chargedTo(Allowance allowance) {
        if (allowance.pays(key)) {
            within.forEach(allowance::pays);
            allowance.take(steps);
        }
        return value;
    }
}
