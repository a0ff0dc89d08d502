package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.app.Engine;
import java.lang.reflect.Constructor;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/**
 * The caches that outlive a request, filled by requests with what is heavy: texts and names as long as they may be, shapes of as
 * many terms, graphs of many nodes. The weight of their entries is at least the heap that these keep, so that the limits hold,
 * and at most six times that.
 */
@SpringBootTest
@AutoConfigureMockMvc
@Tag("long")
class CachesTests {
    @Autowired
    private Engine engine;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    private static String lines(int count, java.util.function.IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line::apply).collect(Collectors.joining("\n")) + "\n";
    }

    // another one for each number
    private static Map<String, Object> heavy(int kind, int number) {
        String code =
                switch (kind) {
                    case 0 -> // shapes of many terms
                        "n = N + D + 1\nm = n * n\na = np.zeros((m, m, m)) + np.sum(x) * " + number + "\n"
                                + lines(80, i -> "a = a * " + i + " + a") + "loss = np.sum(a)";
                    case 1 -> // many nodes
                        "a = x * " + number + " / 1e5\n"
                                + lines(60, i -> "a = a * x + np.tanh(a) / (1 + a * a) - np.exp(a)")
                                + "loss = np.sum(a)";
                    default -> // long names
                        lines(100, i -> "n" + String.format("%099d", 1000L * number + i) + " = x * " + i)
                                + "loss = np.sum(x)";
                };
        return Map.of(
                "function", Map.of("inputs", Map.of("x", "N D"), "code", code, "output", "loss"),
                "sizes", Map.of("N", 1, "D", 1));
    }

    private long weight() {
        return weight(engine.definitions(), "definitions")
                + weight(engine.gradients(), "backward")
                + weight(engine.verifier(), "lowered");
    }

    private void clear() {
        for (Cache<?, ?> cache : List.of(
                cache(engine.definitions(), "definitions"),
                cache(engine.gradients(), "backward"),
                cache(engine.verifier(), "lowered"))) {
            cache.invalidateAll();
            cache.cleanUp();
        }
    }

    private static Cache<?, ?> cache(Object owner, String cache) {
        return (Cache<?, ?>) Objects.requireNonNull(ReflectionTestUtils.getField(owner, cache));
    }

    private static long weight(Object owner, String cache) {
        Cache<?, ?> found = cache(owner, cache);
        found.cleanUp();
        return found.policy().eviction().orElseThrow().weightedSize().orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    @Timeout(300)
    void weighWhatTheHeapKeepsOrSomewhatMore(int kind) throws Exception {
        clear();
        for (int number = 0; number < 60; number++) grade(kind, number);
        long weight = weight(), full = used();
        clear();
        long kept = full - used();
        // a graph that two caches hold is counted in each
        assertThat(weight).isBetween(kept, 6 * kept);
    }

    private void grade(int kind, int number) throws Exception {
        var answer = mvc.perform(post("/v1/grade")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json.writeValueAsString(heavy(kind, number))))
                .andReturn()
                .getResponse();
        assertThat(answer.getStatus()).isEqualTo(200);
    }

    // of the heap, once nothing more can be freed
    private static long used() throws ReflectiveOperationException {
        forgetWhatParsersLearnt();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }

    // another test's may be thrown away meanwhile
    private static void forgetWhatParsersLearnt() throws ReflectiveOperationException {
        Constructor<?> made = Class.forName("dev.dscore.lang.Source$Prediction").getDeclaredConstructor();
        made.setAccessible(true);
        ReflectionTestUtils.setField(Class.forName("dev.dscore.lang.Source"), "prediction", made.newInstance());
    }
}
