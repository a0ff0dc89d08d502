package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.dscore.app.RequestLimits;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** The table of limits in docs/operations.md: it has each, with its default, and what a text or a number beyond it gets. */
@SpringBootTest
@AutoConfigureMockMvc
class LimitsTableTests {
    private static final Pattern ROW =
            Pattern.compile("\\| `dscore\\.limits\\.([\\w.]+)` \\| (`?[^|]+?`?) \\| ([^|]+) \\|");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    private record Row(String value, String beyond) {}

    private static Map<String, Row> table() throws Exception {
        Map<String, Row> rows = new LinkedHashMap<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/operations.md")));
        while (row.find()) rows.put(row.group(1), new Row(row.group(2).replace("`", ""), row.group(3)));
        return rows;
    }

    private static Map<String, String> defaults(Class<? extends Record> limits, String prefix) {
        Map<String, String> defaults = new LinkedHashMap<>();
        for (RecordComponent limit : limits.getRecordComponents()) {
            String[] value = parameter(limits, limit.getName()).value();
            if (limit.getType() == RequestLimits.Code.class)
                defaults.putAll(defaults(RequestLimits.Code.class, "code."));
            else defaults.put(prefix + limit.getName(), value[0]);
        }
        return defaults;
    }

    private static DefaultValue parameter(Class<? extends Record> limits, String name) {
        var constructor = limits.getDeclaredConstructors()[0];
        return IntStream.range(0, constructor.getParameterCount())
                .mapToObj(i -> constructor.getParameters()[i])
                .filter(parameter -> parameter.getName().equals(name))
                .findFirst()
                .orElseThrow()
                .getAnnotation(DefaultValue.class);
    }

    @Test
    void theTableHasEveryLimitWithItsDefault() throws Exception {
        Map<String, Row> table = table();
        Map<String, String> defaults = defaults(RequestLimits.class, "");
        assertThat(table.keySet()).containsExactlyInAnyOrderElementsOf(defaults.keySet());
        defaults.forEach((name, value) -> {
            // what follows from the machine stands there in words
            if (!value.equals("0") && !value.equals("0MB"))
                assertThat(table.get(name).value()).as(name).isEqualTo(value);
        });
    }

    /** Of a limit a request that goes just beyond it. */
    record Beyond(String limit, String path, Object request, String says) {
        @Override
        public String toString() {
            return limit;
        }
    }

    private static Map<String, Object> defined(String inputs, String code, Object x) {
        return Map.of(
                "function",
                Map.of("inputs", Map.of("x", inputs), "code", code, "output", "loss"),
                "inputs",
                Map.of("x", x));
    }

    private static Beyond text(String limit, String code, String says) {
        return new Beyond(limit, "/v1/gradients", defined("N", code, new double[] {1, 2}), says);
    }

    private static Map<String, Object> softmax(int n, int d, int c) {
        return Map.of("function", "softmax", "sizes", Map.of("N", n, "D", d, "C", c), "seed", 1);
    }

    static Iterable<Beyond> beyond() {
        String sum = "loss = np.sum(x)";
        return java.util.List.of(
                text("code.characters", sum + " # " + "a".repeat(20_000), "at most 20000 are read"),
                text("code.statements", "a = x\n".repeat(500) + sum, "at most 500 are read"),
                text("code.tokens", "a = x" + " + x".repeat(250) + "\n" + sum, "at most 500 words and signs"),
                text(
                        "code.nesting",
                        "a = " + "(".repeat(41) + "x" + ")".repeat(41) + "\n" + sum,
                        "at most 40 brackets"),
                text("code.name", "a".repeat(101) + " = x\n" + sum, "at most 100 letters"),
                new Beyond("code.name", "/v1/gradients", defined("N".repeat(101), sum, new double[1]), "at most 100"),
                new Beyond("steps", "/v1/derivation", longest(), "at most 1000000 steps"),
                new Beyond("elements", "/v1/inputs", softmax(2001, 2000, 2), "at most 4000000"),
                new Beyond("work", "/v1/grade", softmax(900, 3000, 1000), "at most 4000000000"));
    }

    // products of values whose shape has four axes of ten terms each
    private static Map<String, Object> longest() {
        String code = "n = N + D + C + K\nm = n * n\nh = np.zeros((m, m, m, m)) + x\n";
        return Map.of(
                "function",
                Map.of(
                        "inputs",
                        Map.of("x", "", "y", "N D C K"),
                        "code",
                        code + "h = h * h\n".repeat(400) + "loss = np.sum(h) + np.sum(y)",
                        "output",
                        "loss"));
    }

    @ParameterizedTest
    @MethodSource("beyond")
    void whatGoesBeyondALimitIsToldWhichOne(Beyond beyond) throws Exception {
        var answer = mvc.perform(post(beyond.path())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(json.writeValueAsString(beyond.request())))
                .andReturn()
                .getResponse();
        String text = answer.getContentAsString(StandardCharsets.UTF_8);
        assertThat(text).contains(beyond.says());
        assertThat(table().get(beyond.limit()).beyond()).contains(String.valueOf(answer.getStatus()));
    }
}
