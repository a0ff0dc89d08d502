package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Subscripts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** Prints nodes as LaTeX: products of matrices side by side, products of entries with a circled dot. */
public final class LatexPrinter {
    private static final int SUM = 1, PRODUCT = 2, POWER = 3, ATOM = 4;

    private final Map<Node, String> names;
    private final Excerpt excerpt = new Excerpt("\\ldots");

    /** @param names nodes that are printed by name wherever they are used */
    public LatexPrinter(Map<Node, String> names) {
        this.names = names;
    }

    /** Returns the equation that defines {@code node} under {@code name}. */
    public String equation(String name, Node node) {
        excerpt.begin();
        return name(name) + " = " + text(node, 0);
    }

    /** Returns the equation of a name with another name. */
    public String alias(String name, String other) {
        return name(name) + " = " + name(other);
    }

    /** Returns a name as a symbol: one letter as it is, longer names upright, such as the gradient dx. */
    static String name(String name) {
        String escaped = name.replace("_", "\\_");
        return name.length() == 1 ? name : "\\mathrm{" + escaped + "}";
    }

    private String use(Node node, int atLeast) {
        String name = names.get(node);
        return name != null ? name(name) : text(node, atLeast);
    }

    private String text(Node node, int atLeast) {
        return excerpt.of(() -> within(node, atLeast));
    }

    private String within(Node node, int atLeast) {
        if (node instanceof Node.Input input) return name(input.name());
        if (node instanceof Node.Constant constant) {
            String number = NumpyPrinter.number(constant.value());
            int exponent = number.indexOf('e');
            if (exponent >= 0) {
                int power = Integer.parseInt(number.substring(exponent + 1));
                number = number.substring(0, exponent) + " \\cdot 10^{" + power + "}";
            }
            return bracketed(number, constant.value() < 0 ? SUM : exponent >= 0 ? PRODUCT : ATOM, atLeast);
        }
        if (node instanceof Node.AxisSize size) {
            String text = size.size().toString().replace("*", "\\,");
            return bracketed(text, text.contains(" ") ? SUM : ATOM, atLeast);
        }
        Node.Apply apply = (Node.Apply) node;
        return operation(apply, atLeast);
    }

    private String operation(Node.Apply apply, int atLeast) {
        Node a = apply.argument(), b = apply.arguments().get(apply.arguments().size() > 1 ? 1 : 0);
        return switch (apply.operation()) {
            case NEGATE -> bracketed("-" + use(a, PRODUCT), SUM, atLeast);
            case ADD -> bracketed(use(a, SUM) + " + " + use(b, SUM), SUM, atLeast);
            case SUBTRACT -> bracketed(use(a, SUM) + " - " + use(b, PRODUCT), SUM, atLeast);
            case MULTIPLY -> bracketed(use(a, PRODUCT) + times(a, b) + use(b, PRODUCT), PRODUCT, atLeast);
            case DIVIDE -> "\\frac{" + use(a, 0) + "}{" + use(b, 0) + "}";
            case MATMUL, MATVEC, VECMAT, INNER ->
                bracketed(use(a, PRODUCT) + " \\, " + use(b, PRODUCT), PRODUCT, atLeast);
            case OUTER -> bracketed(use(a, POWER) + " \\otimes " + use(b, POWER), PRODUCT, atLeast);
            case POWER -> bracketed(use(a, ATOM) + "^{" + use(b, 0) + "}", POWER, atLeast);
            case SQUARE -> bracketed(use(a, ATOM) + "^{2}", POWER, atLeast);
            case SQRT -> "\\sqrt{" + use(a, 0) + "}";
            case EXP -> bracketed("e^{" + use(a, 0) + "}", POWER, atLeast);
            case ABS -> "\\left|" + use(a, 0) + "\\right|";
            case SIGMOID -> function("\\sigma", a);
            case LOG, TANH, MAXIMUM, MINIMUM ->
                function(
                        switch (apply.operation()) {
                            case LOG -> "\\log";
                            case TANH -> "\\tanh";
                            case MAXIMUM -> "\\max";
                            default -> "\\min";
                        },
                        apply.arguments());
            case LESS -> indicator(a, "<", b);
            case LESS_EQUAL -> indicator(a, "\\le", b);
            case GREATER -> indicator(a, ">", b);
            case GREATER_EQUAL -> indicator(a, "\\ge", b);
            case EQUAL -> indicator(a, "=", b);
            case NOT_EQUAL -> indicator(a, "\\ne", b);
            case TRANSPOSE -> bracketed(use(a, ATOM) + "^{\\top}", POWER, atLeast);
            case RESHAPE -> subscripted("reshape", symbols(apply.shape()), a);
            case BROADCAST_TO -> broadcast(apply, atLeast);
            case PICK -> bracketed(use(a, ATOM) + "_{n,\\, " + use(b, 0) + "_n}", POWER, atLeast);
            case PART ->
                bracketed(
                        use(a, ATOM) + "_{"
                                + SectionPrinter.subscripts(
                                                Objects.requireNonNull(
                                                        apply.attributes().section()),
                                                a.shape())
                                        .replace("*", "\\,")
                                + "}",
                        POWER,
                        atLeast);
            case TAKE -> bracketed(use(a, ATOM) + "_{" + use(b, 0) + "}", POWER, atLeast);
            case PLACE ->
                subscripted(
                        "place",
                        SectionPrinter.subscripts(
                                        Objects.requireNonNull(
                                                apply.attributes().section()),
                                        a.shape())
                                .replace("*", "\\,"),
                        List.of(a, b));
            case ADD_AT ->
                bracketed("\\mathbf{1}_{" + use(b, 0) + "}^{\\top} \\, " + use(a, PRODUCT), PRODUCT, atLeast);
            case ARANGE -> "\\left(0, \\ldots, " + symbols(apply.shape()) + " - 1\\right)";
            case EINSUM ->
                bracketed(
                        "\\sum_{"
                                + Subscripts.parse(apply.attributes().subscripts())
                                        .summed() + "} "
                                + indexed(
                                        a,
                                        Subscripts.parse(apply.attributes().subscripts())
                                                .left()) + " \\, "
                                + indexed(
                                        b,
                                        Subscripts.parse(apply.attributes().subscripts())
                                                .right()),
                        PRODUCT,
                        atLeast);
            case SIN, COS -> function("\\" + apply.operation().text(), a);
            case ONE_HOT -> "\\mathbf{1}_{" + use(a, 0) + "}";
            case SUM -> bracketed("\\sum_{" + axes(apply) + "} " + use(a, PRODUCT), PRODUCT, atLeast);
            default ->
                apply.attributes().axes().isEmpty()
                        ? function(
                                "\\operatorname{" + apply.operation().text().replace("_", "\\_") + "}",
                                apply.arguments())
                        : subscripted(apply.operation().text().replace("_", "\\_"), axes(apply), a);
        };
    }

    private static String times(Node a, Node b) {
        boolean scalar = a.shape().equals(Shape.SCALAR) || b.shape().equals(Shape.SCALAR);
        return scalar ? " \\, " : " \\odot ";
    }

    private String broadcast(Node.Apply apply, int atLeast) {
        String ones = "\\mathbf{1}_{" + symbols(apply.shape()) + "}";
        if (apply.argument() instanceof Node.Constant constant && constant.value() == 1) return ones;
        return bracketed(use(apply.argument(), PRODUCT) + " \\, " + ones, PRODUCT, atLeast);
    }

    private static String symbols(Shape shape) {
        return shape.sizes().stream()
                .map(size -> size.toString().replace("*", ""))
                .collect(Collectors.joining(" \\times "));
    }

    private static String axes(Node.Apply apply) {
        Shape shape = apply.argument().shape();
        return apply.attributes().axes().stream()
                .map(axis -> shape.size(axis).toString().replace("*", ""))
                .collect(Collectors.joining(", "));
    }

    private String function(String name, Node argument) {
        return function(name, List.of(argument));
    }

    private String function(String name, List<Node> arguments) {
        return name + "\\left("
                + arguments.stream().map(argument -> use(argument, 0)).collect(Collectors.joining(", ")) + "\\right)";
    }

    private String subscripted(String name, String subscript, Node argument) {
        return subscripted(name, subscript, List.of(argument));
    }

    private String subscripted(String name, String subscript, List<Node> arguments) {
        return function("\\operatorname{" + name + "}_{" + subscript + "}", arguments);
    }

    private String indexed(Node node, String letters) {
        return use(node, ATOM) + "_{" + letters + "}";
    }

    // 1 where the comparison holds, 0 elsewhere
    private String indicator(Node a, String sign, Node b) {
        return "\\left[" + use(a, 0) + " " + sign + " " + use(b, 0) + "\\right]";
    }

    private static String bracketed(String text, int own, int atLeast) {
        return own < atLeast ? "\\left(" + text + "\\right)" : text;
    }
}
