package dev.dscore.contract;

import dev.dscore.problem.RequestException;

/** An entry of an npz. */
public sealed interface NpzEntry {
    record Read(TypedTensor array) implements NpzEntry {}

    /** An entry that is not an array of numbers. */
    record Refused(RequestException fault) implements NpzEntry {}

    /**
     * Returns the array of this entry.
     *
     * @throws RequestException if the entry cannot be read
     */
    default TypedTensor orRefused() {
        if (this instanceof Refused refused) throw refused.fault();
        return ((Read) this).array();
    }
}
