package dev.dscore.verify;

import org.jspecify.annotations.Nullable;

/**
 * How thoroughly gradients are checked.
 *
 * @param directions 0 to check every entry on its own; otherwise along how many random directions
 * @param step the shift h of an entry; null to fit it to each entry
 */
public record Coverage(int directions, @Nullable Double step) {
    public static final Coverage EVERY_ENTRY = new Coverage(0, null);

    public boolean everyEntry() {
        return directions == 0;
    }
}
