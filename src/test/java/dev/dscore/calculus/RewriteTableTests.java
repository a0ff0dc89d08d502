package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.lang.NumpyPrinter;
import dev.dscore.lang.Pattern;
import dev.dscore.nd4j.Evaluator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each row of the table by itself: its left side becomes its right one, and has the same value. */
class RewriteTableTests {
    private static final Tensor MATRIX = Tensor.matrix(new double[] {0.5, -1.5, 2}, new double[] {3, 0.25, -0.75});
    private static final Inputs INPUTS = new Inputs(
            Map.of("a", MATRIX, "b", MATRIX.reshaped(2, 3), "s", Tensor.scalar(1.25)), Map.of("N", 2, "D", 3));

    static Stream<String> rows() {
        return Resources.text("rewrites.txt").lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("rows")
    void theLeftSideBecomesTheRightOne(String line) throws ShapeException {
        RewriteTable.Row row = RewriteTable.Row.parse(line);
        Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
        Map<String, Node> names = new HashMap<>();
        names.put("a", builder.input("a", Shape.parse("N D"), false));
        names.put("b", builder.input("b", Shape.parse("N D"), false));
        names.put("s", builder.input("s", Shape.SCALAR, false));
        Graph forward = builder.build();
        Graph.Builder derived = forward.extend(Allowance.UNLIMITED);
        names.put("k", derived.constant(3));
        names.put("l", derived.constant(5));
        names.put("c", derived.apply(Operation.GREATER, List.of(names.get("a"), names.get("s")), Attributes.NONE));
        Pattern.Maker plain = new Pattern.Maker() {
            @Override
            public Node apply(Operation operation, List<Node> arguments) throws ShapeException {
                Attributes attributes =
                        switch (operation) {
                            case SUM -> Attributes.axes(List.of(1), true);
                            case TRANSPOSE -> Attributes.axes(List.of(1, 0), false);
                            case RESHAPE -> Attributes.shape(Shape.parse("D N"));
                            default -> Attributes.NONE;
                        };
                return derived.apply(operation, arguments, attributes);
            }

            @Override
            public Node constant(double value) {
                return derived.constant(value);
            }
        };
        Node left = row.from().made(names, plain), right = row.to().made(names, plain);
        derived.name("left", left);
        derived.name("right", right);
        Graph graph = derived.build();
        Graph rewritten = Rewrites.rewrite(forward, graph, Allowance.UNLIMITED);

        NumpyPrinter printer = new NumpyPrinter(Map.of());
        String becomes = printer.use(rewritten.named("left"));
        assertThat(becomes).isEqualTo(printer.use(rewritten.named("right")));
        if (!row.stays()) assertThat(becomes).isNotEqualTo(printer.use(left));
        double[] before = value(graph, left), after = value(graph, right);
        for (int i = 0; i < before.length; i++) assertThat(after[i]).isEqualTo(before[i], within(1e-12));
    }

    private static double[] value(Graph graph, Node node) {
        return new Evaluator().evaluate(graph, INPUTS, List.of(node)).get(node).data();
    }
}
