package dev.dscore.lang;

/** The reason why a program stops. */
public enum Stop {
    /** Python or NumPy stops there, too. */
    ERROR,
    /** The language lacks a construct that Python has; the program may be right. */
    UNSUPPORTED,
    /** A limit of this service. */
    LIMIT
}
