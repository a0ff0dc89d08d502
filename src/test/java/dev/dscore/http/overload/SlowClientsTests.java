package dev.dscore.http.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.DscoreApplication;
import dev.dscore.app.Engine;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * As many slow clients as the service takes by itself, with its own settings: others are answered. More of them are for nginx,
 * see load/slow.py.
 */
@Tag("exclusive")
@Tag("long")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        // no client is ended only because of its silence
        properties = "server.tomcat.connection-timeout=60s")
class SlowClientsTests {
    private static final String SMALL = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";
    private static final int UPLOADS = 250, READERS = 50;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<Socket> slow = new ArrayList<>();

    @Autowired
    private LimitsFilter limits;

    @Autowired
    private Admission admission;

    @Autowired
    private Engine engine;

    @LocalServerPort
    private int port;

    @AfterEach
    void theyLeave() throws Exception {
        for (Socket socket : slow) socket.close();
        for (int i = 0; i < 1500 && limits.underWay() > 0; i++) Thread.sleep(20);
        assertThat(limits.underWay()).isZero();
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

    /** Returns once the slow ones are served, each on a thread of its own. */
    private void areUnderWay(int least) throws InterruptedException {
        for (int i = 0; i < 500 && limits.underWay() < least; i++) Thread.sleep(20);
        assertThat(limits.underWay()).isGreaterThanOrEqualTo(least);
    }

    private void assertThatOthersAreAnswered() throws Exception {
        for (int i = 0; i < 5; i++) {
            long start = System.nanoTime();
            assertThat(health()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(grade()).isEqualTo(200);
        }
    }

    private void upload(String line) throws Exception {
        for (int i = 0; i < UPLOADS; i++) connect(head(line, "Content-Length: 100000") + "{");
    }

    private void readSlowly() throws Exception {
        String large = "{\"function\": \"relu\", \"sizes\": {\"N\": 500, \"D\": 500}}";
        int cores = engine.limits().cores();
        for (int i = 1; i <= READERS; i++) {
            connect(head("POST /v1/inputs", "Content-Length: " + large.length()) + large);
            // until its answer is computed, and waits to be read
            areUnderWay(UPLOADS + i);
            for (int j = 0; j < 500 && (engine.cores().idle() < cores || admission.isCrowded()); j++) Thread.sleep(10);
        }
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
        upload(line);
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /actuator/health/readiness", "OPTIONS *"})
    void uploadsInChunks(String line) throws Exception {
        for (int i = 0; i < UPLOADS; i++) connect(head(line, "Transfer-Encoding: chunked") + "100\r\n{");
        assertThatOthersAreAnswered();
    }

    /** What nobody asked for is not read as parameters either. */
    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /nowhere", "POST /", "PUT /nowhere", "POST /actuator/health"})
    void uploadsOfForms(String line) throws Exception {
        String form =
                head(line, "Content-Length: 100000").replace("application/json", "application/x-www-form-urlencoded");
        for (int i = 0; i < UPLOADS; i++) connect(form + "a");
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST /v1/grade", "POST /actuator/health/readiness"})
    void uploadsThatGoOn(String line) throws Exception {
        upload(line);
        // a byte from each, ten times a second
        Thread drips = new Thread(() -> {
            try {
                while (true) {
                    for (Socket socket : slow) socket.getOutputStream().write(' ');
                    Thread.sleep(100);
                }
            } catch (IOException | InterruptedException e) {
                // the test ends
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
    void uploadsAndReadersOfLargeAnswersTogether() throws Exception {
        upload("POST /v1/grade");
        areUnderWay(UPLOADS);
        readSlowly();
        areUnderWay(UPLOADS + READERS);
        assertThatOthersAreAnswered();
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /v3/api-docs", "GET /actuator/prometheus"})
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
        // until the answers fill what the sockets hold
        Thread.sleep(3000);
        assertThatOthersAreAnswered();
    }

    @Test
    void whoIsRefusedAndSendsAllOfALargeBodyBeforeItLooksSeesThat() throws Exception {
        byte[] body = new byte[16 << 20];
        String head = head("POST /v1/grade", "Content-Length: " + body.length);
        Socket late = connect(head.replace("application/json", "text/plain"));
        try {
            late.getOutputStream().write(body);
        } catch (SocketException e) {
            throw new AssertionError("the connection was closed under its client", e);
        }
        assertThat(new String(late.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                .isEqualTo("HTTP/1.1 415");
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
