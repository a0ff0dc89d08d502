package dev.dscore.lang;

import org.antlr.v4.runtime.Token;

/**
 * Where a piece of a program stands.
 *
 * @param source the whole program
 * @param line from 1
 * @param column from 1
 * @param start of its first character, counted in code points
 * @param end of the character after its last
 */
record Place(String source, int line, int column, int start, int end) {
    static Place of(String source, Token first, Token last) {
        int end = Math.max(first.getStartIndex(), last.getStopIndex() + 1);
        return new Place(source, first.getLine(), first.getCharPositionInLine() + 1, first.getStartIndex(), end);
    }

    String text() {
        int from = source.offsetByCodePoints(0, start);
        return source.substring(from, source.offsetByCodePoints(from, end - start));
    }

    /** An error whose message opens with the piece of text that it is about. */
    SourceException error(String message) {
        return error(new Fault(message));
    }

    SourceException error(Fault fault) {
        String text = text();
        String message = Source.shortened(text) + ": " + fault.getMessage();
        return new SourceException(line, column, text, message, fault.unequal(), fault.remedy());
    }
}
