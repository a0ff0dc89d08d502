package dev.dscore.grade;

/** What a submitted gradient is. */
public enum Status {
    /** Within tolerance, of the right shape. */
    CORRECT,
    /** Wrong, but exactly what the right formula gives from the student's own earlier values. */
    FOLLOWS,
    /** Of the right shape, with wrong numbers. */
    WRONG,
    WRONG_SHAPE,
    NOT_FINITE,
    /** Asked for and not submitted. */
    MISSING,
    /** The submitted code stopped before it. */
    FAILED,
    /** Every disputed entry is at a kink, and lies between the one-sided derivatives there. */
    NOT_DIFFERENTIABLE;

    public boolean isRight() {
        return this == CORRECT || this == NOT_DIFFERENTIABLE;
    }

    /** Whether the error is in this gradient, and not in one before it. */
    boolean isWrongOnItsOwn() {
        return this == WRONG || this == WRONG_SHAPE || this == NOT_FINITE || this == FAILED;
    }
}
