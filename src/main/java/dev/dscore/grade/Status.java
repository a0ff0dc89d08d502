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
    /** No array of numbers. */
    UNREADABLE,
    /** The submitted code uses what the language has not, and stopped before it; a person has to grade it. */
    UNSUPPORTED,
    /** Neither the analytic nor the numeric side can determine the reference; a person has to grade it. */
    UNDETERMINED,
    /** Asked for and not submitted. */
    MISSING,
    /** The submitted code stopped before it, where Python stops, too, or past a limit of this service. */
    FAILED,
    /** Every disputed entry is at a kink, and lies between the one-sided derivatives there. */
    NOT_DIFFERENTIABLE;

    public boolean isRight() {
        return this == CORRECT || this == NOT_DIFFERENTIABLE;
    }

    /** Returns whether the mark is a verdict; where it is none, its points are neither got nor lost. */
    public boolean isGraded() {
        return this != UNDETERMINED && this != UNSUPPORTED;
    }

    /** Whether the error is in this gradient, and not in one before it. */
    boolean isWrongOnItsOwn() {
        return this == WRONG || this == WRONG_SHAPE || this == NOT_FINITE || this == UNREADABLE || this == FAILED;
    }
}
