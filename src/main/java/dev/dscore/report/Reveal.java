package dev.dscore.report;

/** How much of a report its reader may see. */
public enum Reveal {
    /** Points and statuses alone. */
    VERDICT,
    /** Also messages and the sizes of errors to two digits, and no expected value. */
    ERRORS,
    /** Everything. */
    ANSWERS
}
