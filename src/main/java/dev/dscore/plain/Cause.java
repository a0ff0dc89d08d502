package dev.dscore.plain;

import java.util.Arrays;

/** The first operation on the way to an array that left the finite numbers, and by which operand. */
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

    /** Of an operation whose result is not finite; null-free: one that tells nothing where the operand explains nothing. */
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

    /** The result was summed: a softmax. */
    void normalizes() {
        normalized = true;
    }

    /** {@code exp}, {@code log} or {@code divide}. */
    public String function() {
        return function;
    }

    /** The text of the operand, empty where none is known. */
    public String operand() {
        return operand;
    }

    public boolean overflows() {
        return overflows;
    }

    public boolean isNormalized() {
        return normalized;
    }

    /** Where the operand is 0 first. */
    public int[] zero() {
        return zero.clone();
    }
}
