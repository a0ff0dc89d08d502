package dev.dscore.grade;

import java.util.List;
import java.util.Map;

/**
 * What the submitted arrays hold beside arrays of numbers.
 *
 * @param unreadable by gradient, the sentence that says what of it is no array of numbers, and where
 * @param nulls by gradient, the position in C order of the first entry that came as null and counts as NaN
 * @param ignored names that are no gradients of the function
 */
public record Reading(Map<String, String> unreadable, Map<String, Integer> nulls, List<Ignored> ignored) {
    public static final Reading CLEAN = new Reading(Map.of(), Map.of(), List.of());
}
