package dev.dscore.web;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DatabindException;

/** JSON that is no array of numbers; it knows its place in the document. */
final class ArrayException extends DatabindException {
    private final ProblemType type;
    private final String pointer;

    ArrayException(JsonParser parser, ProblemType type, String detail) {
        super(parser, detail);
        this.type = type;
        this.pointer = parser.streamReadContext().pathAsPointer().toString();
    }

    ProblemType type() {
        return type;
    }

    String pointer() {
        return pointer;
    }
}
