package dev.dscore.http;

import dev.dscore.app.Engine;
import dev.dscore.compute.Memory;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Report;
import dev.dscore.gradients.Timing;
import dev.dscore.http.overload.RequestBytes;
import dev.dscore.problem.ProblemType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Counters and timers beside those of Spring Boot for HTTP requests. They contain nothing that a student sent. */
@Component
class Meters {
    private final MeterRegistry registry;
    private final Catalogue catalogue;
    private final Map<ProblemType, Counter> refused = new EnumMap<>(ProblemType.class);

    Meters(MeterRegistry registry, Engine engine) {
        this.registry = registry;
        this.catalogue = engine.catalogue();
        Gauge.builder("dscore.offheap", engine, Engine::bytesOffHeap)
                .description("Memory of ND4J's beside the heap")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("dscore.held", engine.memory(), Memory::held)
                .description("Memory promised to what is computed now")
                .baseUnit("bytes")
                .register(registry);
        for (ProblemType type : ProblemType.values()) {
            refused.put(type, registry.counter("dscore.refused", "reason", type.reason()));
        }
    }

    /** Records the time from a request's arrival until now, when it asks for a core. */
    void parsed(HttpServletRequest request) {
        time("parse", RequestBytes.of(request).age());
    }

    void computed(Timing timing) {
        time("derive", timing.derive());
        time("evaluate", timing.evaluate());
        time("verify", timing.verify());
    }

    void graded(FunctionDefinition function, Report report) {
        time("diagnose", report.timing().diagnose());
        String name = catalogue.nameOf(function).orElse("own");
        report.marks().forEach(mark -> registry.counter(
                        "dscore.verdicts",
                        "function",
                        name,
                        "status",
                        mark.status().name().toLowerCase(Locale.ROOT))
                .increment());
    }

    void refused(ProblemType type) {
        Objects.requireNonNull(refused.get(type)).increment();
    }

    private void time(String part, long nanos) {
        Timer.builder("dscore.time")
                .description("What a request's computation takes")
                .tag("part", part)
                .publishPercentileHistogram()
                .register(registry)
                .record(Duration.ofNanos(nanos));
    }
}
