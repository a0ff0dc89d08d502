package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The situations of cases.txt, over HTTP: each gets the answer that stands there, which says how to read it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class CasesTests {
    private static final int NAME = 11; // columns of a field's name

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @LocalServerPort
    private int port;

    /** A field of a block and its value, further lines without their indentation. */
    record Field(String name, String value) {}

    record Case(String id, String title, List<Field> fields) {
        @Override
        public String toString() {
            return id + " " + title;
        }
    }

    static List<Case> cases() throws IOException {
        String page = new String(
                Objects.requireNonNull(CasesTests.class.getResourceAsStream("cases.txt"))
                        .readAllBytes(),
                StandardCharsets.UTF_8);
        List<Case> cases = new ArrayList<>();
        for (String line : page.split("\n")) {
            if (line.isBlank() || line.startsWith("#")) continue;
            if (line.startsWith("== ")) {
                cases.add(new Case(line.substring(3, 6), line.substring(7), new ArrayList<>()));
                continue;
            }
            List<Field> fields = cases.get(cases.size() - 1).fields();
            String name = line.substring(0, Math.min(NAME, line.length())).strip();
            String value = line.length() < NAME ? "" : line.substring(NAME);
            if (name.isEmpty()) {
                Field begun = fields.remove(fields.size() - 1);
                name = begun.name();
                value = begun.value() + "\n" + value;
            }
            fields.add(new Field(name, value));
        }
        return cases;
    }

    @Test
    void thePageHoldsEveryCaseOnceWithAReasonAndAnExpectation() throws IOException {
        assertThat(cases()).extracting(Case::id).doesNotHaveDuplicates().hasSize(124);
        assertThat(cases())
                .allSatisfy(each ->
                        assertThat(each.fields()).extracting(Field::name).contains("because", "function", "expect"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void theAnswerIsTheTruthAndItsOppositeIsNot(Case each) throws Exception {
        for (Exchange exchange : exchanges(each)) {
            for (String condition : exchange.conditions()) {
                String opposite = opposite(condition);
                assertThat(holds(condition, exchange.answers()))
                        .as("%s: %s, of %s", each, condition, exchange.answers())
                        .isTrue();
                assertThat(holds(opposite, exchange.answers()))
                        .as("%s: %s, of %s", each, opposite, exchange.answers())
                        .isFalse();
            }
        }
    }

    /** @param conditions what is expected of the answers */
    private record Exchange(List<String> conditions, List<Answer> answers) {}

    /** Sends what stands before each "expect". */
    private List<Exchange> exchanges(Case each) throws Exception {
        List<Exchange> exchanges = new ArrayList<>();
        Map<String, String> fields = new LinkedHashMap<>();
        List<Field> submissions = new ArrayList<>();
        boolean answered = false;
        for (Field field : each.fields()) {
            switch (field.name()) {
                case "because" -> {}
                case "submitted", "code" -> {
                    if (answered) submissions.clear();
                    submissions.add(field);
                }
                case "expect" ->
                    exchanges.add(new Exchange(List.of(field.value().split("\n")), answers(fields, submissions)));
                case "function", "inputs", "upstream", "points", "with", "batch", "query" ->
                    fields.put(field.name(), field.value());
                default -> fail(each + ": no field is called " + field.name());
            }
            answered = field.name().equals("expect");
        }
        return exchanges;
    }

    private record Answer(int status, String text, JsonNode body) {
        Optional<JsonNode> mark(String name) {
            return body.path("marks")
                    .valueStream()
                    .filter(mark -> mark.path("name").asString().equals(name))
                    .findFirst();
        }
    }

    private List<Answer> answers(Map<String, String> fields, List<Field> submissions) throws Exception {
        boolean layer = fields.get("function").startsWith("/");
        String path = (layer ? fields.get("function") : "/v1") + (submissions.isEmpty() ? "/gradients" : "/grade");
        List<String> shared = new ArrayList<>();
        if (layer) shared.add(members(fields.get("inputs")));
        else shared.add("\"function\": " + function(fields.get("function")));
        fields.forEach((name, value) -> {
            switch (name) {
                case "inputs" -> {
                    if (!layer) shared.add("\"inputs\": " + value);
                }
                case "upstream", "points" -> shared.add("\"" + name + "\": " + value);
                case "with" -> shared.add(members(value));
                default -> {}
            }
        });
        String common = String.join(", ", shared);
        List<String> sent = new ArrayList<>();
        for (Field submission : submissions) {
            boolean code = submission.name().equals("code");
            String value = code ? json.writeValueAsString(submission.value()) : submission.value();
            sent.add("\"" + submission.name() + "\": " + value);
        }
        List<Answer> answers = new ArrayList<>();
        if (fields.containsKey("batch")) {
            String lines = sent.stream().map(line -> "\n{" + line + "}").collect(Collectors.joining());
            HttpResponse<String> response = post(path + "/batch", "application/x-ndjson", "{" + common + "}" + lines);
            for (String line : response.body().split("\n")) answers.add(answer(response.statusCode(), line));
            assertThat(answers).hasSameSizeAs(sent);
            return answers;
        }
        for (String submission : sent.isEmpty() ? List.of("") : sent) {
            HttpResponse<String> response = post(
                    path + fields.getOrDefault("query", ""),
                    "application/json",
                    "{" + common + (submission.isEmpty() ? "" : ", " + submission) + "}");
            answers.add(answer(response.statusCode(), response.body()));
        }
        return answers;
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private Answer answer(int status, String text) {
        return new Answer(status, text, json.readTree(text));
    }

    private static String members(String object) {
        return object.substring(1, object.length() - 1);
    }

    /** JSON of a function that is written as "X N D, y N below C -> loss" with its code on the lines below, or of a name. */
    private String function(String written) {
        if (!written.contains("->")) return json.writeValueAsString(written);
        String[] parts = written.split("\n", 2), head = parts[0].split(" -> ");
        Map<String, Object> inputs = new LinkedHashMap<>();
        for (String input : head[0].split(", ")) {
            String[] shape = input.split(" below "), axes = shape[0].split(" ", 2);
            String lengths = axes.length == 1 ? "" : axes[1];
            inputs.put(axes[0], shape.length == 1 ? lengths : Map.of("shape", lengths, "below", shape[1]));
        }
        return json.writeValueAsString(Map.of("inputs", inputs, "code", parts[1], "output", head[1]));
    }

    private boolean holds(String condition, List<Answer> answers) {
        if (condition.startsWith("scores ")) {
            return answers.stream()
                    .map(answer -> answer.body().path("score").asDouble(Double.NaN))
                    .toList()
                    .equals(Stream.of(condition.substring(7).split(" "))
                            .map(Double::valueOf)
                            .toList());
        }
        if (condition.startsWith("says ")) {
            return answers.stream().anyMatch(answer -> answer.text().contains(condition.substring(5)));
        }
        return answers.stream().allMatch(answer -> holds(condition, answer));
    }

    private boolean holds(String condition, Answer answer) {
        JsonNode body = answer.body(), check = body.path("check");
        String[] words = condition.split(" ");
        if (condition.startsWith("never says ")) return !answer.text().contains(condition.substring(11));
        if (condition.matches("\\d{3}")) return answer.status() == Integer.parseInt(condition);
        if (answer.status() != 200) return false;
        if (condition.matches("\\w+ [=~] .*")) {
            JsonNode gradient = words[0].equals("loss")
                    ? body.path("loss")
                    : body.path("gradients").path(words[0]);
            boolean roughly = words[1].equals("~");
            return close(gradient, json.readTree(condition.substring(words[0].length() + 3)), roughly);
        }
        return switch (words[0]) {
            case "passed" -> check.path("passed").asBoolean(false);
            case "not" -> !check.path("passed").asBoolean(true);
            case "kinks" -> check.path("entries_not_differentiable").asInt(-1) == Integer.parseInt(words[1]);
            case "score" ->
                body.path("score").asDouble(-1) == Double.parseDouble(words[1])
                        && body.path("max_score").asDouble(-1) == Double.parseDouble(words[3]);
            case "explained" -> body.path("marks").valueStream().anyMatch(mark -> mark.hasNonNull("mistake"));
            case "unexplained" -> body.path("marks").valueStream().noneMatch(mark -> mark.hasNonNull("mistake"));
            case "first" -> body.path("first_error").asString("").equals(words[2]);
            case "no" -> !body.hasNonNull("first_error");
            default ->
                answer.mark(words[0]).orElseThrow().path("status").asString().equals(words[1]);
        };
    }

    /** A condition that cannot hold together with this one: a test that could not fail would show nothing. */
    private static String opposite(String condition) {
        String[] words = condition.split(" ");
        if (condition.matches("\\d{3}")) return condition.equals("200") ? "422" : "200";
        if (condition.matches("\\w+ [=~] .*")) return condition.replaceFirst("[^ \\[\\],]+(?=\\]*$)", "1234.5");
        return switch (words[0]) {
            case "passed" -> "not passed";
            case "says" -> "never " + condition;
            case "explained" -> "unexplained";
            case "not" -> "passed";
            case "never" -> condition.substring("never ".length());
            case "unexplained" -> "explained";
            case "kinks" -> "kinks " + (Integer.parseInt(words[1]) + 1);
            case "score" -> "score " + (Integer.parseInt(words[1]) + 1) + " of " + words[3];
            case "scores" -> condition + " 1";
            case "first" -> "no first error";
            case "no" -> "first error dW";
            default -> words[0] + (words[1].equals("wrong") ? " correct" : " wrong");
        };
    }

    private static boolean close(JsonNode answered, JsonNode expected, boolean roughly) {
        if (answered.isArray() != expected.isArray() || answered.size() != expected.size()) return false;
        if (!expected.isArray()) {
            double right = expected.asDouble();
            double allowed = roughly ? 1e-6 * Math.abs(right) + 1e-12 : 1e-8 * Math.abs(right);
            return answered.isNumber() && Math.abs(answered.asDouble() - right) <= allowed;
        }
        for (int i = 0; i < expected.size(); i++) {
            if (!close(answered.get(i), expected.get(i), roughly)) return false;
        }
        return true;
    }
}
