package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.graph.Subscripts;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Sums of products of arrays that are nodes: two at a time. */
final class Contractions {
    private final Symbolic arrays;

    Contractions(Symbolic arrays) {
        this.arrays = arrays;
    }

    /** {@code a @ b} of batches. */
    Array product(Node a, Node b) {
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
        return new Fault(
                a.shape() + " @ " + b.shape() + " does not fit: " + left + " ≠ " + right, List.of(left, right), "");
    }

    Array einsum(List<String> letters, String result, List<Node> operands) {
        List<String> names = new ArrayList<>(letters);
        List<Node> nodes = new ArrayList<>(operands);
        for (int i = 0; i < nodes.size(); i++) {
            if (names.get(i).chars().distinct().count() < names.get(i).length())
                throw new Fault("'" + names.get(i) + "' names an axis twice, which is not taken in a definition");
        }
        while (nodes.size() > 1) {
            String rest = result + String.join("", names.subList(2, names.size()));
            String left = names.remove(0), right = names.remove(0);
            Node a = nodes.remove(0), b = nodes.remove(0);
            Kept first = kept(a, left, right + rest), second = kept(b, right, left + rest);
            StringBuilder made = new StringBuilder();
            (nodes.isEmpty() ? result : first.letters + second.letters)
                    .chars()
                    .filter(letter -> (first.letters + second.letters).indexOf(letter) >= 0
                            && rest.indexOf(letter) >= 0
                            && made.indexOf(Character.toString(letter)) < 0)
                    .forEach(letter -> made.append((char) letter));
            nodes.add(
                    0,
                    contracted(
                            first.node, second.node, new Subscripts(first.letters, second.letters, made.toString())));
            names.add(0, made.toString());
        }
        Kept only = kept(nodes.get(0), names.get(0), result);
        if (only.letters.equals(result)) return arrays.array(only.node);
        Attributes order = Attributes.axes(Subscripts.places(only.letters, result), false);
        return arrays.array(arrays.made(Operation.TRANSPOSE, List.of(only.node), order));
    }

    private record Kept(Node node, String letters) {}

    // summed over the axes that nothing else has
    private Kept kept(Node node, String letters, String elsewhere) {
        List<Integer> axes = IntStream.range(0, letters.length())
                .filter(axis -> elsewhere.indexOf(letters.charAt(axis)) < 0)
                .boxed()
                .toList();
        if (axes.isEmpty()) return new Kept(node, letters);
        StringBuilder left = new StringBuilder();
        letters.chars().filter(letter -> elsewhere.indexOf(letter) >= 0).forEach(letter -> left.append((char) letter));
        return new Kept(arrays.made(Operation.SUM, List.of(node), Attributes.axes(axes, false)), left.toString());
    }

    private Node contracted(Node a, Node b, Subscripts subscripts) {
        return arrays.made(Operation.EINSUM, List.of(a, b), Attributes.subscripts(subscripts.toString()));
    }

    private Node reshaped(Node node, Shape shape) {
        if (node.shape().equals(shape)) return node;
        return arrays.made(Operation.RESHAPE, List.of(node), Attributes.shape(shape));
    }
}
