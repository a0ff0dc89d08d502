package dev.dscore.verify;

import dev.dscore.array.Inputs;
import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Subscripts;
import dev.dscore.lang.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A graph in fewer operations: those of {@code composites.txt} are replaced by what they stand for. */
record Lowering(Graph graph, Map<Node, Node> lowered) {
    private static final Map<Operation, Rule> COMPOSITES = composites();

    /** Whether a node is replaced by several. */
    static boolean isComposite(Node node) {
        return node instanceof Node.Apply apply
                && (COMPOSITES.containsKey(apply.operation()) || apply.operation() == Operation.EINSUM);
    }

    /** Of {@code graph}, what it takes to compute {@code output}. */
    static Lowering of(Graph graph, Node output, Allowance allowance) {
        return of(graph, List.of(output), Set.of(), allowance);
    }

    /** Of {@code graph}, what it takes to compute {@code outputs} where {@code given} are inputs, too. */
    static Lowering of(Graph graph, Collection<Node> outputs, Set<Node> given, Allowance allowance) {
        Graph.Builder builder = Graph.builder(allowance);
        Map<Node, Node> lowered = new HashMap<>();
        try {
            for (Node node : graph.needed(outputs, given)) {
                // no name has a blank in it
                Node instead = given.contains(node)
                        ? builder.input("given " + node.id(), node.shape(), node.holdsIndices())
                        : lower(node, builder, lowered);
                lowered.put(node, instead);
            }
        } catch (ShapeException e) {
            throw new IllegalStateException("a composite breaks dimensions", e);
        }
        return new Lowering(builder.build(), lowered);
    }

    /** The memory that it takes, at most, with the graph that it was made of. */
    long bytes(Graph lowered) {
        return Graph.bytes(lowered, graph) + 100L * this.lowered.size();
    }

    /** The inputs, with {@code given} among them under the names that {@link #of} gave these nodes. */
    Inputs inputs(Inputs inputs, Map<Node, Tensor> given) {
        Map<String, Tensor> tensors = new HashMap<>(inputs.tensors());
        given.forEach((node, tensor) -> {
            if (lowered.get(node) instanceof Node.Input input) tensors.put(input.name(), tensor);
        });
        return new Inputs(tensors, inputs.lengths());
    }

    private static Node lower(Node node, Graph.Builder builder, Map<Node, Node> lowered) throws ShapeException {
        if (node instanceof Node.Input input) return builder.input(input.name(), input.shape(), input.integer());
        if (node instanceof Node.Constant constant) return builder.constant(constant.value());
        if (node instanceof Node.AxisSize axisSize) return builder.size(axisSize.size());
        Node.Apply apply = (Node.Apply) node;
        List<Node> arguments = new ArrayList<>();
        for (Node argument : apply.arguments()) arguments.add(lowered.get(argument));
        if (isSquare(apply)) return builder.apply(Operation.SQUARE, arguments.subList(0, 1), Attributes.NONE);
        if (apply.operation() == Operation.EINSUM) {
            Subscripts subscripts = Subscripts.parse(apply.attributes().subscripts());
            return new SumOfProducts(builder, subscripts, arguments.get(0), arguments.get(1)).lowered();
        }
        Rule composite = COMPOSITES.get(apply.operation());
        if (composite != null) return composite.apply(0, builder, apply, arguments, Map.of());
        return builder.apply(apply.operation(), arguments, apply.attributes());
    }

    private static boolean isSquare(Node.Apply node) {
        return node.operation() == Operation.POWER
                && node.arguments().get(1) instanceof Node.Constant exponent
                && exponent.value() == 2;
    }

    private static Map<Operation, Rule> composites() {
        try (InputStream resource = Lowering.class.getResourceAsStream("composites.txt")) {
            if (resource == null) throw new IllegalStateException("composites.txt is not on the class path");
            Map<Operation, Rule> rules = new EnumMap<>(Operation.class);
            String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
            Rule.parseAll(text).forEach(rule -> rules.put(rule.operation(), rule));
            return rules;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
