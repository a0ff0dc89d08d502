package dev.dscore.grade;

/**
 * A submitted name that stands for no gradient of the function; the score does not depend on it.
 *
 * @param message what the name may have been meant for
 */
public record Ignored(String name, String message) {}
