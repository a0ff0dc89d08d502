package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.graph.Subscripts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Products, and sums of products, of arrays that are graph nodes: two operands at a time. */
final class Contractions {
    private final Symbolic arrays;
    private final Nodes nodes;

    Contractions(Symbolic arrays) {
        this.arrays = arrays;
        this.nodes = arrays.nodes();
    }

    /** Returns {@code a @ b}. */
    Array product(Node a, Node b) {
        int left = a.shape().rank(), right = b.shape().rank();
        if (left == 0 || right == 0) throw Fault.error("TypeError", "@ takes no number; * multiplies by one");
        if (left > 2 || right > 2) return ofBatches(a, b);
        Operation operation = Operation.MATMUL;
        if (left == 2 && right == 1) operation = Operation.MATVEC;
        if (left == 1 && right == 2) operation = Operation.VECMAT;
        if (left == 1 && right == 1) operation = Operation.INNER;
        try {
            return arrays.array(nodes.made(operation, List.of(a, b), Attributes.NONE));
        } catch (Fault e) {
            throw e.unequal().isEmpty()
                    ? e
                    : Fault.misfit(e.message(), e.unequal(), Message.fixed(otherProduct(a.shape(), b.shape())));
        }
    }

    // another product of the operands %1 and %2 that their dimensions would allow
    private static String otherProduct(Shape a, Shape b) {
        boolean matrices = a.rank() == 2 && b.rank() == 2;
        if (matrices
                && a.size(0).equals(b.size(0))
                && !a.size(0).equals(Size.ONE)
                && !a.size(1).equals(Size.ONE)) {
            return "; %1.T @ %2 would be " + Shape.of(a.size(1), b.size(1));
        }
        if (matrices && a.size(1).equals(b.size(1))) return "; %1 @ %2.T would be " + Shape.of(a.size(0), b.size(0));
        try {
            return "; %1 * %2 would be " + a.broadcast(b);
        } catch (ShapeException e) {
            return "";
        }
    }

    private Array ofBatches(Node a, Node b) {
        Node left =
                a.shape().rank() == 1 ? reshaped(a, Shape.of(Size.ONE, a.shape().size(0))) : a;
        Node right = b.shape().rank() == 1 ? reshaped(b, Shape.of(b.shape().size(0), Size.ONE)) : b;
        int batches = Math.max(left.shape().rank(), right.shape().rank()) - 2;
        StringBuilder ofLeft = new StringBuilder(), ofRight = new StringBuilder(), result = new StringBuilder();
        List<Size> leftSizes = new ArrayList<>(), rightSizes = new ArrayList<>(), sizes = new ArrayList<>();
        for (int axis = 0; axis < batches; axis++) {
            char letter = (char) ('a' + axis);
            Size m = left.shape().aligned(axis, batches + 2), n = right.shape().aligned(axis, batches + 2);
            boolean inLeft = !m.equals(Size.ONE), inRight = !n.equals(Size.ONE);
            if (inLeft && inRight && !m.equals(n)) throw misfit(a, b, m, n);
            sizes.add(inLeft ? m : n);
            if (inLeft) leftSizes.add(m);
            if (inLeft) ofLeft.append(letter);
            if (inRight) rightSizes.add(n);
            if (inRight) ofRight.append(letter);
            if (inLeft || inRight) result.append(letter);
        }
        Size rows = size(left, 2), inner = size(left, 1), other = size(right, 2), columns = size(right, 1);
        if (!inner.equals(other)) throw misfit(a, b, inner, other);
        leftSizes.addAll(List.of(rows, inner));
        rightSizes.addAll(List.of(inner, columns));
        Node product = contracted(
                reshaped(left, new Shape(leftSizes)),
                reshaped(right, new Shape(rightSizes)),
                new Subscripts(ofLeft + "ij", ofRight + "jk", result + "ik"));
        if (a.shape().rank() > 1) sizes.add(rows);
        if (b.shape().rank() > 1) sizes.add(columns);
        return arrays.array(reshaped(product, new Shape(sizes)));
    }

    private static Size size(Node node, int fromEnd) {
        return node.shape().size(node.shape().rank() - fromEnd);
    }

    private static Fault misfit(Node a, Node b, Size left, Size right) {
        return Fault.misfit(
                Message.of("{} @ {} does not fit: {} ≠ {}", a.shape(), b.shape(), left, right),
                List.of(left, right),
                Message.fixed(""));
    }

    Array einsum(List<String> letters, String result, List<Node> operands) {
        List<String> names = new ArrayList<>(letters);
        List<Node> open = new ArrayList<>(operands);
        for (int i = 0; i < open.size(); i++) {
            if (names.get(i).chars().distinct().count() < names.get(i).length())
                throw new Fault("'{}' names an axis twice, which is not taken in a definition", names.get(i));
        }
        while (open.size() > 1) {
            String rest = result + String.join("", names.subList(2, names.size()));
            String left = names.remove(0), right = names.remove(0);
            Node a = open.remove(0), b = open.remove(0);
            Kept first = kept(a, left, right + rest), second = kept(b, right, left + rest);
            StringBuilder made = new StringBuilder();
            (open.isEmpty() ? result : first.letters + second.letters)
                    .chars()
                    .filter(letter -> (first.letters + second.letters).indexOf(letter) >= 0
                            && rest.indexOf(letter) >= 0
                            && made.indexOf(Character.toString(letter)) < 0)
                    .forEach(letter -> made.append((char) letter));
            open.add(
                    0,
                    contracted(
                            first.node, second.node, new Subscripts(first.letters, second.letters, made.toString())));
            names.add(0, made.toString());
        }
        Kept only = kept(open.get(0), names.get(0), result);
        if (only.letters.equals(result)) return arrays.array(only.node);
        Attributes order = Attributes.axes(Subscripts.places(only.letters, result), false);
        return arrays.array(nodes.made(Operation.TRANSPOSE, List.of(only.node), order));
    }

    private record Kept(Node node, String letters) {}

    // sums over the axes that neither another operand nor the result has
    private Kept kept(Node node, String letters, String elsewhere) {
        List<Integer> axes = IntStream.range(0, letters.length())
                .filter(axis -> elsewhere.indexOf(letters.charAt(axis)) < 0)
                .boxed()
                .toList();
        if (axes.isEmpty()) return new Kept(node, letters);
        StringBuilder left = new StringBuilder();
        letters.chars().filter(letter -> elsewhere.indexOf(letter) >= 0).forEach(letter -> left.append((char) letter));
        return new Kept(nodes.made(Operation.SUM, List.of(node), Attributes.axes(axes, false)), left.toString());
    }

    private Node contracted(Node a, Node b, Subscripts subscripts) {
        return nodes.made(Operation.EINSUM, List.of(a, b), Attributes.subscripts(subscripts.toString()));
    }

    private Node reshaped(Node node, Shape shape) {
        if (node.shape().equals(shape)) return node;
        return nodes.made(Operation.RESHAPE, List.of(node), Attributes.shape(shape));
    }
}
