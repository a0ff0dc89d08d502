package dev.dscore.lang;

/** Why a program stops. */
public enum Stop {
    /** Python or NumPy stops there, too. */
    ERROR,
    /** The language lacks what Python has: it says nothing about the program. */
    UNSUPPORTED,
    /** A limit of this service. */
    LIMIT
}
