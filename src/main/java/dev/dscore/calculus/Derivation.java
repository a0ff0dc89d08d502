package dev.dscore.calculus;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.Rule;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reverse-mode differentiation of a graph into a graph. Walks from a scalar output back to the values it depends on and
 * adds the gradient of each node by the table of derivatives; the gradient of a value named {@code x} is named
 * {@code dx} and has the shape of {@code x}.
 *
 * <p>On the way a gradient is kept as small as broadcasting allows: the gradient of the terms of a mean is the scalar
 * {@code 1 / N} until its entries are needed.
 */
public final class Derivation {
    private final DerivativeTable table;

    public Derivation(DerivativeTable table) {
        this.table = table;
    }

    /** Returns the name of the gradient of the value with this name. */
    public static String gradientOf(String name) {
        return "d" + name;
    }

    /**
     * Returns the graph extended by the gradients of {@code output} with respect to the named values {@code wrt} and to
     * every named value between.
     *
     * @param output a scalar
     * @param allowance the steps for the new nodes, before and after they are rewritten
     * @throws IllegalArgumentException if {@code output} is not a scalar
     */
    public Graph derive(Graph forward, Node output, Collection<String> wrt, Allowance allowance) {
        if (!output.shape().equals(Shape.SCALAR)) {
            throw new IllegalArgumentException("only a scalar is derived, not " + output.shape());
        }
        return Rewrites.rewrite(forward, new Pass(forward, output, wrt, allowance).run(), allowance);
    }

    private final class Pass {
        private final Graph forward;
        private final Node output;
        private final BitSet onPath = new BitSet();
        // reductions that pass no gradient on, see Shifts
        private final BitSet shifts;
        private final BitSet sharedKinks;
        private final Graph.Builder graph;
        private final @Nullable Node[] gradients;

        Pass(Graph forward, Node output, Collection<String> wrt, Allowance allowance) {
            this.forward = forward;
            this.output = output;
            this.graph = forward.extend(allowance);
            this.gradients = new Node[forward.nodes().size()];
            this.shifts = Shifts.of(forward, output, allowance);
            this.sharedKinks = SharedKinks.of(forward, output);
            for (String name : wrt) onPath.or(forward.dependents(forward.named(name)));
        }

        Graph run() {
            try {
                gradients[output.id()] = graph.constant(1);
                for (int id = output.id(); id >= 0; id--) {
                    if (shifts.get(id)) continue;
                    if (onPath.get(id) && forward.nodes().get(id) instanceof Node.Apply node) propagate(node);
                }
                // nearest to the output first: the order in which a person derives them
                List<String> names = new ArrayList<>(forward.names().keySet());
                names.sort((a, b) -> forward.named(b).id() - forward.named(a).id());
                for (String name : names) {
                    Node node = forward.named(name);
                    if (onPath.get(node.id())) graph.name(gradientOf(name), full(gradient(node), node.shape()));
                }
                return graph.build();
            } catch (ShapeException e) {
                throw new IllegalStateException("a rule of the table of derivatives breaks dimensions", e);
            }
        }

        private Node gradient(Node node) {
            Node gradient = gradients[node.id()];
            return gradient != null ? gradient : graph.constant(0);
        }

        private void propagate(Node.Apply node) throws ShapeException {
            Node dout = gradients[node.id()];
            if (dout == null) return;
            Rule rule = sharedKinks.get(node.id())
                    ? table.ruleAtSharedKink(node.operation())
                    : table.rule(node.operation());
            for (int i = 0; i < node.arguments().size(); i++) {
                Node argument = node.arguments().get(i);
                if (!onPath.get(argument.id())) continue;
                Map<String, Node> upstream = Map.of("out", keptDims(node, node), "dout", incoming(node, dout));
                Node gradient = rule.apply(i, graph, node, node.arguments(), upstream);
                if (gradient instanceof Node.Constant constant && constant.value() == 0) continue;
                if (stretches(node)) gradient = unbroadcast(gradient, node.shape(), argument.shape());
                Node other = gradients[argument.id()];
                gradients[argument.id()] = other == null ? gradient : apply(Operation.ADD, other, gradient);
            }
        }

        private Node incoming(Node.Apply node, Node dout) throws ShapeException {
            // softmax's rule multiplies dout by out before anything else
            if (stretches(node) || node.operation() == Operation.SOFTMAX) return dout;
            return reduces(node) ? keptDims(node, dout) : full(dout, node.shape());
        }

        private static boolean stretches(Node.Apply node) {
            return node.operation().isElementwise() || node.operation() == Operation.BROADCAST_TO;
        }

        // picking one entry from each row drops the axis of columns
        private static boolean reduces(Node.Apply node) {
            return node.operation().isReduction() || node.operation() == Operation.PICK;
        }

        /**
         * Returns {@code value}, which broadcasts to the result of {@code node}, with the axes that the node drops
         * restored.
         */
        private Node keptDims(Node.Apply node, Node value) throws ShapeException {
            if (!reduces(node) || value.shape().rank() == 0 || node.attributes().keepdims()) return value;
            Shape argument = node.argument().shape();
            List<Integer> dropped = node.operation() == Operation.PICK
                    ? List.of(1)
                    : node.attributes().axes();
            List<Size> sizes = new ArrayList<>();
            int next = 0;
            // leading axes that are dropped need not be restored: broadcasting adds them
            for (int axis = isPrefix(dropped) ? dropped.size() : 0; axis < argument.rank(); axis++) {
                boolean kept = !dropped.contains(axis);
                sizes.add(kept ? value.shape().aligned(next++, node.shape().rank()) : Size.ONE);
            }
            return reshape(value, new Shape(sizes));
        }

        private static boolean isPrefix(List<Integer> axes) {
            return axes.equals(IntStream.range(0, axes.size()).boxed().toList());
        }

        /** Sums a gradient over the axes along which an argument of shape {@code to} was broadcast to {@code from}. */
        private Node unbroadcast(Node gradient, Shape from, Shape to) throws ShapeException {
            List<Integer> summed = new ArrayList<>();
            Size repeated = Size.ONE;
            int rank = from.rank(), own = gradient.shape().rank();
            for (int axis = 0; axis < rank; axis++) {
                if (from.size(axis).equals(to.aligned(axis, rank))) continue;
                if (gradient.shape().aligned(axis, rank).equals(from.size(axis))) summed.add(axis - (rank - own));
                else repeated = repeated.times(from.size(axis));
            }
            if (!summed.isEmpty()) {
                boolean dropsLeading =
                        summed.get(summed.size() - 1) < own - to.rank() && summed.size() == own - to.rank();
                gradient = graph.apply(Operation.SUM, List.of(gradient), Attributes.axes(summed, !dropsLeading));
            }
            if (gradient.shape().rank() > to.rank()) {
                List<Size> sizes = gradient.shape().sizes();
                gradient = reshape(gradient, new Shape(sizes.subList(sizes.size() - to.rank(), sizes.size())));
            }
            return repeated.equals(Size.ONE) ? gradient : apply(Operation.MULTIPLY, gradient, graph.size(repeated));
        }

        private Node full(Node gradient, Shape shape) throws ShapeException {
            if (gradient.shape().equals(shape)) return gradient;
            return graph.apply(Operation.BROADCAST_TO, List.of(gradient), Attributes.shape(shape));
        }

        private Node reshape(Node node, Shape shape) throws ShapeException {
            if (node.shape().equals(shape)) return node;
            return graph.apply(Operation.RESHAPE, List.of(node), Attributes.shape(shape));
        }

        private Node apply(Operation operation, Node... arguments) throws ShapeException {
            return graph.apply(operation, List.of(arguments), Attributes.NONE);
        }
    }
}
