package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import dev.dscore.graph.Subscripts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Prints nodes as NumPy code, which is also code of the language. {@code softmax}, {@code log_softmax},
 * {@code logsumexp}, {@code expit} and {@code erf} are scipy.special's; {@code one_hot(y, C)} is {@code np.eye(C)[y]}.
 */
public final class NumpyPrinter {
    // precedence of the outermost operator of an expression, as in Python
    private static final int COMPARISON = 1, SUM = 2, PRODUCT = 3, SIGN = 4, POWER = 5, ATOM = 6;

    /** Stands for an expression that is too long to print. No text of the language contains it. */
    public static final String ELLIPSIS = "…";

    private final Map<Node, String> names;
    private final Excerpt excerpt = new Excerpt(ELLIPSIS);

    /** @param names nodes that are printed by name wherever they are used */
    public NumpyPrinter(Map<Node, String> names) {
        this.names = names;
    }

    /** Returns the right-hand side of an assignment of {@code node}. */
    public String definition(Node node) {
        excerpt.begin();
        return text(node, 0);
    }

    /** Returns the name of {@code node} or else its text, for use in a sentence. */
    public String use(Node node) {
        excerpt.begin();
        return use(node, 0);
    }

    private String use(Node node, int atLeast) {
        String name = names.get(node);
        return name != null ? name : text(node, atLeast);
    }

    private String text(Node node, int atLeast) {
        return excerpt.of(() -> within(node, atLeast));
    }

    private String within(Node node, int atLeast) {
        if (node instanceof Node.Input input) return input.name();
        if (node instanceof Node.Constant constant) {
            return bracketed(number(constant.value()), constant.value() < 0 ? SIGN : ATOM, atLeast);
        }
        if (node instanceof Node.AxisSize size) return bracketed(size.size().toString(), binding(size.size()), atLeast);
        Node.Apply apply = (Node.Apply) node;
        return switch (apply.operation()) {
            case NEGATE -> bracketed("-" + use(apply.argument(), SIGN), SIGN, atLeast);
            case ADD, SUBTRACT -> infix(apply, SUM, SUM + 1, SUM, atLeast);
            case MULTIPLY, DIVIDE, MATMUL, MATVEC, VECMAT, INNER ->
                infix(apply, PRODUCT, PRODUCT + 1, PRODUCT, atLeast);
            case LESS, LESS_EQUAL, GREATER, GREATER_EQUAL, EQUAL, NOT_EQUAL ->
                infix(apply, SUM, SUM, COMPARISON, atLeast);
            case POWER -> infix(apply, ATOM, SIGN, POWER, atLeast);
            case TRANSPOSE ->
                isReversal(apply.attributes().axes())
                        ? use(apply.argument(), ATOM) + ".T"
                        : "np.transpose(" + use(apply.argument(), 0) + ", "
                                + tuple(apply.attributes().axes()) + ")";
            case RESHAPE -> "np.reshape(" + use(apply.argument(), 0) + ", " + shape(apply) + ")";
            case BROADCAST_TO -> broadcast(apply);
            case PICK ->
                use(apply.argument(), ATOM) + "[range(" + apply.shape().size(0) + "), "
                        + use(apply.arguments().get(1), 0) + "]";
            case ONE_HOT ->
                "one_hot(" + use(apply.argument(), 0) + ", "
                        + apply.shape().size(apply.shape().rank() - 1) + ")";
            case PART ->
                use(apply.argument(), ATOM) + "["
                        + SectionPrinter.subscripts(
                                Objects.requireNonNull(apply.attributes().section()),
                                apply.argument().shape())
                        + "]";
            case PLACE ->
                bracketed(
                        SectionPrinter.placed(apply, operand -> use(operand, 0)),
                        SectionPrinter.isSum(apply) ? SUM : ATOM,
                        atLeast);
            case TAKE ->
                SectionPrinter.taken(
                        use(apply.argument(), ATOM),
                        apply.attributes().axes().get(0),
                        use(apply.arguments().get(1), 0));
            case ADD_AT ->
                bracketed(
                        SectionPrinter.addedAt(
                                apply,
                                use(apply.argument(), PRODUCT + 1),
                                use(apply.arguments().get(1), 0)),
                        PRODUCT,
                        atLeast);
            case ARANGE -> range(apply);
            case EINSUM -> einsum(apply, atLeast);
            case SOFTMAX, LOG_SOFTMAX, LOGSUMEXP, SIGMOID, ERF ->
                call(apply.operation().text(), apply);
            default -> call("np." + apply.operation().text(), apply);
        };
    }

    private String infix(Node.Apply apply, int left, int right, int own, int atLeast) {
        String sign = apply.operation().isProduct() ? "@" : apply.operation().text();
        String text = use(apply.argument(), left) + " " + sign + " "
                + use(apply.arguments().get(1), right);
        return bracketed(text, own, atLeast);
    }

    private String call(String function, Node.Apply apply) {
        String arguments =
                apply.arguments().stream().map(argument -> use(argument, 0)).collect(Collectors.joining(", "));
        return function + "(" + arguments + keywords(apply) + ")";
    }

    private static String keywords(Node.Apply apply) {
        Attributes attributes = apply.attributes();
        Operation operation = apply.operation();
        if (!operation.isReduction() && !operation.isAlongAxes()) return "";
        StringBuilder text = new StringBuilder();
        List<Integer> axes = attributes.axes();
        boolean all = axes.size() == apply.argument().shape().rank();
        if (axes.size() == 1 && !(all && axes.isEmpty())) text.append(", axis=").append(axes.get(0));
        else if (!all) text.append(", axis=").append(tuple(axes));
        if (attributes.ddof() != 0) text.append(", ddof=").append(attributes.ddof());
        if (attributes.keepdims()) text.append(", keepdims=True");
        return text.toString();
    }

    private String range(Node.Apply apply) {
        Size length = apply.shape().size(0);
        double start = ((Node.Constant) apply.argument()).value();
        if (start == 0) return "np.arange(" + length + ")";
        return "np.arange(" + number(start) + ", " + length.plus(Size.of((long) start)) + ")";
    }

    // @ for a product of matrices, with batches in both operands or in one, and with at most one operand transposed
    private String einsum(Node.Apply apply, int atLeast) {
        Subscripts subscripts = Subscripts.parse(apply.attributes().subscripts());
        Node a = apply.argument(), b = apply.arguments().get(1);
        String left = subscripts.left(), right = subscripts.right(), result = subscripts.result();
        String text = "";
        if (subscripts.isProduct()) text = use(a, PRODUCT) + " @ " + use(b, PRODUCT + 1);
        else if (new Subscripts(left, turned(right), result).isProduct()) text = use(a, PRODUCT) + " @ " + turned(b);
        else if (new Subscripts(turned(left), right, result).isProduct())
            text = turned(a) + " @ " + use(b, PRODUCT + 1);
        if (!text.isEmpty()) return bracketed(text, PRODUCT, atLeast);
        return "np.einsum('" + subscripts + "', " + use(a, 0) + ", " + use(b, 0) + ")";
    }

    private static String turned(String letters) {
        int last = letters.length() - 1;
        return last < 1 ? letters : letters.substring(0, last - 1) + letters.charAt(last) + letters.charAt(last - 1);
    }

    private String turned(Node node) {
        if (node.shape().rank() == 2) return use(node, ATOM) + ".T";
        return "np.swapaxes(" + use(node, 0) + ", -1, -2)";
    }

    private String broadcast(Node.Apply apply) {
        if (apply.argument() instanceof Node.Constant constant) {
            if (constant.value() == 0) return "np.zeros(" + shape(apply) + ")";
            if (constant.value() == 1) return "np.ones(" + shape(apply) + ")";
        }
        return "np.broadcast_to(" + use(apply.argument(), 0) + ", " + shape(apply) + ")";
    }

    private static String shape(Node.Apply apply) {
        Shape shape = apply.shape();
        return shape.rank() == 1 ? shape.size(0).toString() : shape.tuple();
    }

    private static String tuple(List<Integer> axes) {
        return axes.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", axes.size() == 1 ? ",)" : ")"));
    }

    private static boolean isReversal(List<Integer> axes) {
        return IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) == axes.size() - 1 - i);
    }

    private static int binding(Size size) {
        String text = size.toString();
        if (text.contains(" + ") || text.contains(" - ")) return SUM;
        return text.contains("*") ? PRODUCT : text.startsWith("-") ? SIGN : ATOM;
    }

    /** Returns a number as Python writes it: {@code 2}, {@code 0.5}, {@code 1e-05}. */
    static String number(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e15) return String.valueOf((long) value);
        return String.valueOf(value).replace("E", "e");
    }

    private static String bracketed(String text, int own, int atLeast) {
        return own < atLeast ? "(" + text + ")" : text;
    }
}
