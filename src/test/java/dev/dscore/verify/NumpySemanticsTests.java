package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Program;
import dev.dscore.nd4j.Evaluator;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The language means what NumPy means, on both kernels: numpy_semantics.json holds NumPy's own results. */
class NumpySemanticsTests {
    private static final JsonNode CASES = read();
    private static final Map<String, Integer> LENGTHS = Map.of("N", 3, "D", 4, "C", 5, "P", 2);

    private final Evaluator evaluator = new Evaluator();

    private static JsonNode read() {
        try (InputStream cases = NumpySemanticsTests.class.getResourceAsStream("/dev/dscore/numpy_semantics.json")) {
            return new JsonMapper().readTree(cases);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    record Row(String expression, int[] shape, double[] data) {
        @Override
        public String toString() {
            return expression;
        }
    }

    static Stream<Row> rows() {
        return CASES.get("rows")
                .valueStream()
                .map(row ->
                        new Row(row.get("expression").stringValue(), ints(row.get("shape")), doubles(row.get("data"))));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void anExpressionHasNumpysShapeAndNumbers(Row row) {
        // sizes are numbers here: the rows say (3, 4) where a function would say (N, D)
        Graph.Builder start = Graph.builder(Allowance.UNLIMITED);
        Map<String, Tensor> tensors = new HashMap<>();
        CASES.get("inputs").properties().forEach(input -> {
            int[] shape = ints(input.getValue().get("shape"));
            String numbers = java.util.Arrays.stream(shape)
                    .mapToObj(String::valueOf)
                    .collect(java.util.stream.Collectors.joining(" "));
            start.input(input.getKey(), Shape.parse(numbers), input.getKey().equals("y"));
            tensors.put(
                    input.getKey(), new Tensor(shape, doubles(input.getValue().get("data"))));
        });
        Graph graph = Program.parse("out = 1.0 * (" + row.expression + ")", Limits.DEFAULT)
                .extend(start.build(), Allowance.UNLIMITED)
                .graph();
        Node out = graph.named("out");
        Inputs inputs = new Inputs(tensors, LENGTHS);

        assertThat(out.shape().in(LENGTHS)).isEqualTo(row.shape);
        double[] onNd4j =
                evaluator.evaluate(graph, inputs, List.of(out)).get(out).data();
        Lowering lowering = Lowering.of(graph, out, Allowance.UNLIMITED);
        double[] plain = new Baseline(lowering.graph(), inputs)
                .of(lowering.lowered().get(out))
                .data();
        for (int i = 0; i < row.data.length; i++) {
            double tolerance = 1e-12 * Math.max(1, Math.abs(row.data[i]));
            assertThat(onNd4j[i]).isEqualTo(row.data[i], within(tolerance));
            assertThat(plain[i]).isEqualTo(row.data[i], within(tolerance));
        }
    }

    private static int[] ints(JsonNode list) {
        return list.valueStream().mapToInt(JsonNode::asInt).toArray();
    }

    private static double[] doubles(JsonNode list) {
        return list.valueStream().mapToDouble(JsonNode::asDouble).toArray();
    }
}
