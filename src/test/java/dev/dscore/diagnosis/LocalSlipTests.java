package dev.dscore.diagnosis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.functions.Catalogue;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.grade.Situation;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the table makes a formula of its own of some gradient, and each kind of slip has one. */
class LocalSlipTests {
    private static final List<Slip> MADE = new ArrayList<>();

    static Stream<String> rows() throws Exception {
        try (InputStream table = LocalSlip.class.getResourceAsStream("slips.txt")) {
            return new String(table.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"));
        }
    }

    @BeforeAll
    static void makeSlips() {
        for (Catalogue.Entry entry : new Catalogue().entries().values()) makeSlips(entry.function());
        makeSlips(Situation.define("u N, M N D, v D", "out", "out = np.sum(u @ M) + u @ (M @ v)"));
        makeSlips(Situation.define(
                "x N D", "out", "p = softmax(x, axis=1)", "out = np.sum(p * log_softmax(x, axis=1)) / np.mean(x)"));
        makeSlips(Situation.define("x N D", "out", "out = np.sum(np.std(x, axis=0) * np.var(x, axis=0))"));
        for (String comparison : List.of(">", ">=", "<", "<=")) {
            makeSlips(Situation.define("x N, y N", "out", "out = np.sum(np.where(x " + comparison + " y, x, 2 * y))"));
        }
        makeSlips(Situation.define("x N D, y N below D", "out", "out = np.sum(x[range(N), y] ** 3)"));
    }

    private static void makeSlips(FunctionDefinition function) {
        Graph derived = new Derivation(DerivativeTable.shipped())
                .derive(
                        function.graph(),
                        function.objective(),
                        function.graph().names().keySet(),
                        Allowance.UNLIMITED);
        Map<Node, String> names = new HashMap<>();
        derived.names().forEach((name, node) -> names.putIfAbsent(node, name));
        for (String value : function.graph().names().keySet()) {
            Node gradient = derived.names().get("d" + value);
            if (!(gradient instanceof Node.Apply)) continue;
            Map<Node, String> others = new HashMap<>(names);
            others.remove(gradient);
            Mutants slips = new Mutants(
                    derived,
                    function.graph().nodes().size(),
                    "d" + value,
                    function.axes(),
                    Set.of(),
                    Set.of("dout"),
                    others,
                    Allowance.UNLIMITED);
            slips.single().forEach(candidate -> MADE.addAll(candidate.slips()));
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    void everyRowIsOfUse(String line) {
        LocalSlip row = LocalSlip.parse(line);
        String sentence = Stream.of(row.sentence().split("\\{[^}]+}", -1))
                .map(Pattern::quote)
                .reduce((before, after) -> before + ".+" + after)
                .orElseThrow();
        assertThat(MADE)
                .anyMatch(
                        slip -> slip.mutation() == row.kind() && slip.sentence().matches(sentence));
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void everyKindIsOfUse(Mutation kind) {
        assertThat(MADE).anyMatch(slip -> slip.mutation() == kind);
    }

    @Test
    void aRowThatIsNoneIsRefused() {
        assertThat(catchThrowable(() -> LocalSlip.parse("wrong-sign | a → b")))
                .isInstanceOf(IllegalStateException.class);
    }
}
