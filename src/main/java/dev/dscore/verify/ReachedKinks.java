package dev.dscore.verify;

/**
 * The kinks that a lane moves its operations off.
 *
 * @param count how many cells
 * @param node the id of the operation with the first of them, and {@code place} its position there, as {@link Kinks} has it
 * @param exact whether all operations stand on their kinks exactly: within rounding, a step must be longer than that
 */
record ReachedKinks(int count, int node, int place, boolean exact) {
    static final ReachedKinks NONE = new ReachedKinks(0, -1, -1, true);
}
