package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** Lines of every kind, good and bad, four in a batch and in every order: each is answered as it is alone, byte for byte. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@Tag("long")
class BatchOrdersTests {
    // edge is 0 everywhere, where the loss jumps with it: its gradient cannot be proven; without it the loss is smooth
    private static final String FUNCTION =
            """
            score = X @ W
            M = np.exp(score)
            edge = X - X
            loss = np.mean(logsumexp(score, axis=1) - score[range(N), y]) + 0.25 * np.sum(M) + np.sum(edge > 0)""";

    private static final String DSCORE = "dscore = (softmax(score, axis=1) - one_hot(y, C)) / N + 0.25 * M\n";
    private static final String DW = "\ndW = X.T @ dscore";

    /** The first and the distances to three others: modulo 13 all differences differ, so every two of 13 kinds meet in one four. */
    private static final int[] FOUR = {0, 1, 3, 9};

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @LocalServerPort
    private int port;

    /** @param answer a part of the answer, which shows that the line is of its kind */
    private record Line(String kind, String fields, String answer) {}

    private List<Line> lines() {
        String correct = "\"name\":\"dW\",\"status\":\"correct\"";
        String stopped = "\"stopped\":{\"line\":2";
        return List.of(
                code("right", DSCORE + DW, correct),
                code("twice", DSCORE + DW + " * 2", "\"name\":\"dW\",\"status\":\"wrong\""),
                code("an intermediate's name", DSCORE + "dM = 0.25 * score" + DW, correct),
                code("names of the function", DSCORE + "M = 3\nloss = 7\ndX = X\ndfoo = 1" + DW, correct),
                code("unproven", DSCORE + "dedge = 0 * X" + DW, "\"unproven\":[{\"name\":\"dedge\""),
                code("stops", DSCORE + "G = nowhere + 1" + DW, stopped),
                code("does not parse", DSCORE + "dW = X.T @ (dscore", stopped),
                code("over budget", DSCORE + "G = np.ones((1900, 1900)) @ np.ones((1900, 1900))" + DW, stopped),
                new Line("NaN", ", \"submitted\": {\"dW\": [[NaN, 1], [null, 2]]}", "not_finite"),
                new Line("no array", ", \"submitted\": {\"dW\": [[\"0.1\", {}]], \"dQ\": 1}", "unreadable"),
                new Line("empty", "", "missing"),
                new Line(
                        "no object", ", \"submitted\": [1, 2]", "\"error\":{\"detail\":\"/submitted must be an object"),
                new Line("bad JSON", ", \"code\": \"dW", "\"error\":{\"detail\":\"the JSON ends too early"));
    }

    private Line code(String kind, String code, String answer) {
        return new Line(kind, ", \"code\": " + json.writeValueAsString(code), answer);
    }

    @Test
    void everyLineIsAnsweredAsItIsAlone() throws Exception {
        List<Line> lines = lines();
        assertThat(lines).hasSize(13);
        List<String> alone = new ArrayList<>();
        for (Line line : lines) {
            String answer = batch(List.of(line))[0];
            assertThat(answer).as(line.kind()).contains(line.answer());
            String single = post("/v1/grade", "application/json", "{" + head() + line.fields() + "}");
            if (!answer.contains("\"error\":")) {
                assertThat(answer).isEqualTo("{\"id\":\"" + line.kind() + "\"," + single.substring(1));
            }
            alone.add(answer);
        }
        for (int first = 0; first < lines.size(); first++) {
            for (List<Integer> order : orders(first, lines.size())) {
                List<Line> sent = order.stream().map(lines::get).toList();
                assertThat(batch(sent))
                        .as(sent.toString())
                        .containsExactly(order.stream().map(alone::get).toArray(String[]::new));
            }
        }
    }

    private static List<List<Integer>> orders(int first, int kinds) {
        List<List<Integer>> orders = List.of(List.of());
        for (int distance : FOUR) {
            List<List<Integer>> longer = new ArrayList<>();
            for (List<Integer> order : orders) {
                for (int place = 0; place <= order.size(); place++) {
                    List<Integer> next = new ArrayList<>(order);
                    next.add(place, (first + distance) % kinds);
                    longer.add(next);
                }
            }
            orders = longer;
        }
        return orders;
    }

    private String head() {
        return "\"function\": {\"inputs\": {\"X\": \"N D\", \"W\": \"D C\", \"y\": {\"shape\": \"N\", \"below\": \"C\"}}, "
                + "\"output\": \"loss\", \"code\": " + json.writeValueAsString(FUNCTION) + "}, "
                + "\"inputs\": {\"X\": [[0.5, -0.25], [0, 1], [0, 0]], \"W\": [[1, -0.5], [0.25, 0.75]], "
                + "\"y\": [0, 1, 1]}, \"points\": {\"dW\": 4}";
    }

    private String[] batch(List<Line> lines) throws Exception {
        StringBuilder body = new StringBuilder("{" + head() + "}\n");
        for (Line line : lines) body.append("{\"id\": \"" + line.kind() + "\"" + line.fields() + "}\n");
        return post("/v1/grade/batch", "application/x-ndjson", body.toString()).split("\n");
    }

    private String post(String path, String type, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
}
