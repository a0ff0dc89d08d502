package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.http.overload.LimitsFilter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The service over real HTTP. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // a connection whose body never comes is closed after this time
        properties = "server.tomcat.connection-timeout=2s")
@ExtendWith(OutputCaptureExtension.class)
class ServerTests {
    private static final int BODY_LIMIT = 64 << 20;

    private final HttpClient client = HttpClient.newHttpClient();
    private final JsonMapper json = new JsonMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private LimitsFilter limits;

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 200 && !condition.getAsBoolean(); i++) Thread.sleep(10);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void twoHundredHandwrittenDigitsAreDerivedAndCheckedOnEveryEntry() throws Exception {
        List<double[]> images = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        try (InputStream file = Files.newInputStream(Path.of("examples/digits.csv.gz"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file)))) {
            lines.lines().limit(200).map(line -> line.split(",")).forEach(fields -> {
                images.add(Arrays.stream(fields, 0, 64)
                        .mapToDouble(Double::parseDouble)
                        .toArray());
                labels.add(Integer.valueOf(fields[64]));
            });
        }
        Random random = new Random(17);
        double[][] w = new double[64][];
        Arrays.setAll(w, i -> random.doubles(10, -0.1, 0.1).toArray());
        double[] b = random.doubles(10, -0.1, 0.1).toArray();
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("X", images);
        body.put("W", w);
        body.put("b", b);
        body.put("labels", labels);

        HttpResponse<String> response = send(to("/v1/softmax/gradients")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json.writeValueAsBytes(body))));

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode answer = json.readTree(response.body());
        assertThat(answer.at("/check/passed").asBoolean()).isTrue();
        assertThat(answer.at("/check/entries_checked").asInt()).isEqualTo(200 * 64 + 64 * 10 + 10);
        double[][] probabilities = probabilities(images, w, b);
        double loss = 0;
        double[] db = new double[10];
        double[][] dw = new double[64][10];
        for (int n = 0; n < 200; n++) {
            loss -= Math.log(probabilities[n][labels.get(n)]) / 200;
            for (int c = 0; c < 10; c++) {
                double dscore = (probabilities[n][c] - (labels.get(n) == c ? 1 : 0)) / 200;
                db[c] += dscore;
                for (int d = 0; d < 64; d++) dw[d][c] += images.get(n)[d] * dscore;
            }
        }
        assertThat(answer.get("loss").asDouble()).isCloseTo(loss, org.assertj.core.api.Assertions.within(1e-12));
        for (int c = 0; c < 10; c++) {
            assertThat(answer.at("/gradients/db/" + c).asDouble())
                    .isCloseTo(db[c], org.assertj.core.api.Assertions.within(1e-13));
            for (int d = 0; d < 64; d++) {
                assertThat(answer.at("/gradients/dW/" + d + "/" + c).asDouble())
                        .isCloseTo(dw[d][c], org.assertj.core.api.Assertions.within(1e-12));
            }
        }
    }

    private static double[][] probabilities(List<double[]> x, double[][] w, double[] b) {
        double[][] probabilities = new double[x.size()][];
        for (int n = 0; n < x.size(); n++) {
            double[] row = b.clone();
            for (int d = 0; d < w.length; d++) {
                for (int c = 0; c < row.length; c++) row[c] += x.get(n)[d] * w[d][c];
            }
            double sum = 0;
            for (int c = 0; c < row.length; c++) sum += row[c] = Math.exp(row[c]);
            for (int c = 0; c < row.length; c++) row[c] /= sum;
            probabilities[n] = row;
        }
        return probabilities;
    }

    /** As Python's http.client does: the whole body first, and only then a look at the answer. */
    @Test
    void aClientThatSendsAllBeforeItReadsSeesThe413() throws Exception {
        assertThat(answerToBody(BODY_LIMIT + 1, false))
                .startsWith("HTTP/1.1 413")
                .contains("urn:dscore:problem:too-large");
        assertThat(answerToBody(BODY_LIMIT + (8 << 20), true))
                .startsWith("HTTP/1.1 413")
                .contains("at most 67108864 are read");
    }

    private String answerToBody(int size, boolean chunked) throws IOException {
        byte[] piece = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            OutputStream out = socket.getOutputStream();
            String length = chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + size;
            out.write(("POST /v1/softmax/gradients HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\n" + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int sent = 0; sent < size; ) {
                int next = Math.min(piece.length, size - sent);
                if (chunked) out.write((Integer.toHexString(next) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                out.write(piece, 0, next);
                if (chunked) out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                sent += next;
            }
            if (chunked) out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** Whoever gets a part of a small answer gets all of it, also where the service is killed meanwhile. */
    @Test
    void aSmallAnswerLeavesWholeWithItsLength() throws Exception {
        String graded = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";
        for (String accept : List.of("application/json", "text/html", "text/plain")) {
            HttpResponse<String> answer = send(to("/v1/grade")
                    .header("Content-Type", "application/json")
                    .header("Accept", accept)
                    .POST(HttpRequest.BodyPublishers.ofString(graded)));
            int length = answer.body().getBytes(StandardCharsets.UTF_8).length;
            assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(length);
        }
        HttpResponse<String> large = send(to("/v1/inputs")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"function\": \"relu\", \"sizes\": {\"N\": 100, \"D\": 100}}")));
        assertThat(large.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
        assertThat(json.readTree(large.body()).at("/inputs/x/99/99").isNumber()).isTrue();
    }

    /** Also where the request's body came with its head and was not read. */
    @Test
    void aRefusalLeavesWholeWithItsLength() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream()
                    .write(("POST /v1/grade HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                    + "Content-Encoding: gzip\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5000))
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int body = answer.indexOf("\r\n\r\n") + 4;
            assertThat(answer).startsWith("HTTP/1.1 415");
            assertThat(answer.substring(0, body)).contains("Content-Length: " + (answer.length() - body) + "\r\n");
        }
    }

    /** A line of a batch does not wait for the next; and who then hangs up is no fault of the service. */
    @Test
    void aLineOfABatchLeavesAtOnce(CapturedOutput log) throws Exception {
        String lines = "{\"function\": \"relu\", \"seed\": 1}\n{\"id\": 1, \"submitted\": {\"dx\": 0}}\n";
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            String head = "POST /v1/grade/batch HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                    + "Content-Type: application/x-ndjson\r\n\r\n" + Integer.toHexString(lines.length()) + "\r\n";
            socket.getOutputStream().write((head + lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
            while (!answer.readLine().isEmpty()) continue;
            assertThat(json.readTree(line(answer)).at("/id").asInt()).isEqualTo(1);
        }
        await(() -> limits.underWay() == 0);
        assertThat(log).doesNotContain("unexpected failure");
    }

    // of a body in chunks, each of which has its length before it
    private static String line(BufferedReader answer) throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.indexOf("\n") < 0) {
            int length = Integer.parseInt(answer.readLine(), 16);
            for (int i = 0; i < length; i++) line.append((char) answer.read());
            answer.readLine();
        }
        return line.toString();
    }

    static Stream<String> heads() {
        return Stream.of(
                        "/a%zz",
                        "/a|b",
                        "/a\"b",
                        "/{x}",
                        "/\u00e9",
                        "//",
                        "//v1/functions",
                        "/v1//functions",
                        "/v1/functions;a=b",
                        "/v1/%2e%2e/functions",
                        "/v1/functions%2frelu",
                        "/v1/functions?format=%zz",
                        "/nowhere?a=%",
                        "/actuator/health?a=%zz",
                        "/v1/functions?" + "a=1&".repeat(1500),
                        "/" + "a".repeat(9000),
                        "http://[/",
                        "x:/")
                .flatMap(address -> Stream.of(
                        "GET " + address + " HTTP/1.1\r\nHost: localhost",
                        "POST " + address + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999"));
    }

    @ParameterizedTest
    @MethodSource("heads")
    @ValueSource(
            strings = {
                "G{T / HTTP/1.1\r\nHost: localhost",
                "GET / HTTP/1.1",
                "GET / HTTP/1.1\r\nHost: a b",
                "GET / HTTP/9.1\r\nHost: localhost",
                "GET / HTP/1.1\r\nHost: localhost",
                "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: some",
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: some",
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2",
                "GET"
            })
    void aHeadThatIsNoneIsTheClientsFault(String head, CapturedOutput log) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .matches("(?s)HTTP/1.1 (4(00|04|05|13)|50[15]) .*")
                    .doesNotContain("Tomcat", "Exception", "\"instance\":\"/error\"");
            // what the server cannot read as HTTP it refuses itself, with a page of a line
            if (!answer.contains("<title>HTTP Status")) {
                assertThat(answer).contains("application/problem+json", "urn:dscore:problem:");
            }
        }
        assertThat(log).doesNotContain("ERROR");
    }

    @Test
    void thePageTakesNoPost() throws Exception {
        HttpResponse<String> response = send(to("/").POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD");
        assertThat(response.body()).contains("urn:dscore:problem:method-not-allowed", "\"instance\":\"/\"");
    }

    @Test
    void healthKnowsLivenessAndReadiness() throws Exception {
        assertThat(send(to("/actuator/health/liveness")).body()).contains("\"status\":\"UP\"");
        assertThat(send(to("/actuator/health/readiness")).body()).contains("\"status\":\"UP\"");
        assertThat(send(to("/actuator/env")).statusCode()).isEqualTo(404);
    }

    /** To make the file anew: mvn test -Dtest=ServerTests -Ddscore.contract=write */
    @Test
    void theContractInTheRepoIsTheOneServed() throws Exception {
        String served = send(to("/v3/api-docs.yaml")).body();
        Path file = Path.of("openapi/dscore.yaml");
        if ("write".equals(System.getProperty("dscore.contract"))) Files.writeString(file, served);
        assertThat(served)
                .as("openapi/dscore.yaml is out of date: mvn test -Dtest=ServerTests -Ddscore.contract=write")
                .isEqualToNormalizingNewlines(Files.readString(file));
        assertThat(served).startsWith("openapi: 3.0");
        assertThat(send(to("/swagger-ui/index.html")).statusCode()).isEqualTo(200);
    }

    @Test
    void theExampleInTheContractWorksWhenItIsPasted() throws Exception {
        JsonNode contract = json.readTree(send(to("/v3/api-docs")).body());
        JsonNode example = contract.at("/components/schemas/SoftmaxRequest/example");
        HttpResponse<String> response = send(to("/v1/softmax/gradients")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(example.toString())));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json.readTree(response.body()).at("/check/passed").asBoolean())
                .isTrue();
    }
}
