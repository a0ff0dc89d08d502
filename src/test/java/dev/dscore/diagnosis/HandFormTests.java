package dev.dscore.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.app.Engines;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Situation;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Both sides of each row of the table have the same value. */
class HandFormTests {
    private static final double[] P = {0.1, 0.35, 0.8}, Y = {0, 1, 0.25};

    static Stream<String> rows() throws Exception {
        try (InputStream table = HandForm.class.getResourceAsStream("hand-forms.txt")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void changesNoValue(String row) {
        String[] sides = row.split("→");
        double[] derived = values(sides[0].strip()), written = values(sides[1].strip());
        for (int i = 0; i < P.length; i++) assertThat(written[i]).isCloseTo(derived[i], within(1e-14));
    }

    private static double[] values(String expression) {
        FunctionDefinition function = Situation.define("p M, y M, n", "out", "out = " + expression + " + 0 * n");
        Inputs inputs = new Inputs(
                Map.of("p", Tensor.vector(P), "y", Tensor.vector(Y), "n", Tensor.scalar(3)), Map.of("M", P.length));
        return Engines.SHARED
                .evaluator()
                .evaluate(function.graph(), inputs, List.of(function.graph().named("out")))
                .get(function.graph().named("out"))
                .data();
    }
}
