package dev.dscore.lang;

import java.util.Arrays;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The operators with two operands, and the NumPy function of each. */
enum Operator {
    ADD("+", "add"),
    SUBTRACT("-", "subtract"),
    MULTIPLY("*", "multiply"),
    DIVIDE("/", "divide"),
    FLOOR_DIVIDE("//", "floor_divide"),
    REMAINDER("%", "remainder"),
    POWER("**", "power"),
    MATMUL("@", "matmul"),
    AND("&", "bitwise_and"),
    OR("|", "bitwise_or"),
    XOR("^", "bitwise_xor"),
    LEFT("<<", "left_shift"),
    RIGHT(">>", "right_shift");

    private static final Map<String, Operator> BY_SIGN =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Operator::sign, Function.identity()));

    private final String sign;
    private final String function;

    Operator(String sign, String function) {
        this.sign = sign;
        this.function = function;
    }

    static Operator of(String sign) {
        Operator operator = BY_SIGN.get(sign);
        if (operator == null) throw new IllegalArgumentException("no operator " + sign);
        return operator;
    }

    String sign() {
        return sign;
    }

    String function() {
        return function;
    }
}
