package dev.dscore.verify;

/** How a derivative is formed from changes of the function: Fornberg (1988), table 1. */
enum Scheme {
    /** From f(h) and f(−h). Fast: small steps only, no error bounds. */
    SECOND_ORDER(1, -1),
    /** From f(h), f(−h), f(2h) and f(−2h), any steps, with a running bound on the rounding error of the change at h. */
    FOURTH_ORDER(1, -1, 2, -2);

    private final double[] shifts;

    Scheme(double... shifts) {
        this.shifts = shifts;
    }

    int shifts() {
        return shifts.length;
    }

    /** The shift number {@code number}, in steps. */
    double shift(int number) {
        return shifts[number];
    }

    boolean tracksErrors() {
        return this == FOURTH_ORDER;
    }
}
