package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.dscore.functions.Catalogue;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/**
 * A search for texts that cost much: programs of the catalogue and of src/test/resources/dev/dscore/http/costly are mutated, and those that
 * take most time or allocate most for each byte sent are mutated further. A short search runs with the tests and fails on
 * whatever is no answer; {@code mvn test -Dtest=CostFuzzTests -Ddscore.fuzz.minutes=60} searches longer. Both write the worst
 * to target/costly, with figures; what is worth keeping goes to the corpus by hand.
 */
@SpringBootTest
@AutoConfigureMockMvc
class CostFuzzTests {
    private static final Path CORPUS = Path.of("src/test/resources/dev/dscore/http/costly"),
            FOUND = Path.of("target/costly");
    private static final int KEPT = 40, CHARACTERS = 20_000, LEAST = 4_000;

    private static final List<String> PIECES = List.of(
            "np.std(%s, axis=0, keepdims=True)",
            "np.exp(%s)",
            "softmax(%s, axis=1)",
            "logsumexp(%s, axis=1, keepdims=True)",
            "np.maximum(%s, 0)",
            "(%s).T",
            "%s.sum(axis=0)",
            "np.where(%s > 0, %s, 1)",
            "(%s) @ (%s).T",
            "-(%s)",
            "(%s) ** 2",
            "np.reshape(%s, (-1, 1))",
            "np.zeros((N, D, N, D))",
            "%s.size * %s",
            "N * %s",
            "np.abs(%s)",
            "%s[range(N), y]");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    private final Random random = new Random(Long.getLong("dscore.fuzz.seed", 7));
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private long sent;

    private record Tried(String code, double secondsPerByte, double allocatedPerByte, double seconds) {}

    @Test
    void whateverTheTextThereIsAnAnswer() throws Exception {
        double minutes = Double.parseDouble(System.getProperty("dscore.fuzz.minutes", "0.2"));
        List<Tried> costly = new ArrayList<>();
        for (String seed : seeds()) costly.add(tried(seed));
        long before = used();
        sent = 0;
        long end = System.nanoTime() + (long) (minutes * 60e9);
        int texts = costly.size();
        while (System.nanoTime() < end) {
            String code = costly.get(random.nextInt(costly.size())).code;
            for (int i = random.nextInt(4); i >= 0; i--) code = mutated(code, costly);
            costly.add(tried(code));
            texts++;
            if (costly.size() > 4 * KEPT) costly = worst(costly);
        }
        double kept = (double) (used() - before) / sent;
        write(
                worst(costly),
                String.format(Locale.ROOT, "%d texts, %d bytes sent, %.2f bytes kept of each", texts, sent, kept));
    }

    private static List<String> seeds() throws Exception {
        List<String> seeds = new ArrayList<>();
        new Catalogue()
                .entries()
                .values()
                .forEach(entry -> seeds.add(entry.function().code()));
        try (var files = Files.list(CORPUS)) {
            for (Path file : files.sorted().toList()) seeds.add(Files.readString(file));
        }
        return seeds;
    }

    // half by time, half by memory
    private static List<Tried> worst(List<Tried> all) {
        List<Tried> worst = new ArrayList<>(all.stream()
                .sorted(Comparator.comparingDouble(Tried::secondsPerByte).reversed())
                .limit(KEPT / 2)
                .toList());
        all.stream()
                .sorted(Comparator.comparingDouble(Tried::allocatedPerByte).reversed())
                .limit(KEPT / 2)
                .forEach(worst::add);
        // one text may be among both
        return new ArrayList<>(new LinkedHashSet<>(worst));
    }

    private String mutated(String code, List<Tried> others) {
        List<String> lines = new ArrayList<>(code.lines().toList());
        if (lines.isEmpty()) lines.add("out = X");
        int at = random.nextInt(lines.size());
        String line = lines.get(at);
        switch (random.nextInt(8)) {
            case 0 ->
                lines.addAll(
                        at,
                        lines.subList(at, Math.min(lines.size(), at + 1 + random.nextInt(5))).stream()
                                .toList());
            case 1 -> {
                for (int i = random.nextInt(60); i >= 0; i--) lines.add(at, line);
            }
            case 2 -> lines.set(at, wrapped(line));
            case 3 -> lines.set(at, line + (" + " + name(code)).repeat(1 + random.nextInt(200)));
            case 4 -> lines.set(at, line.replace(name(code), name(code)));
            case 5 -> lines.remove(at);
            case 6 ->
                lines.add(at, name(code) + " = " + wrapped("x = " + name(code)).substring(4));
            default ->
                lines.addAll(
                        at,
                        others.get(random.nextInt(others.size()))
                                .code
                                .lines()
                                .limit(20)
                                .toList());
        }
        String text = String.join("\n", lines);
        return text.length() <= CHARACTERS ? text : text.substring(0, CHARACTERS);
    }

    private String wrapped(String line) {
        int sign = line.indexOf('=');
        if (sign < 0) return line;
        String piece = PIECES.get(random.nextInt(PIECES.size())),
                value = line.substring(sign + 1).strip();
        return line.substring(0, sign + 1) + " " + piece.replace("%s", value);
    }

    private String name(String code) {
        String[] names = code.split("\\W+");
        return names.length == 0 ? "X" : names[random.nextInt(names.length)];
    }

    private Tried tried(String code) throws Exception {
        long allocated = threads.getCurrentThreadAllocatedBytes(), start = threads.getCurrentThreadCpuTime();
        // a request costs what it costs, however short it is
        int bytes = LEAST;
        for (String body : bodies(code)) {
            bytes += body.length();
            for (String path : List.of("/v1/grade", "/v1/derivation")) {
                var answer = mvc.perform(post(path)
                                .contentType(MediaType.APPLICATION_JSON)
                                .content(body))
                        .andReturn()
                        .getResponse();
                String text = answer.getContentAsString(StandardCharsets.UTF_8);
                assertThat(answer.getStatus())
                        .as(path + " " + body + "\n" + text)
                        .isIn(200, 400, 422);
            }
        }
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        sent += bytes - LEAST;
        allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
        return new Tried(code, seconds / bytes, (double) allocated / bytes, seconds);
    }

    // as a student's code, and as a definition that ends in whatever its last line assigned
    private List<String> bodies(String code) {
        String last = code.lines()
                .reduce("", (before, line) -> line.contains("=") ? line : before)
                .split("\\W+", 2)[0];
        Map<String, Integer> sizes = Map.of("N", 3, "D", 2, "C", 4);
        return List.of(
                json.writeValueAsString(Map.of("function", "softmax", "sizes", sizes, "seed", 1, "code", code)),
                json.writeValueAsString(Map.of(
                        "function",
                        Map.of(
                                "inputs",
                                Map.of(
                                        "X",
                                        "N D",
                                        "x",
                                        "N D",
                                        "W",
                                        "D C",
                                        "b",
                                        "C",
                                        "y",
                                        Map.of("shape", "N", "below", "C")),
                                "code",
                                code,
                                "output",
                                last.isEmpty() ? "out" : last),
                        "sizes",
                        sizes,
                        "seed",
                        1)));
    }

    // of the heap, once what is not kept is gone
    private static long used() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void write(List<Tried> worst, String head) throws Exception {
        Files.createDirectories(FOUND);
        StringBuilder table = new StringBuilder(
                head + "\nthe worst, by CPU of the request's thread and by what it allocates, to the byte sent\n");
        for (int i = 0; i < worst.size(); i++) {
            Tried one = worst.get(i);
            Files.writeString(FOUND.resolve(i + ".py"), one.code);
            table.append(String.format(
                    Locale.ROOT,
                    "%2d.py %6d characters %8.3f s %10.2e s/byte %10.1f bytes/byte%n",
                    i,
                    one.code.length(),
                    one.seconds,
                    one.secondsPerByte,
                    one.allocatedPerByte));
        }
        Files.writeString(FOUND.resolve("figures.txt"), table);
    }
}
