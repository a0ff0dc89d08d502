package dev.dscore.compute;

import java.util.List;

/**
 * A value that is cached for other requests, with the number of steps it took to make. A request that uses it is
 * charged the same steps, once, so that whether its allowance suffices does not depend on the contents of the cache.
 *
 * @param key equal for all values that can be cached in its place
 * @param within the keys of other cached values that it is made of, paid for with it
 */
public record Made<T>(Object key, T value, long steps, List<Object> within) {
    /** Starts counting the steps that making a value takes. */
    public static Making making(Allowance allowance) {
        return new Making(allowance, allowance.left(), allowance.paid().size());
    }

    /** The making of a value, which draws on {@code allowance}. */
    public record Making(Allowance allowance, long before, int paid) {
        /** Returns the value with the steps it took since the start, and records that the request has paid for it. */
        public <T> Made<T> of(Object key, T value) {
            List<Object> all = allowance.paid();
            allowance.pays(key);
            return new Made<>(key, value, before - allowance.left(), List.copyOf(all.subList(paid, all.size())));
        }
    }

    /**
     * Returns the value after charging {@code allowance} for it as if it were made again; a second use costs nothing.
     *
     * @throws SpentException if fewer steps are left; nothing is paid for then, and another attempt is refused, too
     */
    public T chargedTo(Allowance allowance) {
        if (allowance.owes(key)) {
            allowance.take(steps);
            allowance.pays(key);
            within.forEach(allowance::pays);
        }
        return value;
    }
}
