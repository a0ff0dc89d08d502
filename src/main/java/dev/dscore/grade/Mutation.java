package dev.dscore.grade;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
            String sentence = "the upstream gradient %s is ignored";
            Node ones = site.apply(Operation.BROADCAST_TO, Attributes.shape(argument.shape()), site.constant(1));
            Node other = left(node) == argument
                    ? node.arguments().get(node.arguments().size() - 1)
                    : left(node);
            Node without = node.operation() == Operation.MULTIPLY ? other : replaced(node, argument, ones, site);
            site.add(without, site.text(argument), sentence, argument);
            site.replace(argument, ones, sentence);
        }
    }),
    MISSING_PATH((node, site) -> site.cut("the path through %s is missing")),
    MISSING_FACTOR((node, site) -> {
        if (node.operation() == Operation.DIVIDE) {
            site.add(left(node), "1/" + site.text(right(node)), "the division by %s is missing", right(node));
        }
        if (node.operation() == Operation.MULTIPLY) {
            boolean divides = site.isDivisor(node);
            String sentence = divides ? "the division by %s is missing" : "the factor %s is missing";
            for (Node factor : node.arguments()) {
                Node other = factor == left(node) ? right(node) : left(node);
                site.add(other, (divides ? "1/" : "") + site.text(factor), sentence, factor);
            }
        }
        for (Node divisor : site.divisorsOfWhole(node)) {
            Node without = site.apply(Operation.MULTIPLY, node, divisor);
            site.add(without, "1/" + site.text(divisor), "the division by %s is missing", divisor);
        }
    }),
    MISSING_TERM((node, site) -> {
        if (!isSum(node)) return;
        Node rest = node.operation() == Operation.ADD ? right(node) : site.apply(Operation.NEGATE, right(node));
        site.add(left(node), site.text(right(node)), "the term %s is missing", right(node));
        site.add(rest, site.text(left(node)), "the term %s is missing", left(node));
    }),
    WRONG_SIGN((node, site) -> {
        if (isSum(node)) {
            Operation opposite = node.operation() == Operation.ADD ? Operation.SUBTRACT : Operation.ADD;
            Node second = site.apply(opposite, left(node), right(node));
            site.add(second, site.text(right(node)), "the term %s has the wrong sign", right(node));
            Node first = node.operation() == Operation.ADD
                    ? site.apply(Operation.SUBTRACT, right(node), left(node))
                    : site.apply(Operation.SUBTRACT, site.apply(Operation.NEGATE, left(node)), right(node));
            site.add(first, site.text(left(node)), "the term %s has the wrong sign", left(node));
        }
        if (node.operation() == Operation.NEGATE) {
            site.add(left(node), site.text(left(node)), "the minus before %s is missing", left(node));
        } else if (site.isWhole(node)) {
            site.add(site.apply(Operation.NEGATE, node), "-1", "the sign is wrong", node);
        }
    }),
    INVERTED_FACTOR((node, site) -> {
        if (node.operation() == Operation.DIVIDE) {
            Node product = site.apply(Operation.MULTIPLY, left(node), right(node));
            site.add(product, site.text(right(node)), "it is multiplied by %s where it must be divided", right(node));
        }
        if (node.operation() == Operation.MULTIPLY) {
            for (Node factor : node.arguments()) {
                Node quotient = site.apply(Operation.DIVIDE, left(node) == factor ? right(node) : left(node), factor);
                site.add(quotient, site.text(factor), "it is divided by %s where it must be multiplied", factor);
            }
        }
        for (Node divisor : site.divisorsOfWhole(node)) {
            Node product = site.apply(Operation.MULTIPLY, site.apply(Operation.MULTIPLY, node, divisor), divisor);
            site.add(product, site.text(divisor), "it is multiplied by %s where it must be divided", divisor);
        }
    }),
    WRONG_COUNT((node, site) -> {
        if (node.operation() == Operation.DIVIDE && right(node) instanceof Node.AxisSize count) {
            for (Node other : site.otherCounts(count.size())) {
                divided(site, left(node), count, other);
            }
        }
        for (Node divisor : site.divisorsOfWhole(node)) {
            if (!(divisor instanceof Node.AxisSize count)) continue;
            for (Node other : site.otherCounts(count.size())) {
                divided(site, site.apply(Operation.MULTIPLY, node, divisor), divisor, other);
            }
        }
        if (node.operation() == Operation.MEAN) {
            Size counted = Size.ONE;
            for (int axis : node.attributes().axes())
                counted = counted.times(left(node).shape().size(axis));
            Node sum = site.apply(Operation.SUM, node.attributes(), left(node));
            for (Node other : site.otherCounts(counted)) {
                String sentence = "the mean of %s is divided by " + site.text(other) + " instead of " + counted;
                site.add(site.apply(Operation.DIVIDE, sum, other), "1/" + site.text(other), sentence, left(node));
            }
        }
        if (node.operation() == Operation.VAR || node.operation() == Operation.STD) {
            Attributes own = node.attributes();
            Attributes other = new Attributes(own.axes(), own.keepdims(), 1 - own.ddof(), null);
            String sentence =
                    node.operation().text() + " of %s takes ddof=" + other.ddof() + " instead of " + own.ddof();
            site.add(site.apply(node.operation(), other, left(node)), null, sentence, left(node));
        }
    }),
    NOT_NORMALIZED((node, site) -> {
        if (node.operation() == Operation.LOG_SOFTMAX) {
            site.add(
                    left(node),
                    null,
                    "log_softmax of %s is not normalized: the log of the sum is not taken off",
                    left(node));
        }
        if (node.operation() != Operation.SOFTMAX) return;
        Node largest = site.apply(Operation.MAX, node.attributes().keepingDims(), left(node));
        Node shifted = site.apply(Operation.SUBTRACT, left(node), largest);
        for (Node score : List.of(left(node), shifted)) {
            site.add(
                    site.apply(Operation.EXP, score),
                    null,
                    "softmax of %s is not normalized: the exponentials are not divided by their sum",
                    left(node));
        }
    }),
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
                    node.operation().text() + " goes " + where + " of %s instead of axis " + own.get(0),
                    left(node));
        }
    }),
    MEAN_FOR_SUM((node, site) -> {
        if (node.operation() != Operation.SUM) return;
        Node mean = site.apply(Operation.MEAN, node.attributes(), left(node));
        site.add(mean, null, "a mean is taken of %s where it must be a sum", left(node));
    }),
    SUM_FOR_MEAN((node, site) -> {
        if (node.operation() != Operation.MEAN) return;
        Node sum = site.apply(Operation.SUM, node.attributes(), left(node));
        site.add(sum, null, "a sum is taken of %s where it must be a mean", left(node));
    }),
    LABELS_OFF_BY_ONE((node, site) -> {
        if (node.operation() != Operation.PICK && node.operation() != Operation.ONE_HOT) return;
        Node labels = node.arguments().get(node.operation() == Operation.PICK ? 1 : 0);
        for (Operation off : List.of(Operation.SUBTRACT, Operation.ADD)) {
            Node shifted = site.apply(off, labels, site.constant(1));
            site.replace(labels, shifted, "the labels %s are off by one");
        }
    }),
    WRONG_PLACE((node, site) -> {
        for (Node value : node.arguments()) {
            for (Node other : site.othersInPlaceOf(value)) {
                site.replaceInBackward(
                        value, other, "the derivative is taken at " + site.text(other) + " instead of %s");
            }
        }
    }),
    DOUBLED_FACTOR((node, site) -> {
        if (node.operation() != Operation.DIVIDE && node.operation() != Operation.MULTIPLY) return;
        for (Node factor : node.operation() == Operation.DIVIDE ? List.of(right(node)) : node.arguments()) {
            String twice = node.operation() == Operation.DIVIDE
                    ? "it is divided by %s twice"
                    : "the factor %s is counted twice";
            site.add(site.apply(node.operation(), node, factor), site.text(factor), twice, factor);
        }
        for (Node divisor : site.divisorsOfWhole(node)) {
            site.add(
                    site.apply(Operation.DIVIDE, node, divisor),
                    "1/" + site.text(divisor),
                    "it is divided by %s twice",
                    divisor);
        }
    }),
    EXTRA_FACTOR((node, site) -> {
        if (!site.isWhole(node) && !site.isTerm(node)) return;
        String on = site.isWhole(node) ? "" : " in the term %s";
        // a term twice is DOUBLED_TERM
        if (site.isWhole(node)) site.add(site.twice(node), "2", "there is a factor 2 too much", node);
        site.add(
                site.apply(Operation.DIVIDE, node, site.constant(2)),
                "1/2",
                "there is a factor 1/2 too much" + on,
                node);
        for (Node size : site.sizes()) {
            String length = site.text(size);
            site.add(
                    site.apply(Operation.DIVIDE, node, size),
                    "1/" + length,
                    "it is divided by " + length + " once too often" + on,
                    node);
            site.add(
                    site.apply(Operation.MULTIPLY, node, size),
                    length,
                    "there is a factor " + length + " too much" + on,
                    node);
        }
    }),
    DOUBLED_TERM((node, site) -> {
        if (!isSum(node)) return;
        for (Node term : node.arguments()) {
            if (term instanceof Node.Constant) continue;
            site.add(
                    replaced(node, term, site.twice(term), site),
                    site.text(term),
                    "the term %s is counted twice",
                    term);
        }
    }),
    SWAPPED_OPERANDS((node, site) -> {
        if (node.operation() != Operation.DIVIDE && !node.operation().isProduct()) return;
        Node swapped = site.apply(node.operation(), right(node), left(node));
        site.add(swapped, null, "the operands " + site.text(left(node)) + " and %s are swapped", right(node));
    }),
    LOST_TRANSPOSE((node, site) -> {
        if (node.operation() != Operation.TRANSPOSE) return;
        site.add(left(node), null, "the transpose of %s is lost", left(node));
    }),
    EXTRA_TRANSPOSE((node, site) -> {
        if (site.isWhole(node)) site.add(site.transposed(node), null, "the result is transposed", node);
        if (node.operation() != Operation.MATMUL) return;
        for (Node operand : node.arguments()) {
            site.add(
                    replaced(node, operand, site.transposed(operand), site),
                    null,
                    "%s is transposed and must not be",
                    operand);
        }
    }),
    ELEMENTWISE_PRODUCT((node, site) -> {
        if (!node.operation().isProduct()) return;
        Node product = site.apply(Operation.MULTIPLY, left(node), right(node));
        site.add(product, null, "entries are multiplied with %s where it must be a matrix product", right(node));
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
            LABELS_OFF_BY_ONE);

    /** Where slips are tried. What it is given instead of a node is taken if it fits. */
    interface Site {
        /**
         * @param factor what is missing or too much, if the slip has such
         * @param sentence with %s for the text of {@code about}
         */
        void add(Node instead, @Nullable String factor, String sentence, Node about);

        /** Puts {@code instead} in the place of {@code value} wherever it is used. */
        void replace(Node value, Node instead, String sentence);

        /** Puts {@code instead} in the place of {@code value} wherever the backward pass uses it. */
        void replaceInBackward(Node value, Node instead, String sentence);

        /** Leaves out every term that this node hands on, if it is the gradient of a named value on the way. */
        void cut(String sentence);

        Node apply(Operation operation, Attributes attributes, Node... arguments) throws ShapeException;

        Node constant(double value);

        /** The lengths of the function's axes. */
        List<Node> sizes();

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

        default Node apply(Operation operation, Node... arguments) throws ShapeException {
            return apply(operation, Attributes.NONE, arguments);
        }

        default Node twice(Node node) throws ShapeException {
            return apply(Operation.MULTIPLY, constant(2), node);
        }

        default Node transposed(Node node) throws ShapeException {
            if (node.shape().rank() != 2) return node;
            return apply(Operation.TRANSPOSE, Attributes.axes(List.of(1, 0), false), node);
        }
    }

    private interface Slip {
        void at(Node.Apply node, Site site) throws ShapeException;
    }

    private final Slip slip;

    Mutation(Slip slip) {
        this.slip = slip;
    }

    void at(Node.Apply node, Site site) throws ShapeException {
        slip.at(node, site);
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static void divided(Site site, Node dividend, Node count, Node other) throws ShapeException {
        String sentence = "it is divided by " + site.text(other) + " where it must be by %s";
        site.add(site.apply(Operation.DIVIDE, dividend, other), "1/" + site.text(other), sentence, count);
    }

    private static boolean isSum(Node.Apply node) {
        return node.operation() == Operation.ADD || node.operation() == Operation.SUBTRACT;
    }

    private static Node left(Node.Apply node) {
        return node.argument();
    }

    private static Node right(Node.Apply node) {
        return node.arguments().get(1);
    }

    private static Node replaced(Node.Apply node, Node argument, Node instead, Site site) throws ShapeException {
        List<Node> arguments = new ArrayList<>(node.arguments());
        arguments.set(arguments.indexOf(argument), instead);
        return site.apply(node.operation(), node.attributes(), arguments.toArray(Node[]::new));
    }
}
