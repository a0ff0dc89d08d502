package dev.dscore.functions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import dev.dscore.plain.Recorded;
import dev.dscore.verify.PlainEvaluator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The random programs that NumPy has run, as definitions: what a definition takes of them has NumPy's values. */
class RecordedDefinitionsTests {
    private static final int LEAST_TAKEN = 300;

    private int arrays = 0;

    @Test
    void everyArrayOfADefinitionIsWhatNumpyMakesIt() throws IOException {
        List<String> wrong = new ArrayList<>();
        int taken = 0;
        for (JsonNode program : Recorded.programs()) {
            if (!program.has("error") && isTaken(program, wrong)) taken++;
        }
        System.out.printf("definitions: %d programs taken, %d arrays compared%n", taken, arrays);
        assertThat(wrong)
                .as(wrong.size() + "\n" + String.join("\n\n", wrong.subList(0, Math.min(wrong.size(), 30))))
                .isEmpty();
        assertThat(taken).isGreaterThanOrEqualTo(LEAST_TAKEN);
    }

    private boolean isTaken(JsonNode program, List<String> wrong) {
        Graph graph;
        try {
            Graph none = Graph.builder(Allowance.UNLIMITED).build();
            graph = Program.parse(program.get("code").asString(), Limits.DEFAULT.ofFile())
                    .extend(none, Allowance.UNLIMITED)
                    .graph();
        } catch (SourceException e) {
            return false;
        }
        Inputs inputs = new Inputs(Map.of(), Map.of());
        for (Map.Entry<String, JsonNode> expected : program.get("values").properties()) {
            Node node = graph.names().get(expected.getKey());
            if (node == null || !expected.getValue().has("dtype")) continue;
            arrays++;
            Tensor value = PlainEvaluator.evaluate(graph, inputs, node, Allowance.UNLIMITED);
            if (Recorded.equal(expected.getValue(), value)) continue;
            wrong.add("seed " + program.get("seed") + ": " + expected.getKey() + " is " + value + " and should be "
                    + expected.getValue() + "\n" + program.get("code").asString());
            break;
        }
        return true;
    }
}
