package dev.dscore.graph;

import static dev.dscore.graph.AttributeRule.REDUCTION;
import static dev.dscore.graph.Trait.COMPARISON;
import static dev.dscore.graph.Trait.INDEXED;
import static dev.dscore.graph.Trait.LINEAR;
import static dev.dscore.graph.Trait.PRODUCT;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of operations: the NumPy name of each, and the axes of its arguments and of its result. A new operation is
 * a row here, a row in the table of derivatives, a kernel on ND4J and a plain kernel for the verifier.
 */
public enum Operation {
    NEGATE("-", "()->()", LINEAR),
    EXP("exp", "()->()"),
    LOG("log", "()->()"),
    LOG1P("log1p", "()->()"),
    EXPM1("expm1", "()->()"),
    SQRT("sqrt", "()->()", Kink.ZERO),
    SQUARE("square", "()->()"),
    ABS("abs", "()->()", Kink.ZERO),
    SIGN("sign", "()->()", Kink.ZERO),
    TANH("tanh", "()->()"),
    SIGMOID("expit", "()->()"),
    SIN("sin", "()->()"),
    COS("cos", "()->()"),
    ARCTAN("arctan", "()->()"),
    ERF("erf", "()->()"),

    ADD("+", "(),()->()", LINEAR),
    SUBTRACT("-", "(),()->()", LINEAR),
    MULTIPLY("*", "(),()->()"),
    DIVIDE("/", "(),()->()"),
    POWER("**", "(),()->()", Kink.ZERO),
    LOGADDEXP("logaddexp", "(),()->()"),
    MAXIMUM("maximum", "(),()->()", Kink.EQUAL),
    MINIMUM("minimum", "(),()->()", Kink.EQUAL),
    LESS("<", "(),()->()", Kink.EQUAL, COMPARISON),
    LESS_EQUAL("<=", "(),()->()", Kink.EQUAL, COMPARISON),
    GREATER(">", "(),()->()", Kink.EQUAL, COMPARISON),
    GREATER_EQUAL(">=", "(),()->()", Kink.EQUAL, COMPARISON),
    EQUAL("==", "(),()->()", Kink.EQUAL, COMPARISON),
    NOT_EQUAL("!=", "(),()->()", Kink.EQUAL, COMPARISON),
    WHERE("where", "(),(),()->()", Kink.ZERO),

    SUM("sum", 1, REDUCTION, LINEAR),
    MEAN("mean", 1, REDUCTION, LINEAR),
    MAX("max", 1, REDUCTION, Kink.TIE),
    MIN("min", 1, REDUCTION, Kink.TIE),
    VAR("var", 1, REDUCTION),
    STD("std", 1, REDUCTION),
    LOGSUMEXP("logsumexp", 1, REDUCTION),
    SOFTMAX("softmax", 1, AttributeRule.SAME),
    LOG_SOFTMAX("log_softmax", 1, AttributeRule.SAME),
    CUMSUM("cumsum", 1, AttributeRule.SAME, LINEAR),
    FLIP("flip", 1, AttributeRule.SAME, LINEAR),

    MATMUL("@", "(n,k),(k,m)->(n,m)", PRODUCT),
    /** {@code @} of a matrix and a vector, of a vector and a matrix, or of two vectors: each has its own rule. */
    MATVEC("matvec", "(n,k),(k)->(n)", PRODUCT),
    VECMAT("vecmat", "(k),(k,m)->(m)", PRODUCT),
    INNER("inner", "(k),(k)->()", PRODUCT),
    OUTER("outer", "(n),(m)->(n,m)"),
    TRANSPOSE("transpose", 1, AttributeRule.TRANSPOSE, LINEAR),
    RESHAPE("reshape", 1, AttributeRule.RESHAPE, LINEAR),
    BROADCAST_TO("broadcast_to", 1, AttributeRule.BROADCAST_TO, LINEAR),
    /** {@code a[range(N), y]}: the entry y[n] of each row n. */
    PICK("pick", "(n,k),(n)->(n)", LINEAR, INDEXED),
    ONE_HOT("one_hot", 1, AttributeRule.ONE_HOT, INDEXED),

    /** The part of an array that basic indices select: {@code a[:, t, ::2]}. */
    PART("part", 1, AttributeRule.PART, LINEAR),
    /** {@code a} after {@code a[:, t, ::2] = b}. */
    PLACE("place", 2, AttributeRule.PLACE, LINEAR),
    /** {@code a[:, indices]}, along one axis. */
    TAKE("take", 2, AttributeRule.TAKE, LINEAR, INDEXED),
    /** An array of zeros to which {@code np.add.at} has added a at the indices. */
    ADD_AT("add_at", 2, AttributeRule.ADD_AT, LINEAR, INDEXED),
    /** Consecutive whole numbers, starting at a. */
    ARANGE("arange", 1, AttributeRule.ARANGE),
    /** A sum of products by the letters of the axes, including {@code @} of batches. */
    EINSUM("einsum", 2, AttributeRule.EINSUM);

    private static final Map<String, Operation> BY_NAME = Arrays.stream(values())
            .filter(operation -> operation != NEGATE)
            .collect(Collectors.toUnmodifiableMap(Operation::text, Function.identity()));

    private final String text;
    private final int arity;
    private final ShapeRule rule;
    private final Kink kink;
    private final List<Trait> traits;

    Operation(String text, String signature, Trait... traits) {
        this(text, signature, Kink.NONE, traits);
    }

    Operation(String text, String signature, Kink kink, Trait... traits) {
        Signature parsed = Signature.parse(signature);
        this.text = text;
        this.arity = parsed.arguments().size();
        this.rule = parsed;
        this.kink = kink;
        this.traits = List.of(traits);
    }

    Operation(String text, int arity, AttributeRule rule, Trait... traits) {
        this(text, arity, rule, Kink.NONE, traits);
    }

    Operation(String text, int arity, AttributeRule rule, Kink kink, Trait... traits) {
        this.text = text;
        this.arity = arity;
        this.rule = rule;
        this.kink = kink;
        this.traits = List.of(traits);
    }

    /**
     * Returns the operation with this name or sign in NumPy. {@code -} gives {@link #SUBTRACT}; {@link #NEGATE} shares
     * its sign.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Operation named(String text) {
        Operation operation = BY_NAME.get(text);
        if (operation == null) throw new IllegalArgumentException("no operation is called " + text);
        return operation;
    }

    public String text() {
        return text;
    }

    public int arity() {
        return arity;
    }

    /** Returns the shape of the result. */
    Shape shape(List<Shape> arguments, Attributes attributes) throws ShapeException {
        return rule.shape(arguments, attributes);
    }

    /** Returns the points at which the operation has no derivative. */
    public Kink kink() {
        return kink;
    }

    /** Returns whether the result is computed entry by entry from broadcast arguments. */
    public boolean isElementwise() {
        return rule instanceof Signature signature && signature.isElementwise();
    }

    /**
     * Returns whether the result has the argument's own shape and is computed along its axes, such as a cumulative sum.
     */
    public boolean isAlongAxes() {
        return rule == AttributeRule.SAME;
    }

    /** Returns whether the result is 0 or 1, which NumPy keeps as a bool. */
    public boolean isComparison() {
        return traits.contains(COMPARISON);
    }

    /** Returns whether the result is linear in all arguments of real numbers jointly. */
    public boolean isLinear() {
        return traits.contains(LINEAR);
    }

    /** Returns whether the last argument holds indices, which do not change. */
    public boolean isIndexed() {
        return traits.contains(INDEXED);
    }

    /** Returns whether the operation is written {@code @}. */
    public boolean isProduct() {
        return traits.contains(PRODUCT);
    }

    public boolean isReduction() {
        return rule == REDUCTION;
    }
}
