package dev.dscore.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.StoppedException;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MockMvc;
import tools.jackson.databind.json.JsonMapper;

/** Short texts of which a naive reading takes for ever, or keeps memory for ever. Each is answered, and no answer is a 500. */
@SpringBootTest
@AutoConfigureMockMvc
@Tag("long")
class HostileTextTests {
    @Autowired
    private MockMvc mvc;

    @Autowired
    private JsonMapper json;

    private record Text(String what, String code) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static String lines(int count, java.util.function.IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line::apply).collect(java.util.stream.Collectors.joining("\n"))
                + "\n";
    }

    static List<Text> texts() {
        return List.of(
                new Text(
                        "polynomials that grow",
                        "p, q, s = N, D, 1\n" + "s = s*(1+p)*(2+q)*(3+p)\np, q = p*p, q*q\n".repeat(5)
                                + "s = s*s\n".repeat(4) + "out = x * s"),
                new Text("powers of a sum of axes", "n = N + D\n" + "n = n * n\n".repeat(8) + "out = x * n"),
                new Text(
                        "a shape of polynomials",
                        "n = (N + D + 1) * (N + 2)\na = np.ones((n, n, n, n))\nout = x * a.size"),
                new Text(
                        "a shape of a high degree",
                        "n = N * N * D * D * N\nh = np.zeros((n, n, n, n)) + np.sum(x)\nout = h * h * x[0, 0]"),
                new Text(
                        "a length of degree sixteen",
                        "n = " + "N * ".repeat(15) + "N\nh = np.zeros((n,)) + np.sum(x)\nout = x * np.sum(h)"),
                new Text("lengths without end", "n = 1\n" + "n = n * 999999999\n".repeat(5) + "out = x * n"),
                new Text(
                        "an array too large to count",
                        "a = np.ones((1999999999, 1999999999, 1999999999))\nout = x * a.size"),
                new Text(
                        "a value used twice, forty times",
                        lines(40, i -> "h" + (i + 1) + " = h" + i + " * h" + i)
                                        .replace("h0 ", "x ")
                                        .replace(" h0\n", " x\n")
                                        .replace("h0", "x")
                                + "out = h40"),
                new Text(
                        "sums of whole numbers, one deep in another",
                        "a = x\n" + ("a = a" + " + 2".repeat(240) + "\n").repeat(19) + "out = a"),
                new Text(
                        "differences of the labels",
                        "k = y\n" + ("k = k" + " + 1 - 1".repeat(110) + "\n").repeat(19) + "out = x[range(N), k]"),
                new Text("many transposes", "a = x\n" + "a = a.T.T.T.T.T.T.T.T.T.T\n".repeat(450) + "out = a"),
                new Text(
                        "a chain of composites",
                        lines(450, i -> "a" + (i + 1) + " = np.var(a" + i + ") + x")
                                        .replace("a0)", "x)") + "out = a450"),
                new Text("brackets in brackets", nested(7) + "out = x"),
                new Text("no end of brackets", "out = " + "x[".repeat(240)),
                new Text("signs", "out = " + "-".repeat(480) + "x"),
                new Text("powers of powers", "out = x" + " ** 1".repeat(240)),
                new Text("long names", lines(90, i -> "n".repeat(99) + " = x * " + i) + "out = x"),
                new Text("a name too long", "n".repeat(15_000) + " = x\nout = x"),
                new Text("names that are nearly known", lines(300, i -> "s" + i + "core = x + " + i) + "out = scoer"));
    }

    private static String nested(long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < 19_000) {
            StringBuilder closing = new StringBuilder();
            text.append("z = ");
            for (int depth = 0; depth < 38; depth++) {
                boolean index = random.nextBoolean();
                text.append(List.of("x", "-x", "y*x", "-y*x", "x**y").get(random.nextInt(5)))
                        .append(index ? '[' : '(');
                closing.insert(0, index ? ']' : ')');
            }
            text.append('x').append(closing).append('\n');
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("texts")
    @Timeout(30)
    void asADefinition(Text text) throws Exception {
        String body = json.writeValueAsString(Map.of(
                "function",
                Map.of(
                        "inputs",
                        Map.of("x", "N D", "y", Map.of("shape", "N", "below", "D")),
                        "code",
                        text.code + "\nloss = np.sum(out)",
                        "output",
                        "loss"),
                "sizes",
                Map.of("N", 3, "D", 2)));
        for (String path : List.of("/v1/derivation", "/v1/inputs", "/v1/grade")) isAnswered(path, body);
    }

    @ParameterizedTest
    @MethodSource("texts")
    @Timeout(30)
    void asAStudentsCode(Text text) throws Exception {
        String code = text.code.replace("x", "X") + "\ndX = out\ndscore = out";
        isAnswered(
                "/v1/grade",
                json.writeValueAsString(Map.of(
                        "function", "softmax", "sizes", Map.of("N", 3, "D", 2, "C", 2), "seed", 1, "code", code)));
    }

    private void isAnswered(String path, String body) throws Exception {
        var answer = mvc.perform(
                        post(path).contentType(MediaType.APPLICATION_JSON).content(body))
                .andReturn()
                .getResponse();
        String text = answer.getContentAsString(StandardCharsets.UTF_8);
        assertThat(answer.getStatus()).as(path + " " + text).isIn(200, 422);
        assertThat(text.length()).isLessThan(1_000_000);
    }

    @Test
    @Timeout(60)
    void namesOfAnyLengthAreReadAndNotRepeated() throws Exception {
        String name = "q".repeat(40_000);
        for (String body : List.of(
                "{\"function\": \"" + name.repeat(50) + "\", \"inputs\": {}}",
                "{\"function\": {\"inputs\": {\"x\": \"" + name.repeat(50)
                        + "\"}, \"code\": \"loss = np.sum(x)\", \"output\": \"loss\"}, \"inputs\": {\"x\": [1]}}",
                "{\"function\": {\"inputs\": {\"" + name
                        + "\": \"N\"}, \"code\": \"loss = 1\", \"output\": \"loss\"}, \"inputs\": {}}",
                "{\"function\": {\"inputs\": {\"x\": \"N\"}, \"code\": \"loss = np.sum(x)\", \"output\": \""
                        + name.repeat(50) + "\"}, \"inputs\": {}}",
                "{\"function\": \"softmax\", \"inputs\": {\"" + name + "\": [1]}}",
                "{\"function\": \"softmax\", \"inputs\": {}, \"" + name + "\": 1}",
                "{\"function\": \"softmax\", \"inputs\": {}, \"gradients\": [\"" + name.repeat(50) + "\"]}")) {
            var answer = mvc.perform(post("/v1/gradients")
                            .contentType(MediaType.APPLICATION_JSON)
                            .content(body))
                    .andReturn()
                    .getResponse();
            assertThat(answer.getStatus()).isBetween(400, 422);
            assertThat(answer.getContentAsByteArray().length).isLessThan(10_000);
        }
    }

    @Test
    void whatIsStoppedStopsWhereverItIs() throws Exception {
        Allowance allowance = Allowance.of(Long.MAX_VALUE);
        allowance.stop();
        List<Declaration> inputs = List.of(new Declaration("x", Shape.parse("N")));
        Assertions.assertThatExceptionOfType(StoppedException.class)
                .isThrownBy(() -> new FunctionDefinition(
                        inputs, "loss = np.sum(x)", List.of("loss"), Limits.DEFAULT, allowance.part()));
    }

    @Test
    void aDefinitionWeighsAtLeastWhatItHolds() throws Exception {
        List<FunctionDefinition> kept = new ArrayList<>();
        long before = used(), weight = 0;
        for (int i = 0; i < 150; i++) {
            int number = i;
            FunctionDefinition function = Functions.of(
                    List.of(new Declaration("x", Shape.parse(("N" + i).repeat(20) + " " + "D".repeat(90) + " C K"))),
                    "n = C + K\nm = n * n * n\na = np.zeros((m, m, m, m)) + " + i + "\n"
                            + lines(150, j -> "a" + j + " = a" + (j == 0 ? "" : j - 1) + " * " + (number + j))
                            + "loss = np.sum(x)",
                    "loss");
            kept.add(function);
            weight += Graph.bytes(function.graph()) + 2L * function.code().length();
        }
        assertThat(used() - before).isLessThan(weight);
        assertThat(kept).hasSize(150);
    }

    // of the heap, once nothing more can be freed
    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
