package dev.dscore.http;

import dev.dscore.gradients.Timing;
import java.util.Locale;

/** The {@code Server-Timing} header: durations in milliseconds. */
final class ServerTiming {
    static final String HEADER = "Server-Timing";

    private ServerTiming() {}

    static String of(Timing timing) {
        String parts = String.format(
                Locale.ROOT,
                "derive;dur=%.3f, evaluate;dur=%.3f, verify;dur=%.3f",
                timing.derive() / 1e6,
                timing.evaluate() / 1e6,
                timing.verify() / 1e6);
        if (timing.diagnose() == 0) return parts;
        return parts + String.format(Locale.ROOT, ", diagnose;dur=%.3f", timing.diagnose() / 1e6);
    }
}
