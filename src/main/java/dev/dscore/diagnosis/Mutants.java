package dev.dscore.diagnosis;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.NumpyPrinter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A gradient's formula with each {@link Mutation} at each of its nodes: one at a time, then the commonest two at a time. */
final class Mutants {
    // what it costs to look at a node, to look for it only, and to print a character of it
    private static final int LOOK = 100, GLANCE = 10, CHARACTER = 20;

    // of the operations for slips one at a time, and again for two: a long program is not multiplied by itself
    private static final long MOST = 300_000L * LOOK;

    private static final List<Mutation> ALL = List.of(Mutation.values());

    private final Graph derived;
    private Graph.Builder graph;
    private Allowance effort;
    private final Node gradient;
    // the gradient's formula in its form by hand
    private final Node byHand;
    // nodes that only this form has, and nodes that only the derived form has
    private final Set<Node> written = new HashSet<>(), replaced = new HashSet<>();
    private final int forward;
    private final Set<String> upstream;
    private final Node zero;
    // the nodes that depend on the value whose gradient this is
    private final BitSet dependents;
    // factors, divisors, bases and exponents of the forward pass
    private final Set<Node> factors = new LinkedHashSet<>();
    private final List<Node> sizes = new ArrayList<>();
    // of an input that is a mask, how many entries count
    private final List<Node> sums = new ArrayList<>();
    private final NumpyPrinter printer;
    // by formula: the first slip that makes it is the simplest
    private final Map<Node, Candidate> candidates = new LinkedHashMap<>();
    // of the operations for the slips that are sought now
    private long spent;

    /**
     * @param forward how many of the first nodes are the forward pass
     * @param masks the names of inputs that say which entries count
     * @param upstream the names of the gradients handed down
     * @param effort for the formulas with one slip
     */
    Mutants(
            Graph derived,
            int forward,
            String gradient,
            Set<String> axes,
            Set<String> masks,
            Set<String> upstream,
            Map<Node, String> names,
            Allowance effort) {
        this.derived = derived;
        this.effort = effort;
        this.graph = derived.extend(effort);
        this.zero = graph.constant(0);
        this.forward = forward;
        this.gradient = derived.named(gradient);
        this.dependents = derived.dependents(derived.named(gradient.substring(1)));
        this.upstream = upstream;
        for (String axis : axes) sizes.add(graph.size(Size.of(axis)));
        for (String mask : masks) sums.add(sum(derived.named(mask)));
        this.printer = new NumpyPrinter(names);
        for (Node node : derived.nodes().subList(0, forward)) {
            boolean product = node instanceof Node.Apply apply
                    && (apply.operation() == Operation.MULTIPLY
                            || apply.operation() == Operation.DIVIDE
                            || apply.operation() == Operation.POWER);
            if (product) factors.addAll(node.arguments());
        }
        this.byHand = byHand();
    }

    private Node sum(Node array) {
        List<Integer> all = IntStream.range(0, array.shape().rank()).boxed().toList();
        try {
            return graph.apply(Operation.SUM, List.of(array), Attributes.axes(all, false));
        } catch (ShapeException e) {
            throw new IllegalStateException("every array has a sum", e);
        }
    }

    /** Returns whether a node is one of {@code nodes}, is part of a slip, or belongs to the form by hand of some of them. */
    boolean isIn(Set<Node> nodes, Node node) {
        if (node.id() < derived.nodes().size()) return nodes.contains(node);
        return !written.contains(node) || nodes.containsAll(replaced);
    }

    /** Holds every formula found so far. */
    Graph graph() {
        return graph.build();
    }

    /** Returns the formulas with one slip: those of the form by hand first, then those of the derived form. */
    List<Candidate> single() {
        List<Candidate> single = new ArrayList<>(slipsOn(Candidate.right(byHand), ALL, written::contains));
        single.addAll(slipsOn(Candidate.right(gradient), ALL, node -> true));
        return single;
    }

    // the gradient with each part that has a form by hand in that form; the gradient itself if there is none
    private Node byHand() {
        List<Node> nodes = Formula.needed(gradient);
        Node whole = gradient;
        for (Node node : nodes) {
            if (!(node instanceof Node.Apply apply) || node.id() < forward) continue;
            spend(LOOK);
            Optional<Node> form = HandForm.of(apply, graph);
            if (form.isEmpty()) continue;
            try {
                spend((long) LOOK * nodes.size());
                whole = new Substitution(graph, zero).in(Formula.needed(whole), whole, node, form.get(), any -> true);
                written.addAll(Formula.needed(form.get()));
                replaced.addAll(Formula.needed(node));
            } catch (ShapeException | ArithmeticException e) {
                // an operation on the part does not accept the form
            }
        }
        nodes.forEach(written::remove);
        Formula.needed(whole).forEach(replaced::remove);
        return whole;
    }

    /**
     * The formulas with two slips, of those with one.
     *
     * @param effort for them: that of another submission, perhaps
     */
    List<Candidate> pairs(List<Candidate> singles, Allowance effort) {
        this.effort = effort;
        graph = graph.build().extend(effort);
        List<Mutation> second = new ArrayList<>(Mutation.COMMONEST);
        second.add(Mutation.EXTRA_FACTOR);
        List<Candidate> pairs = new ArrayList<>();
        spent = 0;
        // nobody writes the derived form where there is one by hand: two slips in it match by chance
        for (Candidate first : singles) {
            boolean likely = Mutation.COMMONEST.contains(first.slips().get(0).mutation())
                    && !replaced.contains(first.changes().get(0).value());
            if (likely) pairs.addAll(slipsOn(first, second, node -> !replaced.contains(node)));
        }
        return pairs;
    }

    private void spend(long operations) {
        spent += operations;
        effort.take(operations);
    }

    private List<Candidate> slipsOn(Candidate start, Collection<Mutation> mutations, Predicate<Node> tried) {
        int before = candidates.size();
        if (spent > MOST) return List.of();
        Formula formula = new Formula(start, forward, graph);
        spend((long) LOOK * formula.nodes.size());
        List<Node> needed = formula.nodes;
        for (Mutation mutation : mutations) {
            for (int i = needed.size() - 1; i >= 0; i--) {
                if (!(needed.get(i) instanceof Node.Apply apply) || spent > MOST || !tried.test(apply)) continue;
                spend(GLANCE);
                try {
                    mutation.at(apply, new At(apply, mutation, formula));
                } catch (ShapeException | ArithmeticException e) {
                    // the shapes do not allow this slip here
                }
            }
        }
        return List.copyOf(candidates.values()).subList(before, candidates.size());
    }

    private final class At implements Mutation.Site {
        private final Node.Apply site;
        private final Mutation mutation;
        private final Candidate start;
        private final Formula formula;

        At(Node.Apply site, Mutation mutation, Formula formula) {
            this.site = site;
            this.mutation = mutation;
            this.start = formula.start;
            this.formula = formula;
        }

        @Override
        public void add(Node instead, @Nullable String factor, String sentence, Node about) {
            replace(site, instead, slip(factor, sentence, about));
        }

        // a value that the forward pass takes, too, may be wrong in the backward pass alone
        @Override
        public void replace(Node value, Node instead, Supplier<Slip> slip) {
            spend((long) GLANCE * formula.nodes.size());
            boolean taken = formula.nodes.stream()
                    .anyMatch(node -> node.id() < forward && node.arguments().contains(value));
            if (taken) replaceInBackward(value, instead, slip);
            put(value, instead, slip, node -> true);
        }

        @Override
        public void replace(Node value, Node instead, String factor, String sentence) {
            replace(value, instead, slip(factor, sentence, value));
        }

        private Supplier<Slip> slip(@Nullable String factor, String sentence, Node about) {
            return () -> new Slip(mutation, factor, sentence.replace("%s", text(about)));
        }

        @Override
        public void replaceInBackward(Node value, Node instead, Supplier<Slip> slip) {
            put(value, instead, slip, node -> node.id() >= forward);
        }

        @Override
        public void replaceInBackward(Node value, Node instead, String sentence) {
            replaceInBackward(value, instead, slip(null, sentence, value));
        }

        private void put(Node value, Node instead, Supplier<Slip> slip, Predicate<Node> reaches) {
            if (spent > MOST) return;
            spend((long) LOOK * formula.nodes.size());
            try {
                Node changed = changed(value, instead, reaches);
                if (!changed.shape().equals(gradient.shape()))
                    changed = changed(value, stretched(instead, value), reaches);
                if (changed == gradient || changed == byHand || !changed.shape().equals(gradient.shape())) return;
                if (candidates.containsKey(changed)) return;
                Candidate.Change change = new Candidate.Change(value, instead);
                candidates.put(changed, start.with(slip.get(), change, changed));
            } catch (ShapeException | ArithmeticException e) {
                // what is computed from it does not take it
            }
        }

        private Node changed(Node value, Node instead, Predicate<Node> reaches) throws ShapeException {
            Substitution substitution = new Substitution(graph, zero);
            try {
                return substitution.in(formula.nodes, start.formula(), value, instead, reaches);
            } catch (ShapeException | ArithmeticException e) {
                return substitution.in(formula.nodes, start.formula(), value, stretched(instead, value), reaches);
            }
        }

        // a number where there was an array may do as one
        private Node stretched(Node instead, Node value) throws ShapeException {
            return graph.apply(Operation.BROADCAST_TO, List.of(instead), Attributes.shape(value.shape()));
        }

        @Override
        public void cut(String sentence) {
            if (site.id() < forward || isWhole(site)) return;
            for (Map.Entry<String, Node> named : derived.names().entrySet()) {
                if (named.getValue() != site) continue;
                Node value = derived.names().get(named.getKey().substring(1));
                if (value instanceof Node.Apply && dependents.get(value.id()))
                    put(site, zero, slip(null, sentence, value), node -> true);
            }
        }

        @Override
        public List<Node> divisorsOfWhole(Node node) {
            return isWhole(node) ? List.copyOf(formula.divisors) : List.of();
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
        public Node count(Size size) {
            return graph.size(size);
        }

        @Override
        public List<Node> sizes() {
            return sizes;
        }

        @Override
        public List<Node> scalars() {
            List<Node> scalars = new ArrayList<>();
            for (Node node : factors) {
                if (node instanceof Node.Constant constant) {
                    double size = Math.abs(constant.value());
                    if (size != 0 && size != 1) scalars.add(graph.constant(size));
                } else if (node instanceof Node.Input input && input.shape().rank() == 0 && !input.integer()) {
                    scalars.add(node);
                }
            }
            return scalars;
        }

        @Override
        public List<Node> otherCounts(Size count) {
            List<Node> others = new ArrayList<>(sizes);
            Node own = graph.size(count);
            others.remove(own);
            others.addAll(sums);
            if (count.axes().size() == 1) others.add(graph.size(count.minus(Size.ONE)));
            return others;
        }

        @Override
        public List<Node> othersInPlaceOf(Node value) throws ShapeException {
            if (site.id() < forward || value.id() >= forward || !isValue(value)) return List.of();
            Set<Node> around = new LinkedHashSet<>();
            for (Node named : derived.names().values()) {
                if (named.id() < forward && !named.holdsIndices() && isLike(value, named)) around.add(named);
            }
            value.arguments().stream()
                    .filter(argument -> isLike(value, argument))
                    .forEach(around::add);
            List<Node> before = Formula.needed(value);
            Set<Node> others = new LinkedHashSet<>();
            for (Node other : around) {
                spend((long) LOOK * before.size());
                if (spent > MOST) return List.of();
                if (before.contains(other)) {
                    others.add(other);
                    // tanh'(tanh(x)) for tanh'(x)
                    others.add(new Substitution(graph, zero).in(before, value, other, value, node -> true));
                } else {
                    List<Node> after = Formula.needed(other);
                    spend((long) GLANCE * after.size());
                    if (after.contains(value)) others.add(other);
                }
            }
            return List.copyOf(others);
        }

        private boolean isValue(Node node) {
            boolean condition =
                    node instanceof Node.Apply apply && apply.operation().isComparison();
            return !condition && (node instanceof Node.Apply || node instanceof Node.Input);
        }

        private boolean isLike(Node value, Node other) {
            Shape shape = value.shape();
            return other != value && isValue(other) && other.shape().equals(shape);
        }

        @Override
        public String text(Node node) {
            String text = printer.use(node);
            spend((long) CHARACTER * text.length());
            return text;
        }

        @Override
        public boolean isWhole(Node node) {
            return node == start.formula();
        }

        @Override
        public boolean isTerm(Node node) {
            return node.id() >= forward && formula.terms.contains(node);
        }

        @Override
        public boolean isDivisor(Node node) {
            return formula.inverted.contains(node);
        }

        @Override
        public boolean isUpstream(Node node) {
            return node instanceof Node.Input input && upstream.contains(input.name());
        }
    }
}
