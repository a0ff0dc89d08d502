package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.dscore.functions.Catalogue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What students write when they are wrong: each gets a mark, of every function of the catalogue. Where every axis is longer than
 * 1, it is that of a wrong line; at length 1 many a line is right by chance.
 */
@SpringBootTest
@AutoConfigureMockMvc
@Tag("long")
class WrongLinesTests {
    // of half the square of diff; of what only the other branch of huber depends on; of pred - y; of scores before they
    // are masked
    private static final Set<String> RIGHT_AFTER_ALL =
            Set.of("ddiff = diff.T", "dsize = size * 0", "dpred = ddiff", "dscore = dseen");

    private static final int MANY = 12;

    // of numbers at which no net of the catalogue is dead
    private static final int SEED = 1;

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    static Stream<String> functions() {
        return new Catalogue().entries().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void aWrongLineForAGradientIsMarked(String function) throws Exception {
        JsonNode described = json.readTree(mvc.perform(get("/v1/functions/" + function))
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8));
        List<String> gradients = new ArrayList<>(described.get("gradients").propertyNames());
        String right = json.readTree(sent("/v1/derivation", json.writeValueAsString(Map.of("function", function))))
                .get("numpy")
                .asString();
        List<String> codes = new ArrayList<>();
        for (String gradient : gradients) {
            String other = gradients.get((gradients.indexOf(gradient) + 1) % gradients.size());
            codes.addAll(lines(gradient));
            codes.add(right + "\n" + gradient + " = " + other);
        }
        // all of them wrong in the same way, and each beside a wrong gradient of the output
        for (int kind = 0; kind < lines("").size(); kind++) {
            List<String> alike = new ArrayList<>();
            for (String gradient : gradients) alike.add(lines(gradient).get(kind));
            codes.add(String.join("\n", alike));
        }
        for (String output : outputs(described)) {
            for (String gradient : gradients) codes.add(lines(gradient).get(1) + "\nd" + output + " = 2");
        }
        List<Map<String, Integer>> all = possible(function, sizes(described));
        // a batch of a long function takes a minute
        for (Map<String, Integer> sizes : gradients.size() > MANY ? all.subList(0, 1) : all) {
            StringBuilder batch = new StringBuilder(json.writeValueAsString(
                    Map.of("function", function, "sizes", sizes, "seed", SEED, "points", points(gradients))));
            for (String code : codes) batch.append("\n").append(json.writeValueAsString(Map.of("code", code)));
            String[] answers = sent("/v1/grade/batch", batch.toString()).split("\n");
            assertThat(answers).hasSameSizeAs(codes);
            for (int i = 0; i < answers.length; i++) {
                assertThat(answers[i])
                        .as("%s of %s", codes.get(i), sizes)
                        .startsWith("{\"score\":")
                        .doesNotContain("\"error\":");
                if (sizes.containsValue(1) || sizes.isEmpty()) continue;
                String code = codes.get(i), changed = code.substring(code.lastIndexOf('\n') + 1);
                for (JsonNode mark : json.readTree(answers[i]).get("marks")) {
                    String line = line(
                            code.startsWith(right) ? changed : code,
                            mark.get("name").asString());
                    if (line.isEmpty() || RIGHT_AFTER_ALL.contains(line)) continue;
                    assertThat(mark.get("status").asString())
                            .as("%s of %s", line, sizes)
                            .isNotIn("correct", "not_differentiable");
                }
            }
        }
    }

    // those that fit each other, as the channels in groups, and if none do the function's own
    private List<Map<String, Integer>> possible(String function, List<Map<String, Integer>> sizes) throws Exception {
        List<Map<String, Integer>> possible = new ArrayList<>();
        for (Map<String, Integer> wanted : sizes) {
            String inputs = json.writeValueAsString(Map.of("function", function, "sizes", wanted, "seed", SEED));
            int status = mvc.perform(post("/v1/inputs")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(inputs))
                    .andReturn()
                    .getResponse()
                    .getStatus();
            if (status == 200) possible.add(wanted);
        }
        return possible.isEmpty() ? List.of(Map.of()) : possible;
    }

    private static String line(String code, String gradient) {
        return code.lines()
                .filter(line -> line.startsWith(gradient + " = "))
                .findFirst()
                .orElse("");
    }

    private static List<String> lines(String gradient) {
        String value = gradient.isEmpty() ? "" : gradient.substring(1);
        return Stream.of("%s = 2", "%s = %s * 1.25", "%s = %s * 0", "%s = %s.T", "%s = -%s")
                .map(line -> String.format(line, gradient, value))
                .toList();
    }

    // each axis of its own length, all alike, and all of length 1
    private static List<Map<String, Integer>> sizes(JsonNode described) {
        Map<String, Integer> own = new LinkedHashMap<>(), two = new LinkedHashMap<>(), one = new LinkedHashMap<>();
        described.get("inputs").values().forEach(input -> {
            String shape =
                    input.isString() ? input.asString() : input.get("shape").asString();
            for (String axis : shape.split(" ")) {
                if (axis.matches("[A-Z].*")) own.putIfAbsent(axis, 2 + own.size());
            }
        });
        own.keySet().forEach(axis -> {
            two.put(axis, 2);
            one.put(axis, 1);
        });
        return own.isEmpty() ? List.of(own) : List.of(own, two, one);
    }

    private static List<String> outputs(JsonNode described) {
        JsonNode output = described.get("output");
        return output.isString()
                ? List.of(output.asString())
                : output.valueStream().map(JsonNode::asString).toList();
    }

    private static Map<String, Integer> points(List<String> gradients) {
        Map<String, Integer> points = new LinkedHashMap<>();
        gradients.forEach(gradient -> points.put(gradient, 1));
        return points;
    }

    private String sent(String path, String body) throws Exception {
        boolean batch = path.endsWith("batch");
        return mvc.perform(post(path)
                        .contentType(batch ? MediaType.APPLICATION_NDJSON : MediaType.APPLICATION_JSON)
                        .content(body))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString(StandardCharsets.UTF_8);
    }
}
