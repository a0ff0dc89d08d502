package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.dscore.app.RequestLimits;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.mock.web.MockHttpServletResponse;
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
        return List.of(
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
        MockHttpServletResponse answer = answer(beyond);
        assertThat(answer.getContentAsString(StandardCharsets.UTF_8)).contains(beyond.says());
        assertThat(table().get(beyond.limit()).beyond()).contains(String.valueOf(answer.getStatus()));
    }

    private MockHttpServletResponse answer(Beyond beyond) throws Exception {
        Object request = beyond.request();
        if (request instanceof byte[] npz) {
            byte[] body = LimitsMetTests.multipart("{\"function\": \"relu\"}", npz);
            return mvc.perform(post(beyond.path())
                            .contentType("multipart/form-data; boundary=b")
                            .content(body))
                    .andReturn()
                    .getResponse();
        }
        String body = request instanceof String text ? text : json.writeValueAsString(request);
        return mvc.perform(post(beyond.path())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body))
                .andReturn()
                .getResponse();
    }

    // of the table of what is fixed
    private static Map<String, Row> fixed() throws Exception {
        String text = Files.readString(Path.of("docs/operations.md"));
        int start = text.indexOf("| limit | at most | beyond it |");
        Map<String, Row> rows = new LinkedHashMap<>();
        Matcher row = Pattern.compile("(?m)^\\| ([^|`]+) \\| ([^|]+) \\| ([^|]+) \\|$")
                .matcher(text.substring(start));
        while (row.find()) {
            if (!row.group(1).equals("limit")) rows.put(row.group(1), new Row(row.group(2), row.group(3)));
        }
        return rows;
    }

    private static Beyond student(String limit, String code, String says) {
        Map<String, Object> request = Map.of("function", "relu", "sizes", Map.of("N", 2, "D", 2), "code", code);
        return new Beyond(limit, "/v1/grade", request, says);
    }

    private static Beyond defined(String limit, Map<String, ?> inputs, String code, String says) {
        Map<String, Object> function = Map.of("inputs", inputs, "code", code + "\nloss = np.sum(x)", "output", "loss");
        return new Beyond(limit, "/v1/derivation", Map.of("function", function), says);
    }

    private static Beyond graded(String limit, String field, Object value, String says) {
        return new Beyond(limit, "/v1/grade", Map.of("function", "relu", "code", "dx = x", field, value), says);
    }

    private static Map<String, String> numbered(String stem, int count, String shape) {
        Map<String, String> inputs = new LinkedHashMap<>(Map.of("x", "N"));
        for (int i = 0; i < count; i++) inputs.put(stem + i, shape.replace("#", String.valueOf(i)));
        return inputs;
    }

    static List<Beyond> beyondWhatIsFixed() throws Exception {
        String calls = "def f(n):\n    return f(n + 1)\nf(0)";
        StringBuilder blocks = new StringBuilder();
        for (int i = 0; i <= 41; i++) blocks.append(" ".repeat(i)).append("if 1 > 0:\n");
        blocks.append(" ".repeat(42)).append("dx = x");
        String deep = "[".repeat(401), digits = "1".repeat(20_001);
        String ones = "1, ".repeat(33);
        return List.of(
                new Beyond("lists within lists, JSON", "/v1/grade", "{\"function\": " + deep, "400"),
                new Beyond("digits of a number, JSON", "/v1/grade", "{\"seed\": " + digits + "}", "too many digits"),
                new Beyond(
                        "axes of an array that is sent",
                        "/v1/gradients",
                        "{\"function\": \"relu\", \"inputs\": {\"x\": " + "[".repeat(9) + "1" + "]".repeat(9) + "}}",
                        "at most 8 axes"),
                new Beyond("arrays of an npz", "/v1/gradients", LimitsMetTests.npz("x", 1, 101, 117), "100"),
                new Beyond(
                        "characters of the header of an npy",
                        "/v1/gradients",
                        LimitsMetTests.npz("x", 1, 1, 4097),
                        "too long"),
                defined("inputs of a function", numbered("a", 50, "N"), "", "at most 50 inputs"),
                defined("axes of an input of a function", Map.of("x", "N " + "M ".repeat(32)), "", "more than 32 axes"),
                defined("names of axes of a function", numbered("a", 21, "A#"), "", "at most 20 names of axes"),
                defined("characters of a shape", Map.of("x", "N".repeat(90) + " 1".repeat(460)), "", "at most 1000"),
                defined(
                        "views of a view in a definition",
                        Map.of("x", "N"),
                        "a = np.ones((2, 3))\nfor i in range(201):\n    a = a.T",
                        "more than 200 deep"),
                defined(
                        "elements of lists that a definition makes an array of",
                        Map.of("x", "N"),
                        "q = [1, 2]\nfor i in range(18):\n    q = [q, q]\na = np.array(q)",
                        "more than 100000 elements"),
                defined(
                        "terms of a length, of degree 16 at most",
                        numbered("a", 9, "A#"),
                        squares(9, 2),
                        "\"shape\":\"4\""),
                defined(
                        "parts of a plain value",
                        Map.of("x", "N", "p", Map.of("value", new int[1000])),
                        "",
                        "1000 parts at most"),
                graded("calls of a request", "call", Collections.nCopies(101, "a = 1"), "at most 100 calls"),
                graded("characters of a call", "call", "a = 1" + " ".repeat(1000), "at most 1000 characters"),
                graded("points of a gradient", "points", Map.of("dx", 1_000_001), "points are"),
                graded("random directions of a check", "check", Map.of("directions", 1001), "1 … 1000"),
                student("axes of an array that code makes", "a = np.zeros((" + ones + "))", "32 axes"),
                student(
                        "length of an axis, where another has the length 0",
                        "a = np.zeros((0, 1000001))",
                        "which is too long"),
                student("elements of a list that code makes", "a = [1] * 1000001", "1000000 elements"),
                student(
                        "classes that one inherits from, by each way to them",
                        "class A: pass\nwhile True:\n    class A(A): pass",
                        "at most 30 are looked through"),
                student("letters of a string that code makes", "a = 'a' * 1000001", "a million letters"),
                student("a whole number in code", "a = 2 ** 53 + 1", "2 ** 53"),
                student("calls within calls, in code", calls, "at most 60 calls"),
                student("blocks within blocks, in code", blocks.toString(), "too many blocks"),
                student("steps of submitted code", "while True:\n    pass", "at most 8000000 steps"));
    }

    // a sum of axes, multiplied by itself
    private static String squares(int axes, int times) {
        String sum = IntStream.range(0, axes).mapToObj(i -> "A" + i).collect(Collectors.joining(" + "));
        return "n = " + sum + "\n" + "n = n * n\n".repeat(times);
    }

    @Test
    void theTableOfWhatIsFixedIsMetRowByRow() throws Exception {
        Map<String, Row> rows = fixed();
        assertThat(rows.keySet())
                .containsExactlyElementsOf(
                        beyondWhatIsFixed().stream().map(Beyond::limit).toList());
    }

    @ParameterizedTest
    @MethodSource("beyondWhatIsFixed")
    void whatGoesBeyondWhatIsFixedIsTold(Beyond beyond) throws Exception {
        Row row = fixed().get(beyond.limit());
        MockHttpServletResponse answer = answer(beyond);
        assertThat(answer.getContentAsString(StandardCharsets.UTF_8)).contains(beyond.says());
        boolean report = answer.getStatus() == 200 && row.beyond().contains("report");
        assertThat(row.beyond()).contains(report ? "report" : String.valueOf(answer.getStatus()));
    }
}
