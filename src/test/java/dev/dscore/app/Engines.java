package dev.dscore.app;

import dev.dscore.calculus.DerivativeTable;
import java.util.Map;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Engines for tests: the service's own, with memory for whatever a test computes. */
public final class Engines {
    private static final Map<String, String> LIMITS = Map.of("dscore.limits.memory", "1000GB");

    /** One for all tests that need no other. */
    public static final Engine SHARED = with(DerivativeTable.shipped());

    private Engines() {}

    /** Returns an engine with other derivatives: wrong ones, for the check to find. */
    public static Engine with(DerivativeTable derivatives) {
        return new Engine(RequestLimits.of(new MapConfigurationPropertySource(LIMITS)), derivatives);
    }
}
