package dev.dscore.lang;

import java.util.function.IntUnaryOperator;
import org.antlr.v4.runtime.Token;

/**
 * Where a piece of a program stands.
 *
 * @param source the whole program
 * @param line from 1
 * @param column from 1
 * @param start of its first character
 * @param end of the character after its last
 */
record Place(String source, int line, int column, int start, int end) {
    /** @param offsets how many characters stand before each code point that the lexer counts */
    static Place of(String source, IntUnaryOperator offsets, Token first, Token last) {
        int end = Math.max(first.getStartIndex(), last.getStopIndex() + 1);
        return new Place(
                source,
                first.getLine(),
                first.getCharPositionInLine() + 1,
                offsets.applyAsInt(first.getStartIndex()),
                offsets.applyAsInt(end));
    }

    /** Of a text without characters of two units each, which is nearly every one, the same numbers. */
    static IntUnaryOperator offsets(String source) {
        boolean plain = source.codePointCount(0, source.length()) == source.length();
        return plain ? IntUnaryOperator.identity() : points -> source.offsetByCodePoints(0, points);
    }

    String text() {
        return source.substring(start, end);
    }

    /** An error whose message opens with the piece of text that it is about. */
    SourceException error(String template, Object... values) {
        return error(new Fault(template, values));
    }

    SourceException error(Fault fault) {
        return SourceException.of(
                this, Message.of("{}: {}", Message.fixed(Source.shortened(text())), fault.message()), fault);
    }

    /** What Python does here, and the language does not. */
    SourceException unsupported(String template, Object... values) {
        return error(Fault.unsupported(template, values));
    }

    /** A construct of Python's that the message names itself. */
    SourceException refused(String template, Object... values) {
        Fault fault = Fault.unsupported(template, values);
        return SourceException.of(this, fault.message(), fault);
    }
}
