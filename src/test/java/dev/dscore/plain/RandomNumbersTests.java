package dev.dscore.plain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.lang.Script;
import dev.dscore.lang.Stop;
import dev.dscore.lang.Value;
import dev.dscore.lang.Whole;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random numbers are those of real NumPy and Python, to the bit: random.py beside the test resources records them. */
class RandomNumbersTests {
    @Test
    void everyNumberIsTheOneThatNumpyDraws() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        List<String> wrong = new ArrayList<>();
        int numbers = 0, inLastBit = 0;
        try (InputStream in = getClass().getResourceAsStream("random.jsonl")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                JsonNode program = json.readTree(line);
                String code = program.get("code").asString();
                Script.Run run = ScriptTests.run(code, Map.of());
                run.failure().ifPresent(failure -> wrong.add(code + "\n" + failure.getMessage()));
                if (run.failure().isPresent()) continue;
                for (Map.Entry<String, JsonNode> expected :
                        program.get("values").properties()) {
                    double[] right = expected.getValue()
                            .valueStream()
                            .mapToDouble(JsonNode::asDouble)
                            .toArray();
                    double[] drawn = entries(run.values().get(expected.getKey()));
                    numbers += right.length;
                    int bits = apart(right, drawn);
                    inLastBit += bits;
                    if (bits >= 0) continue;
                    wrong.add(code + "\n" + expected.getKey() + " is " + Arrays.toString(Arrays.copyOf(drawn, 5))
                            + " and should be " + Arrays.toString(Arrays.copyOf(right, 5)) + ", "
                            + Arrays.mismatch(right, drawn));
                }
            }
        }
        assertThat(numbers).isGreaterThan(8000);
        assertThat(inLastBit).isLessThan(numbers / 1000);
        assertThat(wrong)
                .as(String.join("\n\n", wrong.subList(0, Math.min(8, wrong.size()))))
                .isEmpty();
    }

    // how many differ by one unit in the last place, as C's own logarithm is off by one in a thousand; -1 where others
    // do
    private static int apart(double[] right, double[] drawn) {
        if (right.length != drawn.length) return -1;
        int apart = 0;
        for (int i = 0; i < right.length; i++) {
            if (right[i] == drawn[i]) continue;
            if (Math.abs(right[i] - drawn[i]) > 2 * Math.ulp(right[i])) return -1;
            apart++;
        }
        return apart;
    }

    private static double[] entries(Value value) {
        if (value instanceof NumericArray array) return array.toArray();
        if (value instanceof Value.Real real) return new double[] {real.value()};
        if (value instanceof Whole whole) return new double[] {whole.number()};
        return ((Value.Items) value)
                .elements().stream()
                        .flatMapToDouble(one -> Arrays.stream(entries(one)))
                        .toArray();
    }

    @Test
    void unseededNumbersAreAlwaysTheSameAndWarnedOf() {
        Script.Run run = ScriptTests.run("a = np.random.rand(3)\nb = np.random.rand(3)", Map.of());
        Script.Run seeded = ScriptTests.run("np.random.seed(0)\na = np.random.rand(3)", Map.of());
        assertThat(entries(run.values().get("a")))
                .isEqualTo(entries(seeded.values().get("a")));
        assertThat(run.warnings()).hasSize(1).first().satisfies(warning -> {
            assertThat(warning.line()).isEqualTo(1);
            assertThat(warning.message()).contains("without a seed", "np.random.seed(0)");
        });
        assertThat(seeded.warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "np.random.multivariate_normal([0], [[1]])",
                "np.random.binomial(1000, 0.5)",
                "np.random.normal(np.zeros(3), 1)",
                "np.random.default_rng(1).exponential()",
                "np.random.seed()"
            })
    void whatIsNotDrawnHereIsNamed(String code) {
        assertThat(ScriptTests.failure(code).stop()).isEqualTo(Stop.UNSUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while True: np.random.rand()",
                "while True: np.random.rand(1000)",
                "import random\nwhile True: random.random()",
                "a = list(range(1000))\nwhile True: np.random.shuffle(a)"
            })
    void drawingTakesSteps(String code) {
        assertThat(ScriptTests.failure(code).stop()).isEqualTo(Stop.LIMIT);
    }
}
