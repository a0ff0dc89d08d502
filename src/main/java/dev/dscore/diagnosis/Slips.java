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
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A gradient's formula with each {@link Mutation} at each of its nodes: one at a time, then the commonest two at a time. */
final class Slips {
    // what it costs to look at a node, to look for it only, and to print a character of it
    private static final int LOOK = 100, GLANCE = 10, CHARACTER = 20;

    // of the operations for slips one at a time, and again for two: a long program is not multiplied by itself
    private static final long MOST = 300_000L * LOOK;

    private final Graph derived;
    private Graph.Builder graph;
    private Allowance effort;
    private final Node gradient;
    private final int forward;
    private final Set<String> upstream;
    private final Node zero;
    private final List<Node> sizes = new ArrayList<>();
    private final NumpyPrinter printer;
    // by formula: the first slip that makes it is the simplest
    private final Map<Node, Candidate> candidates = new LinkedHashMap<>();
    // of the operations for the slips that are sought now
    private long spent;

    /**
     * @param forward how many of the first nodes are the forward pass
     * @param upstream the names of the gradients handed down
     * @param effort for the formulas with one slip
     */
    Slips(
            Graph derived,
            int forward,
            String gradient,
            Set<String> axes,
            Set<String> upstream,
            Map<Node, String> names,
            Allowance effort) {
        this.derived = derived;
        this.effort = effort;
        this.graph = derived.extend(effort);
        this.zero = graph.constant(0);
        this.forward = forward;
        this.gradient = derived.named(gradient);
        this.upstream = upstream;
        for (String axis : axes) sizes.add(graph.size(Size.of(axis)));
        this.printer = new NumpyPrinter(names);
    }

    /** Holds every formula found so far. */
    Graph graph() {
        return graph.build();
    }

    /** The formulas with one slip. */
    List<Candidate> single() {
        return slipsOn(new Candidate(List.of(), gradient), List.of(Mutation.values()));
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
        for (Candidate first : singles) {
            if (Mutation.COMMONEST.contains(first.slips().get(0).mutation())) pairs.addAll(slipsOn(first, second));
        }
        return pairs;
    }

    private void spend(long operations) {
        spent += operations;
        effort.take(operations);
    }

    private List<Candidate> slipsOn(Candidate start, Collection<Mutation> mutations) {
        int before = candidates.size();
        if (spent > MOST) return List.of();
        Formula formula = new Formula(start);
        spend((long) LOOK * formula.nodes.size());
        List<Node> needed = formula.nodes;
        for (Mutation mutation : mutations) {
            for (int i = needed.size() - 1; i >= 0; i--) {
                if (!(needed.get(i) instanceof Node.Apply apply) || spent > MOST) continue;
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

    /** What slips are made on. */
    private final class Formula {
        final Candidate start;
        final List<Node> nodes;
        final Set<Node> terms = new HashSet<>();
        // what something is divided by in it
        final Set<Node> dividedBy = new HashSet<>();
        // what it divides by; of lengths and products each, too
        final Set<Node> divisors = new LinkedHashSet<>();

        Formula(Candidate start) {
            this.start = start;
            this.nodes = needed(start.formula());
            for (Node node : nodes) {
                boolean sum = node instanceof Node.Apply apply
                        && (apply.operation() == Operation.ADD || apply.operation() == Operation.SUBTRACT);
                if (sum) terms.addAll(node.arguments());
                if (!(node instanceof Node.Apply quotient) || quotient.operation() != Operation.DIVIDE) continue;
                dividedBy.add(quotient.arguments().get(1));
                if (node.id() >= forward) addDivisors(quotient.arguments().get(1));
            }
        }

        private void addDivisors(Node denominator) {
            if (denominator.shape().broadcastsTo(start.formula().shape())) divisors.add(denominator);
            if (denominator instanceof Node.AxisSize count) {
                count.size().axes().stream().map(Size::of).map(graph::size).forEach(divisors::add);
            }
            boolean product = denominator instanceof Node.Apply apply && apply.operation() == Operation.MULTIPLY;
            if (product) denominator.arguments().forEach(this::addDivisors);
        }
    }

    // arguments first
    private static List<Node> needed(Node root) {
        TreeMap<Integer, Node> needed = new TreeMap<>();
        List<Node> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            Node node = open.remove(open.size() - 1);
            if (needed.put(node.id(), node) == null) open.addAll(node.arguments());
        }
        return List.copyOf(needed.values());
    }

    /**
     * The formula {@code root} with {@code instead} for {@code value}, at those nodes that it is to reach. Where it is 0 it
     * takes the terms with it that it is a factor of.
     */
    private Node substituted(List<Node> nodes, Node root, Node value, Node instead, Predicate<Node> reaches)
            throws ShapeException {
        Map<Node, Node> replaced = new HashMap<>();
        replaced.put(value, instead);
        for (Node node : nodes) {
            if (node == value || !(node instanceof Node.Apply apply) || !reaches.test(node)) continue;
            if (apply.arguments().stream().noneMatch(replaced::containsKey)) continue;
            List<Node> arguments = new ArrayList<>();
            for (Node argument : apply.arguments()) arguments.add(replaced.getOrDefault(argument, argument));
            Node left = arguments.contains(zero) ? withoutZero(apply, arguments) : null;
            replaced.put(node, left != null ? left : graph.apply(apply.operation(), arguments, apply.attributes()));
        }
        return replaced.getOrDefault(root, root);
    }

    private @Nullable Node withoutZero(Node.Apply node, List<Node> arguments) throws ShapeException {
        Node a = arguments.get(0), b = arguments.get(arguments.size() - 1);
        return switch (node.operation()) {
            case ADD -> a == zero ? b : a;
            case SUBTRACT -> a == zero ? graph.apply(Operation.NEGATE, List.of(b), Attributes.NONE) : a;
            case MULTIPLY, MATMUL, MATVEC, VECMAT, INNER, OUTER -> zero;
            case NEGATE, SUM, MEAN, RESHAPE, TRANSPOSE, BROADCAST_TO -> zero;
            case DIVIDE -> a == zero ? zero : null;
            default -> null;
        };
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
            put(site, instead, slip(factor, sentence, about), node -> true);
        }

        @Override
        public void replace(Node value, Node instead, Supplier<Slip> slip) {
            put(value, instead, slip, node -> true);
        }

        @Override
        public void replace(Node value, Node instead, String sentence) {
            put(value, instead, slip(null, sentence, value), node -> true);
        }

        private Supplier<Slip> slip(@Nullable String factor, String sentence, Node about) {
            return () -> new Slip(mutation, factor, sentence.replace("%s", text(about)));
        }

        @Override
        public void replaceInBackward(Node value, Node instead, String sentence) {
            put(value, instead, slip(null, sentence, value), node -> node.id() >= forward);
        }

        private void put(Node value, Node instead, Supplier<Slip> slip, Predicate<Node> reaches) {
            if (spent > MOST) return;
            spend((long) LOOK * formula.nodes.size());
            try {
                Node changed;
                try {
                    changed = substituted(formula.nodes, start.formula(), value, instead, reaches);
                } catch (ShapeException | ArithmeticException e) {
                    // a number where there was an array may do as one
                    Node full = graph.apply(Operation.BROADCAST_TO, List.of(instead), Attributes.shape(value.shape()));
                    changed = substituted(formula.nodes, start.formula(), value, full, reaches);
                }
                if (changed == gradient || !changed.shape().equals(gradient.shape())) return;
                if (!candidates.containsKey(changed)) candidates.put(changed, start.with(slip.get(), changed));
            } catch (ShapeException | ArithmeticException e) {
                // what is computed from it does not take it
            }
        }

        @Override
        public void cut(String sentence) {
            if (site.id() < forward || isWhole(site)) return;
            for (Map.Entry<String, Node> named : derived.names().entrySet()) {
                if (named.getValue() != site) continue;
                Node value = derived.names().get(named.getKey().substring(1));
                if (value instanceof Node.Apply) put(site, zero, slip(null, sentence, value), node -> true);
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
        public List<Node> otherCounts(Size count) {
            List<Node> others = new ArrayList<>(sizes);
            Node own = graph.size(count);
            others.remove(own);
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
            List<Node> before = needed(value);
            Set<Node> others = new LinkedHashSet<>();
            for (Node other : around) {
                spend((long) LOOK * before.size());
                if (spent > MOST) return List.of();
                if (before.contains(other)) {
                    others.add(other);
                    // tanh'(tanh(x)) for tanh'(x)
                    others.add(substituted(before, value, other, value, node -> true));
                } else {
                    List<Node> after = needed(other);
                    spend((long) GLANCE * after.size());
                    if (after.contains(value)) others.add(other);
                }
            }
            return List.copyOf(others);
        }

        private boolean isValue(Node node) {
            return node instanceof Node.Apply || node instanceof Node.Input;
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
            return formula.dividedBy.contains(node);
        }

        @Override
        public boolean isUpstream(Node node) {
            return node instanceof Node.Input input && upstream.contains(input.name());
        }
    }
}
