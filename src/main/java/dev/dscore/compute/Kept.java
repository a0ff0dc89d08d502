package dev.dscore.compute;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToLongBiFunction;

/** Builds caches that outlive a request. Each is limited to a share of the heap. */
public final class Kept {
    private static final double SHARE = 0.03;

    private Kept() {}

    /**
     * Returns the builder of a cache that is limited to its share of the heap.
     *
     * @param bytes the memory of an entry, including everything that it keeps reachable
     */
    public static <K, V> Caffeine<K, V> within(ToLongBiFunction<K, V> bytes) {
        return Caffeine.newBuilder()
                .maximumWeight((long) (SHARE * Runtime.getRuntime().maxMemory()))
                .weigher((K key, V value) -> (int) Math.min(Integer.MAX_VALUE, bytes.applyAsLong(key, value)));
    }
}
