package dev.dscore.functions;

/**
 * Thrown when the declarations of a definition are invalid or do not go with its code. The message is a sentence for
 * people.
 */
public final class DefinitionException extends Exception {
    private final String pointer;

    DefinitionException(String pointer, String message) {
        super(message);
        this.pointer = pointer;
    }

    /** Returns a JSON pointer from the definition to the member at fault: {@code /inputs/W}. */
    public String pointer() {
        return pointer;
    }
}
