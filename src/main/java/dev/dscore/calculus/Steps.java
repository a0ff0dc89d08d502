package dev.dscore.calculus;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.lang.LatexPrinter;
import dev.dscore.lang.NumpyPrinter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A derived graph as readable lines: the gradients of the named values in the order in which they are computed. */
public final class Steps {
    private static final int DEEPEST = 20;

    private final Graph forward;
    private final Graph derived;
    // gradient → value, for the requested values
    private final Map<String, String> valueOf = new LinkedHashMap<>();
    private final Map<Node, String> names = new HashMap<>();
    private final Set<Node> named;
    private final List<Node> needed;
    private int fresh = 0;

    private Steps(Graph forward, Node objective, Graph derived, Collection<String> values) {
        this.forward = forward;
        this.derived = derived;
        for (String value : values) {
            String gradient = Derivation.gradientOf(value);
            if (derived.names().containsKey(gradient)) valueOf.put(gradient, value);
        }
        this.named = new HashSet<>(forward.names().values());
        this.needed = forward.needed(List.of(objective));
        forward.names().forEach((name, node) -> names.putIfAbsent(node, name));
    }

    /**
     * Returns the steps of a derived graph.
     *
     * @param derived {@code forward} extended by the gradients of {@code objective}
     * @param values the named values whose gradients are steps
     */
    public static List<Step> of(Graph forward, Node objective, Graph derived, Collection<String> values) {
        return new Steps(forward, objective, derived, values).list();
    }

    private List<Step> list() {
        Map<Node, String> defined = new LinkedHashMap<>();
        valueOf.keySet().forEach(gradient -> {
            Node node = derived.named(gradient);
            if (node instanceof Node.Constant) return; // a number is shorter than its name
            if (names.putIfAbsent(node, gradient) == null) defined.put(node, gradient);
        });
        Set<Node> roots = new LinkedHashSet<>();
        valueOf.keySet().forEach(gradient -> roots.add(derived.named(gradient)));
        for (Node shared : usedMoreThanOnce(roots)) {
            String name = freshName();
            names.put(shared, name);
            defined.put(shared, name);
        }
        for (Node part : partsOfLongLines(roots)) {
            String name = freshName();
            names.put(part, name);
            defined.put(part, name);
        }
        NumpyPrinter numpy = new NumpyPrinter(names);
        LatexPrinter latex = new LatexPrinter(names);
        List<Step> steps = new ArrayList<>();
        defined.entrySet().stream()
                .sorted(Comparator.comparingInt(entry -> entry.getKey().id()))
                .forEach(entry -> {
                    Node node = entry.getKey();
                    steps.add(step(
                            entry.getValue(), node, numpy.definition(node), latex.equation(entry.getValue(), node)));
                });
        // a gradient that is a further name of another value: db = dout
        valueOf.keySet().forEach(gradient -> {
            Node node = derived.named(gradient);
            String other = names.get(node);
            if (gradient.equals(other) || node instanceof Node.Constant) return;
            String right = other == null ? numpy.definition(node) : other;
            steps.add(step(gradient, node, right, new LatexPrinter(Map.of()).alias(gradient, right)));
        });
        return steps;
    }

    private Step step(String name, Node node, String numpy, String latex) {
        String value = valueOf.get(name);
        return new Step(
                name,
                node.shape(),
                name + " = " + numpy,
                latex,
                value == null ? List.of() : because(forward.named(value)),
                dimensions(node),
                value == null ? null : why(value));
    }

    /** Returns the computed nodes that the gradients need beyond the forward pass and use in more than one place. */
    private List<Node> usedMoreThanOnce(Set<Node> roots) {
        Map<Node, Integer> uses = new HashMap<>();
        for (Node node : derived.needed(roots)) {
            if (names.containsKey(node) && !roots.contains(node)) continue;
            for (Node argument : node.arguments()) uses.merge(argument, 1, Integer::sum);
        }
        return uses.entrySet().stream()
                .filter(use -> use.getValue() > 1 && !names.containsKey(use.getKey()) && isWorthAName(use.getKey()))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparingInt(Node::id))
                .toList();
    }

    /** Returns the nodes whose text would nest too deeply to be read; each becomes a line of its own. */
    private List<Node> partsOfLongLines(Set<Node> roots) {
        Map<Node, Integer> depth = new HashMap<>();
        List<Node> parts = new ArrayList<>();
        for (Node node : derived.needed(roots)) {
            int below = node.arguments().stream()
                    .filter(argument -> !names.containsKey(argument))
                    .mapToInt(argument -> depth.getOrDefault(argument, 0))
                    .max()
                    .orElse(0);
            depth.put(node, below + 1);
            if (below + 1 > DEEPEST && !names.containsKey(node)) {
                parts.add(node);
                depth.put(node, 0);
            }
        }
        return parts;
    }

    // np.exp(x), -x and x.T are as short as a name
    private boolean isWorthAName(Node node) {
        return node.arguments().size() > 1
                || node.arguments().stream()
                        .anyMatch(argument -> argument instanceof Node.Apply && !names.containsKey(argument));
    }

    // a name that no input, value or gradient has
    private String freshName() {
        String name;
        do name = "t" + ++fresh;
        while (derived.names().containsKey(name));
        return name;
    }

    /**
     * Returns the operations between a value and the next named values, without sums and differences, which only pass a
     * gradient on.
     */
    private List<String> because(Node value) {
        Set<String> rules = new LinkedHashSet<>();
        for (Node.Apply consumer : consumersUpToNames(value)) {
            Operation operation = consumer.operation();
            if (operation == Operation.ADD || operation == Operation.SUBTRACT) continue;
            rules.add(operation.isProduct() ? "@" : operation.text());
        }
        return List.copyOf(rules);
    }

    private List<Node.Apply> consumersUpToNames(Node value) {
        Set<Node> open = new TreeSet<>(Comparator.comparingInt(Node::id));
        open.add(value);
        List<Node.Apply> consumers = new ArrayList<>();
        for (Node node : needed) {
            if (!(node instanceof Node.Apply apply)
                    || apply.arguments().stream().noneMatch(open::contains)) continue;
            if (isUpstreamProduct(apply)) continue;
            consumers.add(apply);
            if (!named.contains(node)) open.add(node);
        }
        return consumers;
    }

    // a product with an upstream gradient belongs to the objective and not to the layer
    private boolean isUpstreamProduct(Node.Apply apply) {
        return apply.arguments().stream()
                .anyMatch(argument -> argument instanceof Node.Input input
                        && valueOf.containsKey(input.name())
                        && forward.names().containsKey(input.name()));
    }

    private @Nullable String dimensions(Node node) {
        if (!(node instanceof Node.Apply apply) || !apply.operation().isProduct()) return null;
        return apply.argument().shape() + " @ " + apply.arguments().get(1).shape() + " → " + apply.shape();
    }

    /** Explains why dS/dW does not have the shape of W: it has the axes of both. */
    private @Nullable String why(String value) {
        Shape shape = forward.named(value).shape();
        Set<Node> consumers = new HashSet<>(consumersUpToNames(forward.named(value)));
        Optional<Map.Entry<String, Node>> next = forward.names().entrySet().stream()
                .filter(entry -> consumers.contains(entry.getValue()))
                .findFirst();
        if (next.isEmpty() || shape.rank() == 0 || next.get().getValue().shape().rank() == 0) return null;
        String name = next.get().getKey();
        Shape target = next.get().getValue().shape();
        List<Size> both = new ArrayList<>(target.sizes());
        both.addAll(shape.sizes());
        return name + " is " + target + " and " + value + " is " + shape + ", so ∂" + name + "/∂" + value + " has "
                + both.size() + " axes, " + new Shape(both) + "; only summed against d" + name + " over " + target
                + " does it become d" + value + ", " + shape + ".";
    }
}
