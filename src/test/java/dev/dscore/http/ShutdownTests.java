package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.DscoreApplication;
import dev.dscore.http.overload.Admission;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/** SIGTERM closes the context: what still computes at the end of the grace period is stopped, and told so. */
@Tag("exclusive")
class ShutdownTests {
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final JsonMapper json = new JsonMapper();

    // computes for longer than the grace period: every entry of half a million is perturbed through a long chain
    private static final Map<String, Object> FUNCTION = Map.of(
            "inputs",
            Map.of("x", "N D"),
            "code",
            "a = np.tanh(x)\n" + "a = np.tanh(a @ a.T @ a)\n".repeat(12) + "loss = np.sum(a)",
            "output",
            "loss");

    private String head(String path, String type, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: " + type + "\r\nContent-Length: " + length
                + "\r\n\r\n";
    }

    private Socket sent(int port, String path, String type, String body) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write((head(path, type, body.length()) + body).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String read(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            InputStream in = socket.getInputStream();
            for (int next = in.read(); next >= 0; next = in.read()) all.write(next);
        } catch (IOException e) {
            // it was cut off
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    @Timeout(120)
    void besideARunningReportARunningBatchAndAnHostileTextItEndsInItsTime() throws Exception {
        ConfigurableApplicationContext service = new SpringApplicationBuilder(DscoreApplication.class)
                .properties(
                        "spring.main.banner-mode=off",
                        "spring.lifecycle.timeout-per-shutdown-phase=" + GRACE.toSeconds() + "s",
                        "dscore.limits.computing=3",
                        "dscore.limits.work=1000000000000000")
                .run("--server.port=0");
        int port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        String slow = json.writeValueAsString(
                Map.of("function", FUNCTION, "sizes", Map.of("N", 150, "D", 150), "seed", 1, "submitted", Map.of()));
        String hostile = json.writeValueAsString(Map.of(
                "function",
                "softmax",
                "sizes",
                Map.of("N", 3, "D", 2, "C", 2),
                "seed",
                1,
                "code",
                "a = X\n" + "a = a.T.T.T.T.T.T.T.T.T.T\n".repeat(450) + "dX = a"));
        List<Socket> sockets = new ArrayList<>();
        sockets.add(sent(port, "/v1/grade", "application/json", slow));
        sockets.add(
                sent(port, "/v1/grade/batch", "application/x-ndjson", slow + "\n" + "{\"submitted\": {}}\n".repeat(5)));
        sockets.add(sent(port, "/v1/grade", "application/json", hostile));
        Admission admission = service.getBean(Admission.class);
        Thread.sleep(1500);
        assertThat(admission.isClosed()).isFalse();
        List<CompletableFuture<String>> answers = sockets.stream()
                .map(socket -> CompletableFuture.supplyAsync(() -> read(socket)))
                .toList();
        assertThat(answers.get(0)).isNotDone();
        long start = System.nanoTime();
        service.close();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(took).isLessThan(GRACE.plusSeconds(5));
        assertThat(answers.get(0).get()).startsWith("HTTP/1.1 503").contains(Admission.CLOSED);
        // each line is answered, the last chunk ends the stream
        assertThat(answers.get(1).get()).startsWith("HTTP/1.1 200").endsWith("0\r\n\r\n");
        assertThat(answers.get(1).get().split("\"status\":503", -1)).hasSize(6);
        for (Socket socket : sockets) socket.close();
    }
}
