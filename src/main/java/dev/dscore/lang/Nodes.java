package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;

/** Adds nodes to a graph. An operation that the graph rejects is a {@link Fault}. */
final class Nodes {
    /** A view keeps where it begins and ends along each axis. */
    private static final int STEPS_OF_AXIS = 2;

    private final Graph.Builder graph;
    private final boolean looksThrough;

    /** @param looksThrough whether sections are looked up in earlier stores; not where the whole has a name */
    Nodes(Graph.Builder graph, boolean looksThrough) {
        this.graph = graph;
        this.looksThrough = looksThrough;
    }

    /** Takes the steps for a view of an array with this number of axes, and of the views before it. */
    void view(int rank, int views) {
        graph.take(STEPS_OF_AXIS * rank + views);
    }

    Node made(Operation operation, List<Node> operands, Attributes attributes) {
        try {
            return graph.apply(operation, operands, attributes);
        } catch (ShapeException e) {
            throw new Fault(e);
        } catch (ArithmeticException e) {
            throw new Fault("makes an array too large to count");
        }
    }

    /** Returns the part of a node that a section chooses. */
    Node part(Node whole, Section section) {
        try {
            return graph.part(whole, section, node -> !looksThrough);
        } catch (ShapeException e) {
            throw new Fault(e);
        }
    }

    /** Returns {@code whole} with {@code part} stored in a section of it. */
    Node place(Node whole, Node part, Section section) {
        try {
            return graph.place(whole, part, section, node -> !looksThrough);
        } catch (ShapeException e) {
            throw new Fault(e);
        }
    }

    Node constant(double value) {
        return graph.constant(value);
    }

    Node size(Size size) {
        return graph.size(size);
    }

    Node zeros(Shape shape) {
        return made(Operation.BROADCAST_TO, List.of(graph.constant(0)), Attributes.shape(shape));
    }

    /** Returns a vector of whole numbers from {@code start} on. */
    Node counted(double start, Size length) {
        return made(Operation.ARANGE, List.of(graph.constant(start)), Attributes.shape(Shape.of(length)));
    }

    Node elementwise(Operation operation, Node... operands) {
        return made(operation, List.of(operands), Attributes.NONE);
    }

    /** Broadcasts a node to another shape as NumPy does when storing: leading axes of length 1 may be dropped. */
    Node spread(Node by, Shape to) {
        if (by.shape().equals(to)) return by;
        Node fitting = by;
        int more = by.shape().rank() - to.rank();
        if (more > 0 && by.shape().sizes().subList(0, more).stream().allMatch(Size.ONE::equals)) {
            List<Size> rest = by.shape().sizes().subList(more, by.shape().rank());
            fitting = made(Operation.RESHAPE, List.of(by), Attributes.shape(new Shape(rest)));
        }
        if (fitting.shape().equals(to)) return fitting;
        return made(Operation.BROADCAST_TO, List.of(fitting), Attributes.shape(to));
    }

    static Shape shape(List<Whole> lengths) {
        List<Size> sizes = new ArrayList<>();
        for (Whole length : lengths) {
            if (length.number() < 1
                    || !length.size().isNumber() && length.size().canBeLessThanOne()) {
                throw Given.noLength(length);
            }
            sizes.add(length.size());
        }
        return new Shape(sizes);
    }
}
