package dev.dscore.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.DscoreApplication;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

/** More slow clients than there are places, or threads, each as slow as it may be: whoever is not slow is answered. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "dscore.limits.requests=12",
            "server.tomcat.threads.max=24",
            "server.tomcat.threads.min-spare=8",
            // nobody is gone only because of silence
            "server.tomcat.connection-timeout=60s"
        })
class SlowClientsTests {
    private static final String SMALL = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";
    private static final int MANY = 100;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Socket> slow = new ArrayList<>();

    @Autowired
    private Door door;

    @LocalServerPort
    private int port;

    @AfterEach
    void theyLeave() throws Exception {
        for (Socket socket : slow) socket.close();
        for (int i = 0; i < 500 && door.underWay() > 0; i++) Thread.sleep(20);
        assertThat(door.underWay()).isZero();
        assertThat(grade()).isEqualTo(200);
    }

    private int grade() throws Exception {
        return status(HttpRequest.newBuilder(address("/v1/grade"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(SMALL)));
    }

    private int health() throws Exception {
        return status(HttpRequest.newBuilder(address("/actuator/health/readiness")));
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.timeout(Duration.ofSeconds(5)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String head(String line, String length) {
        return line + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + length + "\r\n\r\n";
    }

    private Socket connect(String text) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(1024);
        socket.setSoTimeout(10_000);
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        slow.add(socket);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void halfUpload() throws IOException {
        connect(head("POST /v1/grade", "Content-Length: 1000") + "{");
    }

    private void takeAllPlaces() throws Exception {
        for (int i = 0; i < 12; i++) halfUpload();
        for (int i = 0; i < 100 && door.underWay() < 12; i++) Thread.sleep(20);
    }

    /**
     * Answered at once, and after a while as anybody is: the slow ones have had to give way, long before the minute in which
     * each may be served.
     */
    private void assertThatOthersAreAnswered() throws Exception {
        for (int i = 0; i < 5; i++) assertThat(health()).isEqualTo(200);
        int status = grade();
        for (int i = 0; i < 30 && status == 503; i++) {
            Thread.sleep(1000);
            status = grade();
        }
        assertThat(status).isEqualTo(200);
        assertThat(health()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1/grade",
                "POST /actuator/health/readiness",
                "GET /actuator/health/readiness",
                "POST /nowhere",
                "POST /%zz",
                "POST /actuator/../v1/grade",
                "OPTIONS *",
                "TRACE /"
            })
    void uploads(String line) throws Exception {
        for (int i = 0; i < MANY; i++) connect(head(line, "Content-Length: 100000") + "{");
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /actuator/health/readiness", "OPTIONS *"})
    void uploadsInChunks(String line) throws Exception {
        for (int i = 0; i < MANY; i++) connect(head(line, "Transfer-Encoding: chunked") + "100\r\n{");
        assertThatOthersAreAnswered();
    }

    /** What nobody asked for is not read as parameters either. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /nowhere", "POST /", "PUT /nowhere", "POST /actuator/health"})
    void uploadsOfForms(String line) throws Exception {
        String form =
                head(line, "Content-Length: 100000").replace("application/json", "application/x-www-form-urlencoded");
        for (int i = 0; i < MANY; i++) connect(form + "a");
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /actuator/health/readiness"})
    void uploadsThatGoOn(String line) throws Exception {
        for (int i = 0; i < MANY; i++) connect(head(line, "Content-Length: 100000") + "{");
        Thread drips = new Thread(() -> {
            while (!Thread.interrupted()) {
                for (Socket socket : slow) {
                    try {
                        socket.getOutputStream().write(' ');
                    } catch (IOException e) {
                        // let go
                    }
                }
            }
        });
        drips.start();
        try {
            assertThatOthersAreAnswered();
        } finally {
            drips.interrupt();
            drips.join();
        }
    }

    @Test
    void readersOfLargeAnswers() throws Exception {
        String large = "{\"function\": \"relu\", \"sizes\": {\"N\": 1000, \"D\": 1000}}";
        for (int i = 0; i < 40; i++) connect(head("POST /v1/inputs", "Content-Length: " + large.length()) + large);
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v3/api-docs", "GET /actuator/prometheus", "GET /actuator/health", "OPTIONS *"})
    void readersOfManyAnswers(String line) throws Exception {
        byte[] asked = (line + " HTTP/1.1\r\nHost: x\r\n\r\n").repeat(5_000).getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 40; i++) {
            Socket socket = connect("");
            Thread asks = new Thread(() -> {
                try {
                    socket.getOutputStream().write(asked);
                } catch (IOException e) {
                    // let go
                }
            });
            asks.setDaemon(true);
            asks.start();
        }
        Thread.sleep(500);
        assertThatOthersAreAnswered();
    }

    @Test
    void whoHasToGiveWayIsTold() throws Exception {
        takeAllPlaces();
        for (Socket first : List.copyOf(slow)) {
            InputStream answer = first.getInputStream();
            for (int i = 0; i < 1000 && answer.available() == 0; i++) {
                // where one has left, nobody else has to until the place is taken again
                if (door.underWay() < 12) halfUpload();
                Thread.sleep(20);
            }
            assertThat(answer.available()).as("bytes of an answer").isPositive();
            assertThat(new String(answer.readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 408")
                    .contains("urn:dscore:problem:too-slow");
        }
    }

    @Test
    void whereThereArePlacesNobodyHasToGiveWay() throws Exception {
        String half = SMALL.substring(0, 10);
        for (int i = 0; i < 11; i++) connect(head("POST /v1/grade", "Content-Length: " + SMALL.length()) + half);
        Thread.sleep(2500);
        for (Socket socket : slow) {
            socket.getOutputStream().write(SMALL.substring(10).getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void whoIsRefusedAndSendsAllOfALargeBodyBeforeItLooksSeesThat() throws Exception {
        takeAllPlaces();
        byte[] body = new byte[16 << 20];
        Socket late = connect(head("POST /v1/grade", "Content-Length: " + body.length));
        try {
            late.getOutputStream().write(body);
        } catch (SocketException e) {
            throw new AssertionError("the connection was closed under its client", e);
        }
        assertThat(new String(late.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 503");
    }

    @Test
    void whoIsAnsweredAndGoesOnSendingDoesNotKeepTheServiceFromStopping() throws Exception {
        ConfigurableApplicationContext service = new SpringApplicationBuilder(DscoreApplication.class)
                .properties("spring.main.banner-mode=off")
                .run("--server.port=0");
        try (Socket socket = new Socket(
                "127.0.0.1", service.getEnvironment().getRequiredProperty("local.server.port", Integer.class))) {
            socket.getOutputStream()
                    .write(head("POST /nowhere", "Content-Length: 100000").getBytes(StandardCharsets.US_ASCII));
            InputStream in = socket.getInputStream();
            assertThat(new String(in.readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 404");
            Thread.sleep(200);
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(service::close);
            assertThat(stopped).succeedsWithin(Duration.ofSeconds(8));
        }
    }
}
