package dev.dscore.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dscore.DscoreApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Keys, roles, and the refusal to be open to all. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dscore.keys[0].name=students",
            // printf %s let-me-check | sha256sum
            "dscore.keys[0].sha256=cb12f0f2ccb4dbacfd2a683a62c8acd9ed08347d55af0e4d9c6ba08d5ab8438a",
            "dscore.keys[0].role=check",
            "dscore.keys[1].name=teacher",
            "dscore.keys[1].sha256=728caee20bf904bd1427475920ffdde65725cc90e49ab4dc7f0ce09a1dffd8e8",
            "dscore.keys[1].role=author",
            "dscore.origins=https://course.example",
            "logging.level.org.springframework.security=trace",
            "logging.level.org.springframework.web=debug"
        })
@ExtendWith(OutputCaptureExtension.class)
class AccessTests {
    private static final String GRADE = """
            {"function": "relu", "seed": 1, "submitted": {"dx": 0}%s}""";

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private HttpResponse<String> send(String key, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (key != null) request.header("Authorization", key);
        if (body != null) {
            request.header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString(body));
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                                        | GET  | /actuator/health           | 200
                                        | GET  | /actuator/health/readiness | 200
                                        | GET  | /                          | 200
                                        | GET  | /page.js                   | 200
                                        | GET  | /v1/functions              | 401
                                        | GET  | /actuator/prometheus       | 401
                                        | GET  | /actuator                  | 401
                                        | GET  | /nowhere                   | 401
                                        | POST | /v1/gradients              | 401
                                        | POST | /v1/derivation             | 401
                    Bearer wrong        | GET  | /v1/functions              | 401
                    Bearer              | GET  | /v1/functions              | 401
                    Basic bGV0Om1lLWlu  | GET  | /v1/functions              | 401
                    let-me-check        | GET  | /v1/functions              | 401
                    Bearer let-me-check | GET  | /v1/functions              | 200
                    bearer let-me-check | GET  | /v1/functions              | 200
                    Bearer let-me-check | GET  | /nowhere                   | 404
                    Bearer let-me-check | POST | /v1/inputs                 | 200
                    Bearer let-me-check | POST | /v1/derivation             | 403
                    Bearer let-me-teach | POST | /v1/derivation             | 200
                    Bearer let-me-teach | POST | /v1/inputs                 | 200
                    """)
    void aCallNeedsAKeyWithItsRole(String key, String method, String path, int status) throws Exception {
        HttpResponse<String> response = send(key, path, method.equals("POST") ? "{\"function\": \"relu\"}" : null);
        assertThat(response.statusCode()).isEqualTo(status);
        if (status < 400) return;
        assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        String type = status == 401 ? "unauthorized" : status == 403 ? "forbidden" : "not-found";
        assertThat(response.body()).contains("\"urn:dscore:problem:" + type + "\"", "\"instance\":\"" + path);
        assertThat(response.headers().firstValue("WWW-Authenticate").isPresent())
                .isEqualTo(status == 401);
    }

    @Test
    void onlyAnAuthorIsShownTheAnswers() throws Exception {
        String answers = String.format(GRADE, ", \"reveal\": \"answers\"");
        assertThat(send("Bearer let-me-check", "/v1/grade", String.format(GRADE, ""))
                        .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused = send("Bearer let-me-check", "/v1/grade", answers);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("\"pointer\":\"/reveal\"", "role author");
        assertThat(send("Bearer let-me-teach", "/v1/grade", answers).statusCode())
                .isEqualTo(200);
    }

    @Test
    void noKeyIsLogged(CapturedOutput log) throws Exception {
        send("Bearer let-me-check", "/v1/functions", null);
        send("Bearer no-such-key-at-all", "/v1/functions", null);
        assertThat(log.getAll()).contains("GET /v1/functions").doesNotContain("let-me-check", "no-such-key-at-all");
    }

    @ParameterizedTest
    @CsvSource({"https://course.example, https://course.example", "https://elsewhere.example, "})
    void onlyPagesOfTheOriginsConfiguredMayCallFromABrowser(String origin, String allowed) throws Exception {
        HttpRequest preflight = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/grade"))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "authorization, content-type")
                .build();
        HttpResponse<String> response = client.send(preflight, HttpResponse.BodyHandlers.ofString());
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin").orElse(null))
                .isEqualTo(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
    void withoutKeysItListensOnThisMachineOnlyAndSaysWhy(String address, CapturedOutput log) {
        String[] arguments = {"--server.address=" + address, "--server.port=0"};
        assertThatThrownBy(() -> SpringApplication.run(DscoreApplication.class, arguments))
                .hasStackTraceContaining("no keys are configured");
        assertThat(log.getAll()).contains("dscore.open=true", "dscore.keys[0].name", "server.address=127.0.0.1");
    }

    @Test
    void aHashThatIsNoneIsRefusedWithHowToMakeOne() {
        assertThatThrownBy(() -> new Access.Key("teacher", "let-me-teach", Access.Role.AUTHOR))
                .hasMessageContaining("64 hexadecimal digits")
                .hasMessageNotContaining("let-me-teach");
        Access.Key key = new Access.Key("teacher", "0".repeat(64), Access.Role.AUTHOR);
        assertThatThrownBy(() -> new Access(List.of(key, key), false, List.of()))
                .hasMessageContaining("teacher is given twice");
    }
}
