package dev.dscore.grade;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A gradient's formula with each {@link Mutation} at each of its nodes, one at a time. */
final class Slips {
    private final Graph.Builder graph;
    private final Node gradient;
    private final List<Node> needed;
    private final Set<String> upstream;
    private final List<Node> sizes = new ArrayList<>();
    private final NumpyPrinter printer;
    // how many nodes may be looked at, so that a long program is not multiplied by itself
    private int budget = 300_000;
    // by formula: the first slip that makes it is the simplest
    private final Map<Node, Candidate> candidates = new LinkedHashMap<>();

    /** @param upstream the names of the gradients handed down */
    private Slips(Graph derived, String gradient, Set<String> axes, Set<String> upstream, Map<Node, String> names) {
        this.graph = derived.extend();
        this.gradient = derived.named(gradient);
        this.needed = derived.needed(List.of(this.gradient));
        this.upstream = upstream;
        for (String axis : axes) sizes.add(graph.size(Size.of(axis)));
        this.printer = new NumpyPrinter(names);
    }

    /**
     * @param gradient the right formula
     * @param graph holds every formula
     */
    record Found(Node gradient, Graph graph, List<Candidate> candidates) {}

    static Found of(Graph derived, String gradient, Set<String> axes, Set<String> upstream, Map<Node, String> names) {
        Slips slips = new Slips(derived, gradient, axes, upstream, names);
        for (Mutation mutation : Mutation.values()) {
            for (int i = slips.needed.size() - 1; i >= 0; i--) slips.tryAt(slips.needed.get(i), mutation);
        }
        return new Found(slips.gradient, slips.graph.build(), List.copyOf(slips.candidates.values()));
    }

    private void tryAt(Node node, Mutation mutation) {
        if (!(node instanceof Node.Apply apply)) return;
        try {
            mutation.at(apply, new At(apply, mutation));
        } catch (ShapeException e) {
            // the shapes do not allow this slip here
        }
    }

    private final class At implements Mutation.Site {
        private final Node site;
        private final Mutation mutation;

        At(Node site, Mutation mutation) {
            this.site = site;
            this.mutation = mutation;
        }

        @Override
        public void add(Node instead, @Nullable String factor, String sentence, Node about) {
            if (!instead.shape().equals(site.shape()) || budget < 0) return;
            budget -= needed.size();
            try {
                Node formula = substituted(instead);
                if (formula == gradient) return;
                String said = sentence.replace("%s", text(about));
                candidates.putIfAbsent(formula, new Candidate(mutation, factor, said, formula));
            } catch (ShapeException e) {
                // what is computed from it does not take it
            }
        }

        private Node substituted(Node instead) throws ShapeException {
            Map<Node, Node> replaced = new HashMap<>();
            replaced.put(site, instead);
            for (Node node : needed) {
                if (node == site || !(node instanceof Node.Apply apply)) continue;
                if (apply.arguments().stream().noneMatch(replaced::containsKey)) continue;
                List<Node> arguments = new ArrayList<>();
                for (Node argument : apply.arguments()) arguments.add(replaced.getOrDefault(argument, argument));
                replaced.put(node, graph.apply(apply.operation(), arguments, apply.attributes()));
            }
            return replaced.get(gradient);
        }

        @Override
        public Node apply(Operation operation, Attributes attributes, Node... arguments) throws ShapeException {
            return graph.apply(operation, List.of(arguments), attributes);
        }

        @Override
        public Node constant(double value) {
            return graph.constant(value);
        }

        @Override
        public List<Node> sizes() {
            return sizes;
        }

        @Override
        public String text(Node node) {
            return printer.use(node);
        }

        @Override
        public boolean isWhole(Node node) {
            return node == gradient;
        }

        @Override
        public boolean isUpstream(Node node) {
            return node instanceof Node.Input input && upstream.contains(input.name());
        }
    }
}
