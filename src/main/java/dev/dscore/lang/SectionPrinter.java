package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Prints indices as NumPy code. A store is an expression: padded with zeros, and chosen by np.where. */
final class SectionPrinter {
    private static final Size ZERO = Size.of(0);

    private SectionPrinter() {}

    /** Returns the text between the brackets, such as {@code :, t, ::2}. */
    static String subscripts(Section section, Shape whole) {
        List<String> texts = new ArrayList<>();
        for (int axis = 0; axis < whole.rank(); axis++) {
            texts.add(subscript(section.runs().get(axis), whole.size(axis)));
        }
        while (texts.size() > 1 && texts.get(texts.size() - 1).equals(":")) texts.remove(texts.size() - 1);
        return String.join(", ", texts);
    }

    private static String subscript(Section.Run run, Size axis) {
        if (run.drops()) return run.start().toString();
        Size stop = run.stop();
        boolean back = run.step() < 0;
        boolean fromEnd =
                back ? run.start().equals(axis.minus(Size.ONE)) : run.start().equals(ZERO);
        boolean toEnd = back
                ? !stop.isAtLeast(0)
                : axis.minus(stop).isNumber() && stop.minus(axis).isAtLeast(0);
        String text = (fromEnd ? "" : run.start()) + ":" + (toEnd ? "" : stop);
        return run.step() == 1 ? text : text + ":" + run.step();
    }

    /** Returns the text of an array indexed by an array along one axis, such as {@code a[:, y]}. */
    static String taken(String a, int axis, String indices) {
        return a + "[" + ":, ".repeat(axis) + indices + "]";
    }

    /** Returns the text of zeros to which {@code a} is added at indices: a product with rows of the unit matrix. */
    static String addedAt(Node.Apply node, String a, String indices) {
        Node places = node.arguments().get(1);
        int axis = node.attributes().axes().get(0), rank = places.shape().rank();
        Size length = node.shape().size(axis);
        if (rank == 1 && axis == 0 && node.shape().rank() == 2) {
            return "one_hot(" + indices + ", " + length + ").T @ " + a;
        }
        String added = "np.tensordot(one_hot(" + indices + ", " + length + "), " + a + ", (" + axes(0, rank) + ", "
                + axes(axis, rank) + "))";
        return axis == 0 ? added : "np.moveaxis(" + added + ", 0, " + axis + ")";
    }

    private static String axes(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(String::valueOf)
                .collect(Collectors.joining(", ", "(", count == 1 ? ",)" : ")"));
    }

    /** @param text returns the text of a node in an argument of a call */
    static String placed(Node.Apply node, Function<Node, String> text) {
        Node whole = node.argument(), part = node.arguments().get(1);
        Section section = Objects.requireNonNull(node.attributes().section());
        String stored = spread(text.apply(part), section, node.shape());
        if (isZero(whole)) return stored;
        if (isApart(whole, section)) return text.apply(whole) + " + " + stored;
        String there = spread("np.ones(" + part.shape().tuple() + ")", section, node.shape());
        return "np.where(" + there + " != 0, " + stored + ", " + text.apply(whole) + ")";
    }

    /** Returns whether the text of {@link #placed} is a sum. */
    static boolean isSum(Node.Apply node) {
        Section section = Objects.requireNonNull(node.attributes().section());
        return !isZero(node.argument()) && isApart(node.argument(), section);
    }

    private static boolean isZero(Node node) {
        return node instanceof Node.Apply apply
                && apply.operation() == Operation.BROADCAST_TO
                && apply.argument() instanceof Node.Constant constant
                && constant.value() == 0;
    }

    // whether the whole is zeros in which only other sections have been stored
    private static boolean isApart(Node whole, Section section) {
        Node under = whole;
        while (under instanceof Node.Apply apply && apply.operation() == Operation.PLACE) {
            if (!Objects.requireNonNull(apply.attributes().section()).isApartFrom(section)) return false;
            under = apply.argument();
        }
        return isZero(under);
    }

    // surrounds the part with zeros in the shape of the whole
    private static String spread(String part, Section section, Shape whole) {
        String text = part;
        List<Integer> dropped = IntStream.range(0, whole.rank())
                .filter(axis -> section.runs().get(axis).drops())
                .boxed()
                .toList();
        if (!dropped.isEmpty()) {
            String axes = dropped.size() == 1 ? dropped.get(0).toString() : axes(dropped);
            text = "np.expand_dims(" + text + ", " + axes + ")";
        }
        for (int axis = 0; axis < whole.rank(); axis++) {
            Section.Run run = section.runs().get(axis);
            if (run.step() == 1) continue;
            Size length = whole.size(axis);
            String rows = "np.eye(" + length + ")[" + subscript(run, length) + "]";
            text = "np.moveaxis(np.tensordot(" + rows + ", " + text + ", ((0,), (" + axis + ",))), 0, " + axis + ")";
        }
        List<String> widths = new ArrayList<>();
        boolean pads = false;
        for (int axis = 0; axis < whole.rank(); axis++) {
            Section.Run run = section.runs().get(axis);
            Size before = run.step() == 1 ? run.start() : ZERO;
            Size after = run.step() == 1 ? whole.size(axis).minus(run.stop()) : ZERO;
            pads |= !before.equals(ZERO) || !after.equals(ZERO);
            widths.add("(" + before + ", " + after + ")");
        }
        String all = widths.size() == 1 ? "(" + widths.get(0) + ",)" : "(" + String.join(", ", widths) + ")";
        return pads ? "np.pad(" + text + ", " + all + ")" : text;
    }

    private static String axes(List<Integer> axes) {
        return axes.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
    }
}
