package dev.dscore.grade;

/**
 * A submitted name that stands for no gradient of the function, or a variable of submitted code that has the name of one and is
 * not meant as it. The score does not depend on it.
 *
 * @param message what the name may have been meant for, or what shows that it is not meant as the gradient
 */
public record Ignored(String name, String message) {
    /** How many are listed: the size of a response stays near that of its request. */
    public static final int MOST = 100;
}
