package dev.dscore.verify;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.graph.Subscripts;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An einsum in simpler operations: one product of matrices where no axis is in both arrays and in the result, else products of
 * entries, summed.
 */
record SumOfProducts(Graph.Builder graph, Subscripts subscripts, Node left, Node right) {
    Node lowered() throws ShapeException {
        String shared = subscripts.shared(), summed = subscripts.summed();
        String rows = subscripts.ofLeft(), columns = subscripts.ofRight();
        return shared.isEmpty() ? matrices(rows, summed, columns) : entries(shared, rows, columns, summed);
    }

    private Node matrices(String rows, String summed, String columns) throws ShapeException {
        Node a = transposed(left, subscripts.left(), rows + summed);
        Node b = transposed(right, subscripts.right(), summed + columns);
        Shape ofRows = shape(rows), ofColumns = shape(columns);
        Size inner = shape(summed).count();
        Node product = graph.apply(
                Operation.MATMUL,
                List.of(reshaped(a, Shape.of(ofRows.count(), inner)), reshaped(b, Shape.of(inner, ofColumns.count()))),
                Attributes.NONE);
        return transposed(reshaped(product, shape(rows + columns)), rows + columns, subscripts.result());
    }

    private Node entries(String shared, String rows, String columns, String summed) throws ShapeException {
        Node a = transposed(left, subscripts.left(), shared + rows + summed);
        Node b = transposed(right, subscripts.right(), shared + columns + summed);
        Node product = graph.apply(
                Operation.MULTIPLY,
                List.of(
                        reshaped(a, shape(shared + rows + ".".repeat(columns.length()) + summed)),
                        reshaped(b, shape(shared + ".".repeat(rows.length()) + columns + summed))),
                Attributes.NONE);
        String order = shared + rows + columns;
        if (!summed.isEmpty()) {
            List<Integer> axes = IntStream.range(order.length(), order.length() + summed.length())
                    .boxed()
                    .toList();
            product = graph.apply(Operation.SUM, List.of(product), Attributes.axes(axes, false));
        }
        return transposed(product, order, subscripts.result());
    }

    // of the letters; a dot stands for a length of 1
    private Shape shape(String letters) {
        return new Shape(letters.chars().mapToObj(this::size).toList());
    }

    private Size size(int letter) {
        if (letter == '.') return Size.ONE;
        int inLeft = subscripts.left().indexOf(letter);
        return inLeft >= 0
                ? left.shape().size(inLeft)
                : right.shape().size(subscripts.right().indexOf(letter));
    }

    private Node reshaped(Node node, Shape shape) throws ShapeException {
        if (node.shape().equals(shape)) return node;
        return graph.apply(Operation.RESHAPE, List.of(node), Attributes.shape(shape));
    }

    private Node transposed(Node node, String from, String to) throws ShapeException {
        if (from.equals(to)) return node;
        List<Integer> axes = Subscripts.places(from, to);
        return graph.apply(Operation.TRANSPOSE, List.of(node), Attributes.axes(axes, false));
    }
}
