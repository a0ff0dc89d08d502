package dev.dscore.calculus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.dscore.Trials;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.nd4j.Evaluator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A rewrite changes no value: on graphs that are put together at random from what the rewrites look for. */
class RewritesTests {
    private static final Inputs INPUTS = new Inputs(
            Map.of(
                    "a", Tensor.matrix(new double[] {0.5, -1.5, 2}, new double[] {3, 0.25, -0.75}),
                    "s", Tensor.scalar(1.25)),
            Map.of("N", 2, "D", 3));

    @Test
    void noValueChanges() {
        Trials.run(500, RewritesTests::noValueChanges);
    }

    private static void noValueChanges(Random random) throws ShapeException {
        Graph.Builder builder = Graph.builder(Allowance.UNLIMITED);
        List<Node> pool = new ArrayList<>();
        pool.add(builder.input("a", Shape.parse("N D"), false));
        pool.add(builder.input("s", Shape.SCALAR, false));
        Graph forward = builder.build();
        Graph.Builder extended = forward.extend(Allowance.UNLIMITED);
        for (double constant : new double[] {0, 1, -1, 2}) pool.add(extended.constant(constant));
        pool.add(extended.size(Size.of("N")));
        for (int i = 0; i < 25; i++) {
            Node node = random(random, extended, pool);
            pool.add(node);
            if (random.nextInt(6) == 0) extended.name("v" + i, node);
        }
        extended.name("out", pool.get(pool.size() - 1));
        Graph derived = extended.build();
        Graph rewritten = Rewrites.rewrite(forward, derived, Allowance.UNLIMITED);

        for (String name : derived.names().keySet()) {
            Node before = derived.named(name), after = rewritten.named(name);
            assertThat(after.shape()).isEqualTo(before.shape());
            double[] expected = new Evaluator()
                    .evaluate(derived, INPUTS, List.of(before))
                    .get(before)
                    .data();
            double[] actual = new Evaluator()
                    .evaluate(rewritten, INPUTS, List.of(after))
                    .get(after)
                    .data();
            for (int k = 0; k < expected.length; k++) {
                if (!Double.isFinite(expected[k])) continue;
                assertThat(actual[k]).isEqualTo(expected[k], within(1e-9 * Math.max(1, Math.abs(expected[k]))));
            }
        }
    }

    private static Node random(Random random, Graph.Builder graph, List<Node> pool) throws ShapeException {
        Node a = pool.get(random.nextInt(pool.size())), b = pool.get(random.nextInt(pool.size()));
        Operation[] binary = {Operation.ADD, Operation.SUBTRACT, Operation.MULTIPLY, Operation.DIVIDE};
        int choice = random.nextInt(12);
        if (choice < 7 && a.shape().rank() * b.shape().rank() == 0 || a.shape().equals(b.shape())) {
            return graph.apply(binary[random.nextInt(4)], List.of(a, b), Attributes.NONE);
        }
        if (choice == 7) return graph.apply(Operation.NEGATE, List.of(a), Attributes.NONE);
        if (choice == 8) return graph.apply(Operation.POWER, List.of(a, graph.constant(1)), Attributes.NONE);
        if (choice == 9 && a.shape().rank() == 2) {
            return graph.apply(Operation.TRANSPOSE, List.of(a), Attributes.axes(List.of(1, 0), false));
        }
        if (choice == 10 && a.shape().rank() == 2) {
            Node sum = graph.apply(Operation.SUM, List.of(a), Attributes.axes(List.of(1), false));
            Shape kept = Shape.of(sum.shape().size(0), Size.ONE);
            return graph.apply(Operation.RESHAPE, List.of(sum), Attributes.shape(kept));
        }
        return graph.apply(Operation.BROADCAST_TO, List.of(a), Attributes.shape(a.shape()));
    }
}
