package dev.dscore.graph;

import static dev.dscore.graph.ShapeRule.ELEMENTWISE;
import static dev.dscore.graph.ShapeRule.REDUCTION;
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
 * The table of operations: what each is called in NumPy, how many arrays it takes, and what shape comes out. A new
 * operation is a row here, a row in the table of derivatives, a kernel on ND4J and a plain kernel for the verifier.
 */
public enum Operation {
    NEGATE("-", 1, ELEMENTWISE, LINEAR),
    EXP("exp", 1, ELEMENTWISE),
    LOG("log", 1, ELEMENTWISE),
    LOG1P("log1p", 1, ELEMENTWISE),
    EXPM1("expm1", 1, ELEMENTWISE),
    SQRT("sqrt", 1, ELEMENTWISE, Kink.ZERO),
    SQUARE("square", 1, ELEMENTWISE),
    ABS("abs", 1, ELEMENTWISE, Kink.ZERO),
    SIGN("sign", 1, ELEMENTWISE, Kink.ZERO),
    TANH("tanh", 1, ELEMENTWISE),
    SIGMOID("expit", 1, ELEMENTWISE),
    SIN("sin", 1, ELEMENTWISE),
    COS("cos", 1, ELEMENTWISE),
    ARCTAN("arctan", 1, ELEMENTWISE),
    ERF("erf", 1, ELEMENTWISE),

    ADD("+", 2, ELEMENTWISE, LINEAR),
    SUBTRACT("-", 2, ELEMENTWISE, LINEAR),
    MULTIPLY("*", 2, ELEMENTWISE),
    DIVIDE("/", 2, ELEMENTWISE),
    POWER("**", 2, ELEMENTWISE, Kink.ZERO),
    LOGADDEXP("logaddexp", 2, ELEMENTWISE),
    MAXIMUM("maximum", 2, ELEMENTWISE, Kink.EQUAL),
    MINIMUM("minimum", 2, ELEMENTWISE, Kink.EQUAL),
    LESS("<", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    LESS_EQUAL("<=", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    GREATER(">", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    GREATER_EQUAL(">=", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    EQUAL("==", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    NOT_EQUAL("!=", 2, ELEMENTWISE, Kink.EQUAL, COMPARISON),
    WHERE("where", 3, ELEMENTWISE, Kink.ZERO),

    SUM("sum", 1, REDUCTION, LINEAR),
    MEAN("mean", 1, REDUCTION, LINEAR),
    MAX("max", 1, REDUCTION, Kink.TIE),
    MIN("min", 1, REDUCTION, Kink.TIE),
    VAR("var", 1, REDUCTION),
    STD("std", 1, REDUCTION),
    LOGSUMEXP("logsumexp", 1, REDUCTION),
    SOFTMAX("softmax", 1, ShapeRule.SAME),
    LOG_SOFTMAX("log_softmax", 1, ShapeRule.SAME),
    CUMSUM("cumsum", 1, ShapeRule.SAME, LINEAR),
    FLIP("flip", 1, ShapeRule.SAME, LINEAR),

    MATMUL("@", 2, ShapeRule.MATMUL, PRODUCT),
    /** {@code @} of a matrix and a vector, of a vector and a matrix, of two vectors: each has a rule of its own. */
    MATVEC("matvec", 2, ShapeRule.MATVEC, PRODUCT),
    VECMAT("vecmat", 2, ShapeRule.VECMAT, PRODUCT),
    INNER("inner", 2, ShapeRule.INNER, PRODUCT),
    OUTER("outer", 2, ShapeRule.OUTER),
    TRANSPOSE("transpose", 1, ShapeRule.TRANSPOSE, LINEAR),
    RESHAPE("reshape", 1, ShapeRule.RESHAPE, LINEAR),
    BROADCAST_TO("broadcast_to", 1, ShapeRule.BROADCAST_TO, LINEAR),
    /** {@code a[range(N), y]}: of row n the entry y[n]. */
    PICK("pick", 2, ShapeRule.PICK, LINEAR, INDEXED),
    ONE_HOT("one_hot", 1, ShapeRule.ONE_HOT, INDEXED),

    /** What basic indices choose: {@code a[:, t, ::2]}. */
    PART("part", 1, ShapeRule.PART, LINEAR),
    /** {@code a} once {@code a[:, t, ::2] = b} is stored. */
    PLACE("place", 2, ShapeRule.PLACE, LINEAR),
    /** {@code a[:, indices]}, along one axis. */
    TAKE("take", 2, ShapeRule.TAKE, LINEAR, INDEXED),
    /** Zeros to which {@code np.add.at} adds a at the indices. */
    ADD_AT("add_at", 2, ShapeRule.ADD_AT, LINEAR, INDEXED),
    /** Whole numbers from a on. */
    ARANGE("arange", 1, ShapeRule.ARANGE),
    /** A sum of products by the letters of axes, {@code @} of batches among them. */
    EINSUM("einsum", 2, ShapeRule.EINSUM);

    private static final Map<String, Operation> BY_NAME = Arrays.stream(values())
            .filter(operation -> operation != NEGATE)
            .collect(Collectors.toUnmodifiableMap(Operation::text, Function.identity()));

    private final String text;
    private final int arity;
    private final ShapeRule rule;
    private final Kink kink;
    private final List<Trait> traits;

    Operation(String text, int arity, ShapeRule rule, Trait... traits) {
        this(text, arity, rule, Kink.NONE, traits);
    }

    Operation(String text, int arity, ShapeRule rule, Kink kink, Trait... traits) {
        this.text = text;
        this.arity = arity;
        this.rule = rule;
        this.kink = kink;
        this.traits = List.of(traits);
    }

    /** The name or sign in NumPy. A minus is {@link #SUBTRACT} by name; {@link #NEGATE} shares its sign. */
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

    public ShapeRule rule() {
        return rule;
    }

    /** Where the operation has no derivative. */
    public Kink kink() {
        return kink;
    }

    public boolean isElementwise() {
        return rule == ELEMENTWISE;
    }

    /** Whether the result is 0 or 1, which NumPy keeps as a truth value. */
    public boolean isComparison() {
        return traits.contains(COMPARISON);
    }

    /** Whether the result is linear in the arrays of real numbers, all together. */
    public boolean isLinear() {
        return traits.contains(LINEAR);
    }

    /** Whether the last array holds indices, which do not change. */
    public boolean isIndexed() {
        return traits.contains(INDEXED);
    }

    /** Whether it is written {@code @}. */
    public boolean isProduct() {
        return traits.contains(PRODUCT);
    }

    public boolean isReduction() {
        return rule == REDUCTION;
    }
}
