package dev.dscore.graph;

import static dev.dscore.graph.ShapeRule.ELEMENTWISE;
import static dev.dscore.graph.ShapeRule.REDUCTION;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The table of operations: what each is called in NumPy, how many arrays it takes, and what shape comes out. A new
 * operation is a row here, a row in the table of derivatives, a kernel on ND4J and a plain kernel for the verifier.
 */
public enum Operation {
    NEGATE("-", 1, ELEMENTWISE),
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

    ADD("+", 2, ELEMENTWISE),
    SUBTRACT("-", 2, ELEMENTWISE),
    MULTIPLY("*", 2, ELEMENTWISE),
    DIVIDE("/", 2, ELEMENTWISE),
    POWER("**", 2, ELEMENTWISE, Kink.ZERO),
    MAXIMUM("maximum", 2, ELEMENTWISE, Kink.EQUAL),
    MINIMUM("minimum", 2, ELEMENTWISE, Kink.EQUAL),
    LESS("<", 2, ELEMENTWISE, Kink.EQUAL),
    LESS_EQUAL("<=", 2, ELEMENTWISE, Kink.EQUAL),
    GREATER(">", 2, ELEMENTWISE, Kink.EQUAL),
    GREATER_EQUAL(">=", 2, ELEMENTWISE, Kink.EQUAL),
    EQUAL("==", 2, ELEMENTWISE, Kink.EQUAL),
    NOT_EQUAL("!=", 2, ELEMENTWISE, Kink.EQUAL),
    WHERE("where", 3, ELEMENTWISE, Kink.ZERO),

    SUM("sum", 1, REDUCTION),
    MEAN("mean", 1, REDUCTION),
    MAX("max", 1, REDUCTION, Kink.TIE),
    MIN("min", 1, REDUCTION, Kink.TIE),
    VAR("var", 1, REDUCTION),
    STD("std", 1, REDUCTION),
    LOGSUMEXP("logsumexp", 1, REDUCTION),
    SOFTMAX("softmax", 1, ShapeRule.SAME),
    LOG_SOFTMAX("log_softmax", 1, ShapeRule.SAME),

    MATMUL("@", 2, ShapeRule.MATMUL),
    /** {@code @} of a matrix and a vector, of a vector and a matrix, of two vectors: each has a rule of its own. */
    MATVEC("matvec", 2, ShapeRule.MATVEC),
    VECMAT("vecmat", 2, ShapeRule.VECMAT),
    INNER("inner", 2, ShapeRule.INNER),
    OUTER("outer", 2, ShapeRule.OUTER),
    TRANSPOSE("transpose", 1, ShapeRule.TRANSPOSE),
    RESHAPE("reshape", 1, ShapeRule.RESHAPE),
    BROADCAST_TO("broadcast_to", 1, ShapeRule.BROADCAST_TO),
    /** {@code a[range(N), y]}: of row n the entry y[n]. */
    PICK("pick", 2, ShapeRule.PICK),
    ONE_HOT("one_hot", 1, ShapeRule.ONE_HOT);

    private static final Map<String, Operation> BY_NAME = Arrays.stream(values())
            .filter(operation -> operation != NEGATE)
            .collect(Collectors.toUnmodifiableMap(Operation::text, Function.identity()));

    private final String text;
    private final int arity;
    private final ShapeRule rule;
    private final Kink kink;

    Operation(String text, int arity, ShapeRule rule) {
        this(text, arity, rule, Kink.NONE);
    }

    Operation(String text, int arity, ShapeRule rule, Kink kink) {
        this.text = text;
        this.arity = arity;
        this.rule = rule;
        this.kink = kink;
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
        return this == LESS
                || this == LESS_EQUAL
                || this == GREATER
                || this == GREATER_EQUAL
                || this == EQUAL
                || this == NOT_EQUAL;
    }

    /** Whether it is written {@code @}. */
    public boolean isProduct() {
        return this == MATMUL || this == MATVEC || this == VECMAT || this == INNER;
    }

    public boolean isReduction() {
        return rule == REDUCTION;
    }
}
