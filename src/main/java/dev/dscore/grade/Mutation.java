package dev.dscore.grade;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A slip that one can make at one node of a program: what stands there instead of it, and the sentence for the student. The
 * likeliest and simplest come first.
 */
enum Mutation {
    MISSING_FACTOR {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.DIVIDE) {
                site.add(left(node), "1/" + site.text(right(node)), "the division by %s is missing", right(node));
            }
            if (node.operation() == Operation.MULTIPLY) {
                site.add(left(node), site.text(right(node)), "the factor %s is missing", right(node));
                site.add(right(node), site.text(left(node)), "the factor %s is missing", left(node));
            }
        }
    },
    MISSING_TERM {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.ADD || node.operation() == Operation.SUBTRACT) {
                site.add(left(node), site.text(right(node)), "the term %s is missing", right(node));
                Node rest = node.operation() == Operation.ADD ? right(node) : site.apply(Operation.NEGATE, right(node));
                site.add(rest, site.text(left(node)), "the term %s is missing", left(node));
            }
        }
    },
    WRONG_SIGN {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            switch (node.operation()) {
                case ADD ->
                    site.add(
                            site.apply(Operation.SUBTRACT, left(node), right(node)),
                            site.text(right(node)),
                            "the term %s has the wrong sign",
                            right(node));
                case SUBTRACT ->
                    site.add(
                            site.apply(Operation.ADD, left(node), right(node)),
                            site.text(right(node)),
                            "the term %s has the wrong sign",
                            right(node));
                case NEGATE ->
                    site.add(left(node), site.text(left(node)), "the minus before %s is missing", left(node));
                default -> {
                    if (site.isWhole(node)) {
                        site.add(site.apply(Operation.NEGATE, node), "-1", "the sign is wrong", node);
                    }
                }
            }
        }
    },
    INVERTED_FACTOR {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.DIVIDE) {
                site.add(
                        site.apply(Operation.MULTIPLY, left(node), right(node)),
                        site.text(right(node)),
                        "it is multiplied by %s where it must be divided",
                        right(node));
            }
            if (node.operation() == Operation.MULTIPLY) {
                site.add(
                        site.apply(Operation.DIVIDE, left(node), right(node)),
                        site.text(right(node)),
                        "it is divided by %s where it must be multiplied",
                        right(node));
            }
        }
    },
    NOT_NORMALIZED {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.SOFTMAX) {
                site.add(
                        site.apply(Operation.EXP, left(node)),
                        null,
                        "softmax of %s is not normalized: the exponentials are not divided by their sum",
                        left(node));
            }
        }
    },
    WRONG_AXIS {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            boolean along = node.operation().isReduction()
                    || node.operation() == Operation.SOFTMAX
                    || node.operation() == Operation.LOG_SOFTMAX;
            int rank = left(node).shape().rank();
            if (!along || node.attributes().axes().size() != 1 || rank < 2) return;
            for (int axis = 0; axis < rank; axis++) {
                if (node.attributes().axes().contains(axis)) continue;
                Attributes other = new Attributes(
                        List.of(axis),
                        node.attributes().keepdims(),
                        node.attributes().ddof(),
                        null);
                site.add(
                        site.apply(node.operation(), other, left(node)),
                        "axis=" + axis,
                        node.operation().text() + " goes along axis " + axis + " of %s instead of axis "
                                + node.attributes().axes().get(0),
                        left(node));
            }
        }
    },
    MEAN_FOR_SUM {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.SUM) {
                site.add(
                        site.apply(Operation.MEAN, node.attributes(), left(node)),
                        null,
                        "a mean is taken of %s where it must be a sum",
                        left(node));
            }
        }
    },
    SUM_FOR_MEAN {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.MEAN) {
                site.add(
                        site.apply(Operation.SUM, node.attributes(), left(node)),
                        null,
                        "a sum is taken of %s where it must be a mean",
                        left(node));
            }
        }
    },
    DOUBLED_TERM {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() != Operation.ADD && node.operation() != Operation.SUBTRACT) return;
            site.add(
                    site.apply(node.operation(), left(node), site.twice(right(node))),
                    site.text(right(node)),
                    "the term %s is counted twice",
                    right(node));
            site.add(
                    site.apply(node.operation(), site.twice(left(node)), right(node)),
                    site.text(left(node)),
                    "the term %s is counted twice",
                    left(node));
        }
    },
    EXTRA_FACTOR {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (!site.isWhole(node)) return;
            site.add(site.twice(node), "2", "there is a factor 2 too much", node);
            site.add(
                    site.apply(Operation.DIVIDE, node, site.constant(2)),
                    "1/2",
                    "there is a factor 1/2 too much",
                    node);
            for (Node size : site.sizes()) {
                site.add(
                        site.apply(Operation.DIVIDE, node, size),
                        "1/" + site.text(size),
                        "it is divided by " + site.text(size) + " once too often",
                        node);
                site.add(
                        site.apply(Operation.MULTIPLY, node, size),
                        site.text(size),
                        "there is a factor " + site.text(size) + " too much",
                        node);
            }
        }
    },
    SWAPPED_OPERANDS {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.MATMUL) {
                site.add(
                        site.apply(Operation.MATMUL, right(node), left(node)),
                        null,
                        "the operands of the product with %s are swapped",
                        right(node));
            }
            if (node.operation() == Operation.DIVIDE || node.operation() == Operation.SUBTRACT) {
                site.add(
                        site.apply(node.operation(), right(node), left(node)),
                        null,
                        "the operands beside %s are swapped",
                        right(node));
            }
        }
    },
    LOST_TRANSPOSE {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.TRANSPOSE) {
                site.add(left(node), null, "the transpose of %s is lost", left(node));
            }
        }
    },
    ELEMENTWISE_PRODUCT {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            if (node.operation() == Operation.MATMUL) {
                site.add(
                        site.apply(Operation.MULTIPLY, left(node), right(node)),
                        null,
                        "entries are multiplied with %s where it must be a matrix product",
                        right(node));
            }
        }
    },
    UPSTREAM_IGNORED {
        @Override
        void at(Node.Apply node, Site site) throws ShapeException {
            for (Node argument : node.arguments()) {
                if (!site.isUpstream(argument)) continue;
                Node ones = site.apply(Operation.BROADCAST_TO, Attributes.shape(argument.shape()), site.constant(1));
                List<Node> arguments = new ArrayList<>(node.arguments());
                arguments.replaceAll(each -> each == argument ? ones : each);
                site.add(
                        site.apply(node.operation(), node.attributes(), arguments.toArray(Node[]::new)),
                        site.text(argument),
                        "the upstream gradient %s is ignored",
                        argument);
            }
        }
    };

    /** Where slips are tried: it takes what stands instead of the node, if that has the node's shape. */
    interface Site {
        /**
         * @param factor what is missing or too much, if the slip has such
         * @param sentence with %s for the text of {@code about}
         */
        void add(Node instead, @Nullable String factor, String sentence, Node about);

        Node apply(Operation operation, Attributes attributes, Node... arguments) throws ShapeException;

        Node constant(double value);

        /** The lengths of the function's axes. */
        List<Node> sizes();

        String text(Node node);

        /** Whether this is the whole of a gradient, and not a part of its formula. */
        boolean isWhole(Node node);

        /** Whether this is a gradient handed down by the next layer. */
        boolean isUpstream(Node node);

        default Node apply(Operation operation, Node... arguments) throws ShapeException {
            return apply(operation, Attributes.NONE, arguments);
        }

        default Node twice(Node node) throws ShapeException {
            return apply(Operation.MULTIPLY, constant(2), node);
        }
    }

    abstract void at(Node.Apply node, Site site) throws ShapeException;

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Node left(Node.Apply node) {
        return node.argument();
    }

    private static Node right(Node.Apply node) {
        return node.arguments().get(1);
    }
}
