package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What those who run the service see, and that nothing of a student's is in it. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ExtendWith(OutputCaptureExtension.class)
class ObservabilityTests {
    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private HttpResponse<String> send(String path, String id, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (id != null) request.header("X-Request-Id", id);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theMetricsTellWhatIsAskedGradedAndRefused() throws Exception {
        String verdicts = "dscore_verdicts_total{function=\"relu\",status=\"wrong_shape\"}";
        String refused = "dscore_refused_total{reason=\"unknown-name\"}";
        String before = send("/actuator/prometheus", null, null).body();
        assertThat(before).contains("dscore_refused_total{reason=\"overloaded\"} 0.0");
        String graded = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";
        assertThat(send("/v1/grade", null, graded).statusCode()).isEqualTo(200);
        assertThat(send("/v1/grade", null, "{\"function\": \"rely\"}").statusCode())
                .isEqualTo(422);
        String metrics = send("/actuator/prometheus", null, null).body();
        assertThat(count(verdicts, metrics) - count(verdicts, before)).isEqualTo(1);
        assertThat(count(refused, metrics) - count(refused, before)).isEqualTo(1);
        assertThat(metrics)
                .contains("dscore_offheap_bytes", "dscore_held_bytes 0.0", "http_server_requests_seconds_count{")
                .contains("uri=\"/v1/grade\"");
        for (String part : new String[] {"parse", "derive", "evaluate", "verify", "diagnose"}) {
            assertThat(metrics).contains("dscore_time_seconds_count{part=\"" + part + "\"}");
        }
    }

    private static double count(String counter, String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(counter))
                .mapToDouble(line -> Double.parseDouble(line.substring(counter.length())))
                .sum();
    }

    @Test
    void aRequestHasANameInItsAnswerInTheLogAndInItsProblemDocument(CapturedOutput log) throws Exception {
        HttpResponse<String> refused = send("/v1/grade", "lecture-7.ada", "{\"function\": \"secret-of-ada\"}");
        assertThat(refused.headers().firstValue("X-Request-Id")).hasValue("lecture-7.ada");
        assertThat(refused.body()).contains("\"request_id\":\"lecture-7.ada\"");
        assertThat(line(log, "POST /v1/grade 422")).contains("[lecture-7.ada]");

        HttpResponse<String> unnamed = send("/v1/functions/secret-of-ada", "no\tname", null);
        assertThat(unnamed.headers().firstValue("X-Request-Id").orElseThrow()).matches("[0-9a-f]+");
        assertThat(unnamed.body()).doesNotContain("request_id");
        line(log, "GET /v1/functions/{name} 404");
        assertThat(log.getOut()).doesNotContain("secret-of-ada");
    }

    /** The line with this part, which is written when the answer has left. */
    private static String line(CapturedOutput log, String part) throws InterruptedException {
        for (int i = 0; i < 200 && !log.getOut().contains(part); i++) Thread.sleep(10);
        return log.getOut()
                .lines()
                .filter(line -> line.contains(part))
                .findFirst()
                .orElseThrow();
    }
}
