package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.http.overload.LimitsFilter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** A batch of lines that take long, whose client leaves: it ends with the line that is computed, however many are unread. */
@Tag("exclusive")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"dscore.limits.time=3s", "dscore.limits.work=1000000000000"})
class LeftBatchTests {
    private static final Duration DEADLINE = Duration.ofSeconds(3);

    @LocalServerPort
    private int port;

    @Autowired
    private LimitsFilter limits;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsWithTheLineThatIsComputed(boolean reset) throws Exception {
        String function = "a = np.tanh(x)\n" + "a = np.tanh(a @ a.T @ a)\n".repeat(12) + "loss = np.sum(a)";
        String shared = new JsonMapper()
                .writeValueAsString(Map.of(
                        "function",
                        Map.of("inputs", Map.of("x", "N D"), "code", function, "output", "loss"),
                        "sizes",
                        Map.of("N", 150, "D", 150),
                        "seed",
                        1));
        String body = shared + "\n" + "{\"submitted\": {}}\n".repeat(5_000);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            if (reset) socket.setSoLinger(true, 0);
            String head = "POST /v1/grade/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n";
            socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
            await(() -> limits.underWay() == 1, Duration.ofSeconds(5));
            Thread.sleep(1000);
        }
        await(() -> limits.underWay() == 0, DEADLINE.plusSeconds(2));
    }

    private static void await(BooleanSupplier condition, Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (!condition.getAsBoolean() && System.nanoTime() < end) Thread.sleep(10);
        assertThat(condition.getAsBoolean()).isTrue();
    }
}
