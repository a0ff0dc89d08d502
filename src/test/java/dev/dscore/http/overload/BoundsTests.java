package dev.dscore.http.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.app.Engine;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What many, large or slow requests can do to the others: nothing. */
@Tag("exclusive")
@Tag("long")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dscore.limits.requests=12",
            "server.tomcat.connection-timeout=4s",
            "dscore.limits.transfer=1s",
            "dscore.limits.waiting=2s",
            "dscore.limits.data=4MB",
            "dscore.limits.memory=20MB"
        })
class BoundsTests {
    private static final String SMALL = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Autowired
    private LimitsFilter limits;

    @Autowired
    private Admission admission;

    @Autowired
    private Engine engine;

    @LocalServerPort
    private int port;

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private int health() throws Exception {
        URI address = URI.create("http://127.0.0.1:" + port + "/actuator/health/readiness");
        return client.send(
                        HttpRequest.newBuilder(address)
                                .timeout(Duration.ofSeconds(5))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private Socket halfSent(int length) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        OutputStream out = socket.getOutputStream();
        String head = "POST /v1/grade HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                + length + "\r\n\r\n";
        out.write((head + SMALL.substring(0, 10)).getBytes(StandardCharsets.US_ASCII));
        out.flush();
        return socket;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) Thread.sleep(20);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void slowUploadsStopNobodyAndAreEndedThemselves() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 10; i++) slow.add(halfSent(SMALL.length()));
        await(() -> limits.underWay() == 10);
        assertThat(post("/v1/grade", SMALL).statusCode()).isEqualTo(200);

        // the clients go on, byte by byte, and are told that this is too slow
        Thread.sleep(1200);
        for (Socket socket : slow) {
            socket.getOutputStream().write(SMALL.charAt(10));
            socket.getOutputStream().flush();
        }
        for (Socket socket : slow) {
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 408");
            socket.close();
        }
        await(() -> limits.underWay() == 0);
        assertThat(post("/v1/grade", SMALL).statusCode()).isEqualTo(200);
    }

    @Test
    void whereAllPlacesAreTakenTheNextIsRefused() throws Exception {
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 12; i++) slow.add(halfSent(SMALL.length()));
        await(() -> limits.underWay() == 12);
        HttpResponse<String> refused = post("/v1/grade", SMALL);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.headers().firstValue("X-Request-Id")).isPresent();
        assertThat(refused.body())
                .isEqualTo("{\"detail\":\"too many requests are under way; try again\",\"instance\":\"/v1/grade\","
                        + "\"status\":503,\"title\":\"The service is busy\","
                        + "\"type\":\"urn:dscore:problem:overloaded\"}");
        assertThat(health()).isEqualTo(200);
        for (Socket socket : slow) socket.close();
        await(() -> limits.underWay() == 0);
    }

    @Test
    void whereTheFirstHasWaitedTooLongTheNextIsRefusedAndTheFirstIsAnswered() throws Exception {
        int all = engine.cores().idle();
        for (int i = 0; i < all; i++) assertThat(engine.cores().acquire(1000)).isTrue();
        CompletableFuture<HttpResponse<String>> first = CompletableFuture.supplyAsync(() -> {
            try {
                return post("/v1/grade", SMALL);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            await(admission::isCrowded);
            HttpResponse<String> refused = post("/v1/grade", SMALL);
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
            assertThat(refused.body()).contains(Admission.CROWDED);
            assertThat(health()).isEqualTo(200);
            assertThat(first).isNotDone();
        } finally {
            for (int i = 0; i < all; i++) engine.cores().release();
        }
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(post("/v1/grade", SMALL).body()).contains("\"status\":\"wrong_shape\"");
    }

    @Test
    void whoIsRefusedAndGoesOnSendingSlowlyIsLetGo() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String head =
                    "POST /v1/grade HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 415");
            Thread.sleep(1200);
            socket.getOutputStream().write('x');
            assertThat(limits.underWay()).isZero();
            socket.setSoTimeout(5_000);
            in.readAllBytes();
        }
    }

    @Test
    void halfAHeaderHoldsNoThreadAndIsLetGo() throws Exception {
        List<Socket> halves = new ArrayList<>();
        for (int i = 0; i < 600; i++) { // more than there are threads
            Socket socket = new Socket("127.0.0.1", port);
            socket.getOutputStream().write("POST /v1/grade HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII));
            halves.add(socket);
        }
        assertThat(post("/v1/grade", SMALL).statusCode()).isEqualTo(200);
        await(() -> limits.underWay() == 0);
        for (Socket socket : halves) {
            socket.setSoTimeout(20_000);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotContain("200");
            socket.close();
        }
    }

    @Test
    void slowReadersStopNobody() throws Exception {
        String large = "{\"function\": \"relu\", \"sizes\": {\"N\": 300, \"D\": 300}}";
        List<Socket> slow = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Socket socket = new Socket();
            socket.setReceiveBufferSize(1024);
            socket.connect(new java.net.InetSocketAddress("127.0.0.1", port));
            String head = "POST /v1/inputs HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                    + large.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + large).getBytes(StandardCharsets.US_ASCII));
            slow.add(socket);
        }
        for (int i = 0; i < 20; i++) {
            assertThat(post("/v1/grade", SMALL).statusCode()).isEqualTo(200);
        }
        for (Socket socket : slow) {
            InputStream in = socket.getInputStream();
            assertThat(in.read()).isEqualTo('H');
            socket.close();
        }
        await(() -> limits.underWay() == 0);
        assertThat(limits.bytes()).isZero();
    }

    @Test
    void whatWouldTakeMoreMemoryThanThereIsIsRefusedBeforeItTakesAny() throws Exception {
        String deep = "a = np.tanh(x)\\n" + "a = np.tanh(a)\\n".repeat(60) + "loss = np.sum(a)";
        String graded = "{\"function\": {\"inputs\": {\"x\": \"N\"}, \"code\": \"" + deep
                + "\", \"output\": \"loss\"}, \"sizes\": {\"N\": %d}, \"submitted\": {\"dx\": 0}}";
        assertThat(post("/v1/grade", String.format(graded, 100)).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = post("/v1/grade", String.format(graded, 30_000));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("MB of memory", "there are 20 MB");
    }

    @Test
    void bodiesThatTogetherAreTooMuchAreRefused() throws Exception {
        String body = "{\"X\": [[" + "1,".repeat(400_000) + "1]]}";
        HttpResponse<String> refused = post("/v1/softmax/gradients", body);
        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("at most 524288 are read");
        await(() -> limits.bytes() == 0);
    }
}
