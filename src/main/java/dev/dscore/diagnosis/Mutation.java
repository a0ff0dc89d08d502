package dev.dscore.diagnosis;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A slip that one can make at one node of a program: what stands there instead of it, and the sentence for the student. The
 * likeliest and simplest come first.
 */
enum Mutation {
    UPSTREAM_IGNORED((node, site) -> {
        for (Node argument : node.arguments()) {
            if (!site.isUpstream(argument)) continue;
            Node ones = site.apply(Operation.BROADCAST_TO, Attributes.shape(argument.shape()), site.constant(1));
            site.replace(argument, ones, site.text(argument), "the upstream gradient %s is ignored");
        }
    }),
    MISSING_PATH((node, site) -> site.cut("the path through %s is missing")),
    MISSING_FACTOR,
    MISSING_TERM,
    WRONG_SIGN,
    INVERTED_FACTOR,
    WRONG_COUNT((node, site) -> {
        if (node.operation() != Operation.VAR && node.operation() != Operation.STD) return;
        Attributes own = node.attributes();
        Attributes other = new Attributes(own.axes(), own.keepdims(), 1 - own.ddof(), null);
        String sentence =
                "the " + node.operation().text() + " of %s takes ddof=" + other.ddof() + " instead of " + own.ddof();
        site.add(site.apply(node.operation(), other, left(node)), null, sentence, left(node));
    }),
    NOT_NORMALIZED,
    WRONG_AXIS((node, site) -> {
        boolean softmax = node.operation() == Operation.SOFTMAX || node.operation() == Operation.LOG_SOFTMAX;
        List<Integer> own = node.attributes().axes();
        int rank = left(node).shape().rank();
        if (!softmax && !node.operation().isReduction() || own.size() != 1 || rank < 2) return;
        List<Integer> all = IntStream.range(0, rank).boxed().toList();
        List<List<Integer>> others = new ArrayList<>(all.stream().map(List::of).toList());
        others.remove(own);
        others.add(all);
        for (List<Integer> axes : others) {
            Attributes changed = new Attributes(
                    axes, node.attributes().keepdims(), node.attributes().ddof(), null);
            String where = axes.equals(all) ? "over all entries" : "along axis " + axes.get(0);
            Node instead = site.apply(node.operation(), changed, left(node));
            // np.sum(…, axis=1).reshape(1, -1), where lengths allow
            boolean fits = instead.shape().rank() == node.shape().rank()
                    && instead.shape().count().equals(node.shape().count());
            site.add(
                    fits ? site.apply(Operation.RESHAPE, Attributes.shape(node.shape()), instead) : instead,
                    axes.equals(all) ? "axis=None" : "axis=" + axes.get(0),
                    "the " + node.operation().text() + " goes " + where + " of %s instead of axis " + own.get(0),
                    left(node));
        }
    }),
    MEAN_FOR_SUM,
    SUM_FOR_MEAN,
    LABELS_OFF_BY_ONE,
    IGNORED_CONDITION,
    INVERTED_CONDITION,
    WRONG_PLACE((node, site) -> {
        for (Node value : node.arguments()) {
            for (Node other : site.othersInPlaceOf(value)) {
                site.replaceInBackward(value, other, "in place of %s stands " + site.text(other));
            }
        }
    }),
    DOUBLED_FACTOR,
    EXTRA_FACTOR,
    MISSING_SCALAR,
    DOUBLED_TERM,
    SWAPPED_OPERANDS,
    LOST_TRANSPOSE,
    EXTRA_TRANSPOSE,
    ELEMENTWISE_PRODUCT,
    REPEATS_LOST((node, site) -> {
        boolean picks = node.operation() == Operation.TRANSPOSE || node.operation() == Operation.ADD_AT;
        Node indices = rowIndices(node);
        if (!picks || indices == null) return;
        Node last = lastOfEach(oneHot(indices, node.shape().size(0), site), site);
        Node instead = node.operation() == Operation.TRANSPOSE
                ? site.transposed(last)
                : replaced(node, left(node), onlyWhere(last, left(node), indices.shape(), site), site);
        site.add(instead, null, "where an index repeats in %s, only the last of them counts", indices);
    }),
    OVERWRITTEN((node, site) -> {
        if (node.operation() != Operation.ADD) return;
        for (int last = 0; last < 2; last++) {
            Node before = node.arguments().get(1 - last),
                    indices = rowIndices(node.arguments().get(last));
            if (indices == null || !before.shape().equals(node.shape())) continue;
            Node oneHot = oneHot(indices, node.shape().size(0), site);
            Node assigned = site.apply(Operation.SUM, Attributes.axes(List.of(0), false), oneHot);
            Node untouched = site.apply(Operation.EQUAL, Attributes.NONE, assigned, site.constant(0));
            site.add(
                    replaced(node, before, scaled(before, untouched, site), site),
                    null,
                    "what is assigned at %s replaces what was there instead of adding to it",
                    indices);
        }
    });

    /** Of these a student makes two at a time, or one of them and a factor on the whole. */
    static final Set<Mutation> COMMONEST = EnumSet.of(
            UPSTREAM_IGNORED,
            MISSING_FACTOR,
            MISSING_TERM,
            MISSING_PATH,
            WRONG_SIGN,
            NOT_NORMALIZED,
            WRONG_AXIS,
            LABELS_OFF_BY_ONE,
            REPEATS_LOST,
            OVERWRITTEN);

    /** Of these a plain number shows little: counts and small fractions come out of many formulas. */
    static final Set<Mutation> OF_COUNTS =
            EnumSet.of(WRONG_COUNT, WRONG_AXIS, MEAN_FOR_SUM, SUM_FOR_MEAN, DOUBLED_FACTOR, EXTRA_FACTOR, DOUBLED_TERM);

    /** Where slips are tried. What it is given instead of a node is taken if it fits. */
    interface Site {
        /**
         * @param factor what is missing or too much, if the slip has such
         * @param sentence with %s for the text of {@code about}
         */
        void add(Node instead, @Nullable String factor, String sentence, Node about);

        /** Puts {@code instead} in the place of {@code value} wherever it is used. */
        void replace(Node value, Node instead, Supplier<Slip> slip);

        /** The same, with %s in the sentence for the text of {@code value}. */
        void replace(Node value, Node instead, String factor, String sentence);

        /** Puts {@code instead} in the place of {@code value} wherever the backward pass uses it. */
        void replaceInBackward(Node value, Node instead, Supplier<Slip> slip);

        /** The same, with %s in the sentence for the text of {@code value}. */
        void replaceInBackward(Node value, Node instead, String sentence);

        /** Leaves out every term that this node hands on, if it is the gradient of a named value on the way. */
        void cut(String sentence);

        Node apply(Operation operation, Attributes attributes, Node... arguments) throws ShapeException;

        Node constant(double value);

        Node count(Size size);

        /** The lengths of the function's axes. */
        List<Node> sizes();

        /** The numbers, other than 0 and ±1, and the scalar inputs of the forward pass. */
        List<Node> scalars();

        /** What one may divide by instead of this count: the length of another axis, or one less than it. */
        List<Node> otherCounts(Size count);

        /** If the node is the whole: what it is divided by somewhere inside; of a product of lengths each, too. */
        List<Node> divisorsOfWhole(Node node);

        /** Values of the forward pass before or after this one, of its shape, that could be taken for it. */
        List<Node> othersInPlaceOf(Node value) throws ShapeException;

        String text(Node node);

        /** Whether this is the whole of a gradient, and not a part of its formula. */
        boolean isWhole(Node node);

        /** Whether this is a term of a sum in the backward pass. */
        boolean isTerm(Node node);

        /** Whether something is divided by this. */
        boolean isDivisor(Node node);

        /** Whether this is a gradient handed down by the next layer. */
        boolean isUpstream(Node node);

        default Node transposed(Node node) throws ShapeException {
            if (node.shape().rank() != 2) return node;
            return apply(Operation.TRANSPOSE, Attributes.axes(List.of(1, 0), false), node);
        }
    }

    private interface Code {
        void at(Node.Apply node, Site site) throws ShapeException;
    }

    private final Code code;

    Mutation() {
        this((node, site) -> {});
    }

    /** @param code for slips that a row of {@link LocalSlip} cannot say: those on attributes and on what is around a node */
    Mutation(Code code) {
        this.code = code;
    }

    void at(Node.Apply node, Site site) throws ShapeException {
        for (LocalSlip slip : LocalSlip.of(this)) slip.at(node, site);
        code.at(node, site);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    // keeps only the last 1 in each column of a one-hot matrix
    private static Node lastOfEach(Node oneHot, Site site) throws ShapeException {
        Attributes rows = Attributes.axes(List.of(0), false);
        Node flipped = site.apply(Operation.FLIP, rows, oneHot);
        Node fromEnd = site.apply(Operation.FLIP, rows, site.apply(Operation.CUMSUM, rows, flipped));
        Node first = site.apply(Operation.EQUAL, Attributes.NONE, fromEnd, site.constant(1));
        return site.apply(Operation.MULTIPLY, Attributes.NONE, oneHot, first);
    }

    // the indices at which an array is added to rows of another one that is 0; null where it is no such array
    private static @Nullable Node rowIndices(Node node) {
        if (!(node instanceof Node.Apply apply)) return null;
        return switch (apply.operation()) {
            case MATMUL ->
                left(apply) instanceof Node.Apply transpose && transpose.operation() == Operation.TRANSPOSE
                        ? rowIndices(transpose)
                        : null;
            case TRANSPOSE ->
                left(apply) instanceof Node.Apply hot && hot.operation() == Operation.ONE_HOT ? left(hot) : null;
            case ADD_AT ->
                apply.attributes().axes().get(0) == 0 ? apply.arguments().get(1) : null;
            default -> null;
        };
    }

    // a row with a 1 for each index
    private static Node oneHot(Node indices, Size classes, Site site) throws ShapeException {
        Shape all = Shape.of(indices.shape().count());
        Node flat = site.apply(Operation.RESHAPE, Attributes.shape(all), indices);
        return site.apply(Operation.ONE_HOT, Attributes.shape(Shape.of(all.size(0), classes)), flat);
    }

    // sets to 0 the parts of an array, along its leading axes, whose row of the matrix has no 1
    private static Node onlyWhere(Node matrix, Node array, Shape axes, Site site) throws ShapeException {
        Node rows = site.apply(Operation.SUM, Attributes.axes(List.of(1), false), matrix);
        return scaled(array, site.apply(Operation.RESHAPE, Attributes.shape(axes), rows), site);
    }

    // an array times the factors of its leading axes
    private static Node scaled(Node array, Node factors, Site site) throws ShapeException {
        List<Size> sizes = new ArrayList<>(factors.shape().sizes());
        while (sizes.size() < array.shape().rank()) sizes.add(Size.ONE);
        Node shaped = site.apply(Operation.RESHAPE, Attributes.shape(new Shape(sizes)), factors);
        return site.apply(Operation.MULTIPLY, Attributes.NONE, array, shaped);
    }

    private static Node left(Node.Apply node) {
        return node.argument();
    }

    private static Node replaced(Node.Apply node, Node argument, Node instead, Site site) throws ShapeException {
        List<Node> arguments = new ArrayList<>(node.arguments());
        arguments.set(arguments.indexOf(argument), instead);
        return site.apply(node.operation(), node.attributes(), arguments.toArray(Node[]::new));
    }
}
