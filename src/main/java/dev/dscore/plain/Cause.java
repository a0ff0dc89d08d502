package dev.dscore.plain;

import java.util.Arrays;

/** The first operation on the way to an array whose result was not finite, and the operand that caused it. */
public final class Cause {
    private static final double OVERFLOWS_EXP = Math.log(Double.MAX_VALUE);

    private final String function;
    private final boolean overflows;
    private final int[] zero;
    private String operand = "";
    private boolean normalized = false;

    private Cause(String function, boolean overflows, int[] zero) {
        this.function = function;
        this.overflows = overflows;
        this.zero = zero;
    }

    /** Returns the cause of a result that is not finite; empty if the operand does not explain it. */
    static java.util.Optional<Cause> of(String function, NumericArray operand) {
        double[] entries = operand.toArray();
        if (function.equals("exp")) {
            boolean overflows = Arrays.stream(entries).anyMatch(entry -> entry > OVERFLOWS_EXP);
            return overflows
                    ? java.util.Optional.of(new Cause(function, true, new int[0]))
                    : java.util.Optional.empty();
        }
        for (int i = 0; i < entries.length; i++) {
            if (entries[i] == 0) return java.util.Optional.of(new Cause(function, false, operand.index(i)));
        }
        return java.util.Optional.empty();
    }

    void told(String operand) {
        if (this.operand.isEmpty()) this.operand = operand;
    }

    /** Records that the result was summed, as in a softmax. */
    void normalizes() {
        normalized = true;
    }

    /** Returns {@code exp}, {@code log} or {@code divide}. */
    public String function() {
        return function;
    }

    /** Returns the text of the operand; empty if it is unknown. */
    public String operand() {
        return operand;
    }

    public boolean overflows() {
        return overflows;
    }

    public boolean isNormalized() {
        return normalized;
    }

    /** Returns the index of the first 0 in the operand; empty for an overflow. */
    public int[] zero() {
        return zero.clone();
    }
}
