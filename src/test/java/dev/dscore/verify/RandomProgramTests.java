package dev.dscore.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dscore.Trials;
import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.calculus.Derivation;
import dev.dscore.calculus.DerivativeTable;
import dev.dscore.compute.Allowance;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Declaration;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.functions.Functions;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.nd4j.Evaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs put together at random: analytic and numeric gradients agree on every entry of every named value. */
@Tag("long")
class RandomProgramTests {
    private static final Map<String, Integer> LENGTHS = Map.of("N", 3, "D", 2);
    private static final List<String> UNARY = List.of(
            "np.tanh(%s)",
            "expit(%s)",
            "np.exp(-%s ** 2)",
            "np.log1p(%s ** 2)",
            "np.sqrt(1 + %s ** 2)",
            "-%s",
            "%s ** 3",
            "np.maximum(%s, 0.05)",
            "np.abs(%s)",
            "softmax(%s)",
            "%s - np.mean(%s)",
            "%s / np.sqrt(1 + np.var(%s))");
    private static final List<String> BINARY = List.of(
            "%s + %s",
            "%s - %s", "%s * %s", "%s / (2 + np.tanh(%s))", "np.maximum(%s, %s)", "np.where(%s > 0.1, %<s, 2) * %s");
    private static final List<String> OF_MATRIX = List.of(
            "np.sum(%s, axis=0)",
            "np.mean(%s, axis=1, keepdims=True)",
            "logsumexp(%s, axis=1)",
            "softmax(%s, axis=0)",
            "%s.T @ %s",
            "np.max(%s, axis=1)",
            "np.sqrt(0.1 + np.var(%s, axis=0))",
            "%s[range(N), y]",
            "%s @ w",
            "%s.reshape(N * D)",
            "%s @ %s.T @ %s",
            "log_softmax(%s, axis=1)",
            "np.broadcast_to(%s, (2, N, D))");

    @Test
    void analyticAndNumericGradientsAgree() {
        Trials.run(500, RandomProgramTests::analyticAndNumericGradientsAgree);
    }

    private static void analyticAndNumericGradientsAgree(Random random) throws TooCostlyException {
        FunctionDefinition function = function(random);
        Inputs inputs = inputs(random);
        Graph backward = new Derivation(DerivativeTable.shipped())
                .derive(function.graph(), function.objective(), function.named().keySet(), Allowance.UNLIMITED);
        Set<Node> roots = new LinkedHashSet<>();
        for (String name : function.named().keySet()) roots.add(backward.named("d" + name));
        Map<Node, Tensor> values = new Evaluator().evaluate(backward, inputs, roots);
        Map<String, Claim> claims = new LinkedHashMap<>();
        for (String name : function.named().keySet()) {
            Node gradient = backward.named("d" + name);
            claims.put(
                    "d" + name,
                    new Claim(
                            function.graph().named(name),
                            values.get(gradient),
                            Claim.Rounding.of(backward, gradient, inputs)));
        }
        Check check = new Verifier(Long.MAX_VALUE)
                .check(
                        function.graph(),
                        function.objective(),
                        inputs,
                        claims,
                        Coverage.EVERY_ENTRY,
                        Allowance.UNLIMITED);
        assertThat(check.passed()).as(function.code() + "\n" + check).isTrue();
    }

    static FunctionDefinition function(Random random) {
        List<Declaration> inputs = List.of(
                new Declaration("X", Shape.parse("N D")),
                new Declaration("w", Shape.parse("D")),
                new Declaration("s", Shape.SCALAR),
                new Declaration(
                        "y",
                        Shape.parse("N"),
                        java.util.Optional.of(Declaration.size("D")),
                        java.util.Optional.empty()));
        List<String> lines = new ArrayList<>();
        List<String> names = new ArrayList<>(List.of("X", "w", "s", "X"));
        List<String> matrices = new ArrayList<>(List.of("X"));
        for (int i = 0; i < 6; i++) {
            String name = "v" + i, a = Trials.pick(random, names), matrix = Trials.pick(random, matrices);
            String line;
            switch (random.nextInt(3)) {
                case 0 -> line = filled(Trials.pick(random, UNARY), a);
                case 1 ->
                    line = String.format(
                            Trials.pick(random, BINARY), matrix, Trials.pick(random, List.of(matrix, "w", "s", "X")));
                default -> line = filled(Trials.pick(random, OF_MATRIX), matrix);
            }
            lines.add(name + " = " + line);
            String sofar = String.join("\n", lines);
            Shape shape = Functions.of(inputs, sofar + "\nloss = np.sum(" + name + ")", "loss")
                    .named()
                    .get(name);
            names.add(name);
            if (shape.equals(Shape.parse("N D"))) matrices.add(name);
        }
        String loss = names.stream()
                .filter(name -> name.startsWith("v"))
                .map(name -> "np.sum(np.tanh(" + name + "))")
                .collect(Collectors.joining(" + "));
        return Functions.of(inputs, String.join("\n", lines) + "\nloss = " + loss, "loss");
    }

    private static String filled(String pattern, String name) {
        return pattern.replace("%s", name);
    }

    static Inputs inputs(Random random) {
        return new Inputs(
                Map.of(
                        "X",
                                new Tensor(
                                        new int[] {3, 2},
                                        random.doubles(6, -1.5, 1.5).toArray()),
                        "w", Tensor.vector(random.doubles(2, -1.5, 1.5).toArray()),
                        "s", Tensor.scalar(random.nextDouble() * 2 - 1),
                        "y", Tensor.vector(0, 1, 1)),
                LENGTHS);
    }
}
