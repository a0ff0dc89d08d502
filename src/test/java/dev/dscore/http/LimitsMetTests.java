package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.DscoreApplication;
import dev.dscore.http.overload.Admission;
import dev.dscore.http.overload.LimitsFilter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.json.JsonMapper;

/**
 * Each row of the table of limits in docs/operations.md is met: those of texts and numbers in {@link LimitsTableTests} at their
 * defaults, the others here, with small values, over connections. A row that neither meets fails.
 */
@Tag("exclusive")
class LimitsMetTests {
    private static final Pattern ROW =
            Pattern.compile("\\| `((?:dscore\\.limits|server\\.tomcat|spring)\\.[\\w.-]+)` \\|");
    private static final String SMALL = "{\"function\": \"relu\", \"seed\": 1, \"submitted\": {\"dx\": 0}}";
    private static final Map<String, String> VALUES = Map.ofEntries(
            Map.entry("dscore.limits.body", "8KB"),
            Map.entry("dscore.limits.inflated", "4KB"),
            Map.entry("dscore.limits.work", "1000000000000"),
            Map.entry("dscore.limits.time", "1s"),
            Map.entry("dscore.limits.memory", "64MB"),
            Map.entry("dscore.limits.data", "1MB"),
            Map.entry("dscore.limits.computing", "1"),
            Map.entry("dscore.limits.waiting", "1s"),
            Map.entry("dscore.limits.requests", "4"),
            Map.entry("dscore.limits.transfer", "1s"),
            Map.entry("server.tomcat.connection-timeout", "4s"),
            Map.entry("server.tomcat.keep-alive-timeout", "2s"),
            Map.entry("server.tomcat.max-connections", "20"),
            Map.entry("server.tomcat.threads.max", "8"),
            Map.entry("server.tomcat.threads.min-spare", "2"),
            Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "1s"),
            Map.entry("spring.main.banner-mode", "off"));

    private final JsonMapper json = new JsonMapper();
    private ConfigurableApplicationContext service;
    private int port;

    private interface Meeting {
        void meet() throws Exception;
    }

    // the last one ends the service
    private Map<String, Meeting> meetings() {
        Map<String, Meeting> meetings = new LinkedHashMap<>();
        meetings.put("dscore.limits.body", () -> {
            String spaces = SMALL + " ".repeat(8_200);
            assertThat(post("/v1/grade", spaces)).startsWith("HTTP/1.1 413").contains("at most 8192 are read");
        });
        meetings.put("dscore.limits.inflated", () -> {
            byte[] body = multipart("{\"function\": \"relu\"}", npz("x", 600, 1, 117));
            assertThat(body.length).isLessThan(4_000);
            assertThat(post("/v1/gradients", "multipart/form-data; boundary=b", body))
                    .startsWith("HTTP/1.1 413");
        });
        meetings.put("dscore.limits.time", () -> {
            String code = "a = np.tanh(x)\n" + "a = np.tanh(a @ a.T @ a)\n".repeat(12) + "loss = np.sum(a)";
            Object function = Map.of("inputs", Map.of("x", "N D"), "code", code, "output", "loss");
            long start = System.nanoTime();
            String answer = post(
                    "/v1/grade",
                    json.writeValueAsString(
                            Map.of("function", function, "sizes", Map.of("N", 110, "D", 110), "seed", 1)));
            assertThat(answer).startsWith("HTTP/1.1 422").contains("took longer than a request may");
            assertThat(secondsSince(start)).isBetween(1.0, 3.0);
        });
        meetings.put("dscore.limits.memory", () -> {
            String large = SMALL.replace("\"seed\"", "\"sizes\": {\"N\": 1000, \"D\": 1000}, \"seed\"");
            assertThat(post("/v1/grade", large)).startsWith("HTTP/1.1 422").contains("MB of memory");
        });
        meetings.put("dscore.limits.data", () -> {
            String large = "{\"function\": \"relu\", \"sizes\": {\"N\": 200, \"D\": 1000}}";
            assertThat(post("/v1/inputs", large)).startsWith("HTTP/1.1 503").contains("sent and answered");
        });
        meetings.put("dscore.limits.computing", () -> {
            CompletableFuture<String> second;
            try (Admission.Permit only = service.getBean(Admission.class).enter()) {
                second = CompletableFuture.supplyAsync(() -> post("/v1/grade", SMALL));
                Thread.sleep(300);
                assertThat(second).isNotDone();
            }
            assertThat(second.get()).startsWith("HTTP/1.1 200");
        });
        meetings.put("dscore.limits.waiting", () -> {
            try (Admission.Permit only = service.getBean(Admission.class).enter()) {
                String answer = post("/v1/grade", SMALL);
                assertThat(answer).startsWith("HTTP/1.1 503").contains("Retry-After: 1", Admission.CROWDED);
            }
        });
        meetings.put("dscore.limits.requests", () -> {
            List<Socket> four = halves(4);
            assertThat(post("/v1/grade", SMALL)).startsWith("HTTP/1.1 503").contains("too many requests are under way");
            close(four);
        });
        meetings.put("server.tomcat.threads.max", () -> {
            List<Socket> four = halves(4);
            assertThat(get("/actuator/health/readiness")).startsWith("HTTP/1.1 200");
            close(four);
        });
        meetings.put("dscore.limits.transfer", () -> {
            List<Socket> one = halves(1);
            Thread.sleep(1200);
            one.get(0).getOutputStream().write(' ');
            assertThat(read(one.get(0))).startsWith("HTTP/1.1 408");
            close(one);
        });
        meetings.put("server.tomcat.connection-timeout", () -> {
            try (Socket socket = connect("POST /v1/grade HTTP/1.1\r\nHost:")) {
                assertThat(secondsUntilClosed(socket)).isBetween(3.0, 8.0);
            }
        });
        meetings.put("server.tomcat.keep-alive-timeout", () -> {
            String kept = head("/v1/grade", "application/json", SMALL.length()).replace("Connection: close\r\n", "");
            try (Socket socket = connect(kept + SMALL)) {
                assertThat(secondsUntilClosed(socket)).isBetween(1.5, 3.9);
            }
        });
        meetings.put("server.tomcat.max-connections", () -> {
            List<Socket> all = new ArrayList<>();
            for (int i = 0; i < 24; i++) all.add(connect("GET /actuator/health/readiness HTTP/1.1\r\nHost:"));
            Thread.sleep(300);
            try (Socket waits = connect("GET /actuator/health/readiness HTTP/1.1\r\nHost: x\r\n\r\n")) {
                waits.setSoTimeout(700);
                assertThat(answers(waits)).isFalse();
                close(all);
                waits.setSoTimeout(10_000);
                assertThat(answers(waits)).isTrue();
            }
        });
        meetings.put("spring.lifecycle.timeout-per-shutdown-phase", () -> {
            List<Socket> one = halves(1);
            long start = System.nanoTime();
            service.close();
            assertThat(secondsSince(start)).isBetween(1.0, 9.0);
            assertThat(read(one.get(0))).doesNotContain("200");
        });
        return meetings;
    }

    @Test
    @Timeout(180)
    void eachRowIsMet() throws Exception {
        Map<String, Meeting> meetings = meetings();
        Set<String> met = new LinkedHashSet<>(meetings.keySet());
        LimitsTableTests.beyond().forEach(beyond -> met.add("dscore.limits." + beyond.limit()));
        Set<String> rows = new LinkedHashSet<>();
        Matcher row = ROW.matcher(Files.readString(Path.of("docs/operations.md")));
        while (row.find()) rows.add(row.group(1));
        assertThat(met).containsExactlyInAnyOrderElementsOf(rows);
        List<String> arguments = new ArrayList<>(List.of("--server.port=0"));
        VALUES.forEach((name, value) -> arguments.add("--" + name + "=" + value));
        service = new SpringApplicationBuilder(DscoreApplication.class).run(arguments.toArray(String[]::new));
        port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        List<String> notMet = new ArrayList<>();
        try {
            for (Map.Entry<String, Meeting> meeting : meetings.entrySet()) {
                await(() -> service.getBean(LimitsFilter.class).underWay() == 0);
                try {
                    meeting.getValue().meet();
                } catch (AssertionError e) {
                    notMet.add(meeting.getKey() + ": " + e.getMessage());
                }
            }
        } finally {
            service.close();
        }
        assertThat(notMet).isEmpty();
    }

    private Socket connect(String text) throws IOException {
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private List<Socket> halves(int count) throws Exception {
        List<Socket> halves = new ArrayList<>();
        for (int i = 0; i < count; i++) halves.add(connect(head("/v1/grade", "application/json", 1000) + "{"));
        await(() -> service.getBean(LimitsFilter.class).underWay() == count);
        return halves;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) socket.close();
    }

    private static String head(String path, String type, int length) {
        return "POST " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: " + type
                + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private String post(String path, String body) {
        return post(path, "application/json", body.getBytes(StandardCharsets.US_ASCII));
    }

    private String post(String path, String type, byte[] body) {
        try (Socket socket = connect(head(path, type, body.length))) {
            socket.getOutputStream().write(body);
            return read(socket);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private String get(String path) throws IOException {
        try (Socket socket = connect("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")) {
            return read(socket);
        }
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

    private static boolean answers(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() >= 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private static double secondsUntilClosed(Socket socket) {
        long start = System.nanoTime();
        read(socket);
        return secondsSince(start);
    }

    private static double secondsSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) Thread.sleep(20);
        assertThat(condition.getAsBoolean()).isTrue();
    }

    static byte[] multipart(String request, byte[] arrays) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"request\"\r\n\r\n" + request
                        + "\r\n--b\r\nContent-Disposition: form-data; name=\"arrays\"; filename=\"a.npz\"\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        body.write(arrays);
        body.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
        return body.toByteArray();
    }

    /**
     * Zeros, which deflate to almost nothing; format 1.0 of numpy.lib.format.
     *
     * @param copies of the array, under numbered names behind the first
     * @param header its length
     */
    static byte[] npz(String name, int count, int copies, int header) throws IOException {
        String text = "{'descr': '<f8', 'fortran_order': False, 'shape': (" + count + ", 1), }";
        text += " ".repeat(header - text.length()) + "\n";
        ByteBuffer array = ByteBuffer.allocate(10 + text.length() + 8 * count).order(ByteOrder.LITTLE_ENDIAN);
        array.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) text.length());
        array.put(text.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < copies; i++) {
                zip.putNextEntry(new ZipEntry(name + (i == 0 ? "" : i) + ".npy"));
                zip.write(array.array());
            }
        }
        return bytes.toByteArray();
    }
}
