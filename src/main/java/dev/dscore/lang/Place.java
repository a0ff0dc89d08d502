package dev.dscore.lang;

import java.util.function.IntUnaryOperator;
import org.antlr.v4.runtime.Token;

/**
 * The position of a piece of a program.
 *
 * @param source the whole program
 * @param line counted from 1
 * @param column counted from 1
 * @param start the offset of its first character
 * @param end the offset after its last character
 */
record Place(String source, int line, int column, int start, int end) {
    /** @param offsets the number of characters before each code point, which the lexer counts */
    static Place of(String source, IntUnaryOperator offsets, Token first, Token last) {
        int end = Math.max(first.getStartIndex(), last.getStopIndex() + 1);
        return new Place(
                source,
                first.getLine(),
                first.getCharPositionInLine() + 1,
                offsets.applyAsInt(first.getStartIndex()),
                offsets.applyAsInt(end));
    }

    /** Returns the conversion of code points to chars: the identity in nearly every text, without surrogate pairs. */
    static IntUnaryOperator offsets(String source) {
        boolean plain = source.codePointCount(0, source.length()) == source.length();
        return plain ? IntUnaryOperator.identity() : points -> source.offsetByCodePoints(0, points);
    }

    String text() {
        return source.substring(start, end);
    }

    /** Returns an error whose message begins with the text at this place. */
    SourceException error(String template, Object... values) {
        return error(new Fault(template, values));
    }

    SourceException error(Fault fault) {
        // the head of a block ends with a colon
        String own = text().endsWith(":") ? text().substring(0, text().length() - 1) : text();
        return SourceException.of(
                this, Message.of("{}: {}", Message.fixed(Source.shortened(own)), fault.message()), fault);
    }

    /** Returns a stop for something that Python does here and the language does not. */
    SourceException unsupported(String template, Object... values) {
        return error(Fault.unsupported(template, values));
    }

    /** Returns a stop for a construct of Python's that the message names itself. */
    SourceException refused(String template, Object... values) {
        Fault fault = Fault.unsupported(template, values);
        return SourceException.of(this, fault.message(), fault);
    }
}
