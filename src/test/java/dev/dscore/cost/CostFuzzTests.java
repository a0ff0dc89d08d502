package dev.dscore.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import com.github.benmanes.caffeine.cache.Cache;
import dev.dscore.app.Engine;
import dev.dscore.functions.Catalogue;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.boot.webmvc.test.autoconfigure.MockMvcPrint;
import org.springframework.http.MediaType;
import org.springframework.test.util.ReflectionTestUtils;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/**
 * A search for requests that cost much for each byte sent: seconds of a core, and memory that is kept. Requests of the corpus in
 * src/test/resources/dev/dscore/cost and of the catalogue are mutated by {@link Mutators}, and the costliest are mutated further.
 *
 * <p>A short search runs with the tests. {@code mvn test -Dtest=CostFuzzTests -Ddscore.fuzz.minutes=60} searches for an hour.
 * Both write the costliest requests to target/costly, with figures; what is worth keeping is copied to the corpus by hand.
 */
@SpringBootTest(properties = {"dscore.limits.computing=1", "dscore.limits.time=" + CostFuzzTests.SECONDS + "s"})
// what is printed of requests would be kept until the test ends
@AutoConfigureMockMvc(print = MockMvcPrint.NONE)
@Tag("long")
class CostFuzzTests {
    static final int SECONDS = 10;

    private static final Path CORPUS = Path.of("src/test/resources/dev/dscore/cost"), FOUND = Path.of("target/costly");

    /** Beyond its deadline: reading, writing, and the last step. */
    private static final int SECONDS_BEYOND = 3;

    /** Of the catalogue's functions, the short search begins with each that has this distance to the last. */
    private static final int EVERY = 5;

    /** Of answers of one kind, and by each measure; so that no kind of request crowds out the others. */
    private static final int KEPT_OF_A_KIND = 5;

    /** Requests between two looks at the heap. */
    private static final int BROOD = 16;

    /** Bytes that a further collection may free. */
    private static final int SETTLED = 50_000;

    private static final int SHOWN = 20;

    /** Of the costliest by each measure, those that are sent alone at the end. */
    private static final int AGAIN = 5;

    /** Of a request without its body. */
    private static final int BYTES_OF_HEAD = 200;

    /** That no cache explains. */
    private static final long MOST_BYTES_LOST = 32_000_000;

    private static final Set<Integer> STATUSES = Set.of(200, 400, 404, 406, 413, 415, 422, 503);
    private static final List<String> PATHS = List.of(
            "/v1/grade",
            "/v1/grade?format=gradescope",
            "/v1/grade/batch",
            "/v1/gradients",
            "/v1/derivation",
            "/v1/inputs",
            "/v1/softmax/gradients",
            "/v1/softmax/grade");
    private static final Pattern TYPE = Pattern.compile("urn:dscore:problem:[\\w-]+|\"complete\":false|\"stopped\"");

    @Autowired
    private MockMvc mvc;

    @Autowired
    private Engine engine;

    @Autowired
    private JsonMapper json;

    private final Random random = new Random(Long.getLong("dscore.fuzz.seed", 7));
    private final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final Map<Piece.Kind, List<String>> parts = new EnumMap<>(Piece.Kind.class);
    private final Set<String> faults = new LinkedHashSet<>();

    /** A request by its path and its body. */
    private record Asked(String path, String body) {
        static Asked of(String file) {
            int end = file.indexOf('\n');
            return new Asked(file.substring(0, end), file.substring(end + 1).strip());
        }

        int bytes() {
            return BYTES_OF_HEAD + path.length() + body.getBytes(StandardCharsets.UTF_8).length;
        }

        @Override
        public String toString() {
            return path + "\n" + body + "\n";
        }
    }

    /**
     * A request with its cost.
     *
     * @param kind of its answer
     * @param seconds of a core
     * @param kept bytes of the heap for each byte sent, caches included
     */
    private record Tried(Asked asked, String kind, double seconds, double kept) {
        double secondsOfAByte() {
            return seconds / asked.bytes();
        }

        Tried least(Tried other) {
            return new Tried(asked, kind, Math.min(seconds, other.seconds), Math.min(kept, other.kept));
        }
    }

    private static final List<ToDoubleFunction<Tried>> MEASURES = List.of(Tried::secondsOfAByte, Tried::kept);

    @Test
    void noRequestCostsMoreThanItMay() throws Exception {
        double minutes = Double.parseDouble(System.getProperty("dscore.fuzz.minutes", "0.25"));
        List<Asked> seeds = seeds(minutes < 1 ? EVERY : 1);
        for (Asked seed : seeds) {
            for (Piece piece : Piece.of(seed.body))
                parts.computeIfAbsent(piece.kind(), kind -> new ArrayList<>()).add(piece.in(seed.body));
        }
        List<Tried> costly = new ArrayList<>();
        for (int i = 0; i < seeds.size(); i += BROOD)
            costly.addAll(tried(seeds.subList(i, Math.min(seeds.size(), i + BROOD))));
        long before = heap(), texts = seeds.size();
        long end = System.nanoTime() + (long) (minutes * 60e9);
        for (int brood = 0; System.nanoTime() < end; brood++) {
            costly.addAll(tried(brood(random.nextInt(4) == 0 ? pick(seeds) : pick(costly).asked)));
            costly = costliest(leastOfEach(costly));
            texts += BROOD;
            if (brood % 50 == 49) write(costly, texts + " requests so far");
        }
        long lost = heap() - before;
        List<Tried> again = new ArrayList<>();
        for (Tried one : costliest(costly)) {
            if (rank(costly, one) >= AGAIN) continue;
            for (int i = 0; i < 2; i++) again.addAll(tried(List.of(one.asked)));
        }
        again = leastOfEach(again);
        write(again, String.format(Locale.ROOT, "%d requests, %.1f MB lost in all", texts, lost / 1e6));
        worker.shutdownNow();
        assertThat(faults).isEmpty();
        assertThat(lost).isLessThan(MOST_BYTES_LOST);
    }

    private List<Asked> seeds(int every) throws Exception {
        List<Asked> seeds = new ArrayList<>();
        int number = 0;
        for (Catalogue.Entry entry : new Catalogue().entries().values()) {
            if (number++ % every != 0) continue;
            String code = entry.function().code();
            seeds.add(asked("/v1/grade", Map.of("function", entry.name(), "seed", 1, "code", code)));
            seeds.add(asked("/v1/derivation", Map.of("function", entry.name())));
        }
        try (Stream<Path> files = Files.list(CORPUS)) {
            for (Path file : files.sorted().toList()) {
                if (file.toString().endsWith(".py")) seeds.addAll(ofCode(Files.readString(file)));
                else seeds.add(Asked.of(Files.readString(file)));
            }
        }
        return seeds;
    }

    private Asked asked(String path, Object body) {
        return new Asked(path, json.writeValueAsString(body));
    }

    // as a student's code, and as a definition that ends in what its last line assigns
    private List<Asked> ofCode(String code) {
        String last = code.lines()
                .reduce("", (before, line) -> line.contains(" = ") ? line : before)
                .strip()
                .split("\\W+", 2)[0];
        Map<String, Integer> sizes = Map.of("N", 3, "D", 2, "C", 4);
        Map<String, Object> inputs =
                Map.of("X", "N D", "x", "N D", "W", "D C", "b", "C", "y", Map.of("shape", "N", "below", "C"));
        Map<String, Object> function = Map.of("inputs", inputs, "code", code, "output", last);
        return List.of(
                asked("/v1/grade", Map.of("function", "softmax", "sizes", sizes, "seed", 1, "code", code)),
                asked("/v1/gradients", Map.of("function", function, "sizes", sizes)),
                asked("/v1/derivation", Map.of("function", function, "sizes", sizes)));
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    // the parent once more: what it cost at first may have been the machine's
    private List<Asked> brood(Asked parent) {
        List<Asked> brood = new ArrayList<>(List.of(parent));
        while (brood.size() < BROOD) {
            Asked child = parent;
            for (int i = random.nextInt(4); i >= 0; i--) child = mutated(child);
            brood.add(child);
        }
        return brood;
    }

    private Asked mutated(Asked asked) {
        if (random.nextInt(30) == 0) return new Asked(pick(PATHS), asked.body);
        Mutators.Dice dice = new Mutators.Dice(random, parts);
        List<Piece> pieces = Piece.of(asked.body);
        // a kind first: numbers are many
        List<Piece.Kind> kinds = pieces.stream().map(Piece::kind).distinct().toList();
        Piece.Kind kind = pick(kinds);
        Piece piece = pick(pieces.stream().filter(one -> one.kind() == kind).toList());
        String old = piece.in(asked.body);
        String by = pick(Objects.requireNonNull(Mutators.TABLE.get(kind))).mutated(old, dice);
        boolean everywhere = kind == Piece.Kind.NAME && !old.isEmpty() && by.length() < 200 && random.nextBoolean();
        String body = everywhere
                ? asked.body.replaceAll("\\b" + Pattern.quote(old) + "\\b", Matcher.quoteReplacement(by))
                : piece.replaced(asked.body, by);
        return new Asked(asked.path, body.substring(0, Math.min(Mutators.LONGEST, body.length())));
    }

    private static List<Tried> leastOfEach(List<Tried> all) {
        Map<Asked, Tried> least = new LinkedHashMap<>();
        for (Tried one : all) least.merge(one.asked, one, Tried::least);
        return new ArrayList<>(least.values());
    }

    /** Returns the costliest by each measure, of each kind of answer. */
    private static List<Tried> costliest(List<Tried> all) {
        Set<Tried> costliest = new LinkedHashSet<>();
        for (ToDoubleFunction<Tried> measure : MEASURES) {
            Map<String, Integer> ofKind = new HashMap<>();
            all.stream()
                    .sorted(Comparator.comparingDouble(measure).reversed())
                    .filter(one -> ofKind.merge(one.kind, 1, Integer::sum) <= KEPT_OF_A_KIND)
                    .forEach(costliest::add);
        }
        return new ArrayList<>(costliest);
    }

    // the better of its places by the measures
    private static int rank(List<Tried> all, Tried one) {
        return MEASURES.stream()
                .mapToInt(measure -> (int) all.stream()
                        .filter(other -> measure.applyAsDouble(other) > measure.applyAsDouble(one))
                        .count())
                .min()
                .orElseThrow();
    }

    // what they keep is divided among them by their bytes
    private List<Tried> tried(List<Asked> brood) throws Exception {
        long before = heap();
        List<Tried> tried = new ArrayList<>();
        for (Asked one : brood) tried.add(tried(one));
        double bytes = brood.stream().mapToInt(Asked::bytes).sum();
        double kept = (used() - before) / bytes;
        return tried.stream()
                .map(one -> new Tried(one.asked, one.kind, one.seconds, kept))
                .toList();
    }

    private Tried tried(Asked asked) throws Exception {
        try {
            return worker.submit(() -> answered(asked)).get(6 * SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            fault("does not end", asked);
            throw new AssertionError(faults.toString(), e);
        }
    }

    private Tried answered(Asked asked) throws Exception {
        long start = threads.getCurrentThreadCpuTime();
        MediaType type = asked.path.endsWith("/batch") ? MediaType.APPLICATION_NDJSON : MediaType.APPLICATION_JSON;
        var answer = mvc.perform(post(asked.path).contentType(type).content(asked.body))
                .andReturn()
                .getResponse();
        double seconds = (threads.getCurrentThreadCpuTime() - start) / 1e9;
        String text = answer.getContentAsString(StandardCharsets.UTF_8);
        if (!STATUSES.contains(answer.getStatus()) || text.contains("urn:dscore:problem:internal"))
            fault("is answered " + answer.getStatus() + " " + text.substring(0, Math.min(300, text.length())), asked);
        int lines = asked.path.endsWith("/batch") ? 1 + (int) asked.body.lines().count() : 1;
        if (seconds > lines * (SECONDS + SECONDS_BEYOND)) fault("takes " + seconds + " s", asked);
        Matcher found = TYPE.matcher(text);
        String kind = asked.path + " " + answer.getStatus() + (found.find() ? " " + found.group() : "");
        return new Tried(asked, kind, seconds, 0);
    }

    private void fault(String what, Asked asked) throws Exception {
        Files.createDirectories(FOUND);
        Path file = FOUND.resolve("fault-" + faults.size() + ".http");
        Files.writeString(file, asked.toString());
        faults.add(file + " " + what);
    }

    // without the caches, which have limits of their own: CachesTests
    private long heap() throws ReflectiveOperationException {
        for (Object cache : List.of(
                field(engine.definitions(), "definitions"),
                field(engine.gradients(), "backward"),
                field(engine.verifier(), "lowered"))) {
            ((Cache<?, ?>) cache).invalidateAll();
            ((Cache<?, ?>) cache).cleanUp();
        }
        Constructor<?> prediction =
                Class.forName("dev.dscore.lang.Source$Prediction").getDeclaredConstructor();
        prediction.setAccessible(true);
        ReflectionTestUtils.setField(Class.forName("dev.dscore.lang.Source"), "prediction", prediction.newInstance());
        return used();
    }

    private static Object field(Object owner, String name) {
        return Objects.requireNonNull(ReflectionTestUtils.getField(owner, name));
    }

    // once a collection frees nothing more; arrays of ND4J, which one evaluation leaves to the next, are not of the
    // heap
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        long before, after = Long.MAX_VALUE;
        int collections = 0;
        do {
            before = after;
            System.gc();
            after = runtime.totalMemory() - runtime.freeMemory();
        } while (before - after > SETTLED && ++collections < 5);
        return Math.min(before, after);
    }

    private static void write(List<Tried> costly, String head) throws Exception {
        Files.createDirectories(FOUND);
        StringBuilder table = new StringBuilder(head + "\n");
        Map<Asked, String> names = new HashMap<>();
        for (ToDoubleFunction<Tried> measure : MEASURES) {
            table.append(measure == MEASURES.get(0) ? "by seconds of a core\n" : "by bytes kept\n");
            for (Tried one : costly.stream()
                    .sorted(Comparator.comparingDouble(measure).reversed())
                    .limit(SHOWN)
                    .toList()) {
                String name = names.computeIfAbsent(one.asked, asked -> names.size() + ".http");
                // half of a surrogate pair becomes a question mark
                Files.write(FOUND.resolve(name), one.asked.toString().getBytes(StandardCharsets.UTF_8));
                table.append(String.format(
                        Locale.ROOT,
                        "%-8s %7d bytes %8.3f s %9.2e s/byte %9.1f kept/byte  %s%n",
                        name,
                        one.asked.bytes(),
                        one.seconds,
                        one.secondsOfAByte(),
                        one.kept,
                        one.kind));
            }
        }
        Files.write(FOUND.resolve("figures.txt"), table.toString().getBytes(StandardCharsets.UTF_8));
        System.out.println(table);
    }
}
