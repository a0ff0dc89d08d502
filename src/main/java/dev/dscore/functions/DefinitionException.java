package dev.dscore.functions;

/** A definition that makes no sense beside its code. The message is a sentence for people. */
public final class DefinitionException extends Exception {
    private final String pointer;

    DefinitionException(String pointer, String message) {
        super(message);
        this.pointer = pointer;
    }

    /** A JSON pointer from the definition to what is at fault: {@code /inputs/W}. */
    public String pointer() {
        return pointer;
    }
}
