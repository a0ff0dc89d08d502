package dev.dscore.compute;

import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.function.ToLongBiFunction;

/** The memory for what is kept past a request, since others may send the same: each cache has a share of the heap. */
public final class Kept {
    private static final double SHARE = 0.03;

    private Kept() {}

    /** A cache of as many entries as its share holds. @param bytes of an entry, all that it keeps alive included */
    public static <K, V> Caffeine<K, V> within(ToLongBiFunction<K, V> bytes) {
        return Caffeine.newBuilder()
                .maximumWeight((long) (SHARE * Runtime.getRuntime().maxMemory()))
                .weigher((K key, V value) -> (int) Math.min(Integer.MAX_VALUE, bytes.applyAsLong(key, value)));
    }
}
