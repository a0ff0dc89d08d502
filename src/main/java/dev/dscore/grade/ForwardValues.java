package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Budget;
import dev.dscore.compute.Memory;
import dev.dscore.compute.TooCostlyException;
import dev.dscore.functions.Binding;
import dev.dscore.functions.FunctionDefinition;
import dev.dscore.graph.Cost;
import dev.dscore.graph.Node;
import dev.dscore.nd4j.Evaluator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The values of the forward pass that are graded beside gradients. */
final class ForwardValues {
    private ForwardValues() {}

    /** The names among {@code names} that are values of the function and neither inputs nor gradients. */
    static Set<String> in(FunctionDefinition function, Collection<String> names) {
        Set<String> values = new LinkedHashSet<>();
        for (String name : names) if (isValue(function, name)) values.add(name);
        return values;
    }

    /** Whether the function gives this name to a value of its forward pass. */
    static boolean isValue(FunctionDefinition function, String name) {
        Node node = function.graph().names().get(name);
        boolean gradient = name.startsWith("d") && function.named().containsKey(Grader.valueOf(name));
        return node != null && !(node instanceof Node.Input) && !gradient;
    }

    /** Computes them. */
    static Map<String, Tensor> computed(
            FunctionDefinition function, Binding binding, Set<String> names, Evaluator evaluator, Budget budget)
            throws TooCostlyException {
        if (names.isEmpty()) return Map.of();
        List<Node> nodes =
                names.stream().map(name -> function.graph().named(name)).toList();
        Map<String, Tensor> computed = new LinkedHashMap<>();
        try (Memory.Held held =
                Cost.hold(budget, function.graph().nodes(), binding.inputs().lengths())) {
            Map<Node, Tensor> values =
                    evaluator.evaluate(function.graph(), binding.inputs(), new LinkedHashSet<>(nodes));
            for (String name : names)
                computed.put(name, values.get(function.graph().named(name)));
        }
        return computed;
    }
}
