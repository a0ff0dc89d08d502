package dev.dscore.contract;

import dev.dscore.problem.RequestException;

/** An entry of an npz. */
public sealed interface NpzEntry {
    record Read(TypedTensor array) implements NpzEntry {}

    /** An entry that is no array of numbers. */
    record Refused(RequestException fault) implements NpzEntry {}

    /** @throws RequestException if the entry cannot be read */
    default TypedTensor orRefused() {
        if (this instanceof Refused refused) throw refused.fault();
        return ((Read) this).array();
    }
}
