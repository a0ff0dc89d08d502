package dev.dscore.lang;

import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * How large a program may be.
 *
 * @param characters of the whole text
 * @param statements lines and parts of lines between semicolons
 * @param tokens of one statement, which bounds the depth of its tree
 * @param nesting brackets within brackets
 */
public record Limits(int characters, int statements, int tokens, int nesting) {
    public static final Limits DEFAULT = new Limits(20_000, 500, 500, 40);

    void check(List<Token> all) {
        int statement = 0, length = 0, depth = 0;
        for (Token token : all) {
            length++;
            switch (token.getType()) {
                case NumpyLexer.OPEN, NumpyLexer.OPEN_INDEX -> depth++;
                case NumpyLexer.CLOSE, NumpyLexer.CLOSE_INDEX -> depth--;
                case NumpyLexer.OTHER -> throw refusal(token, "is not part of the language");
                default -> {}
            }
            if (token.getType() == NumpyLexer.NEWLINE || token.getText().equals(";")) {
                if (length > 1) statement++;
                length = 0;
            }
            if (depth > nesting) throw refusal(token, "is nested too deeply; at most " + nesting + " brackets are");
            if (length > tokens)
                throw refusal(token, "is too far into one statement; at most " + tokens + " words and signs are read");
            if (statement > statements)
                throw refusal(token, "is one statement too many; at most " + statements + " are read");
        }
    }

    private static SourceException refusal(Token token, String message) {
        String text = printable(token.getText());
        return new SourceException(
                token.getLine(), token.getCharPositionInLine() + 1, text, "'" + text + "' " + message);
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) shown.append(String.format("\\u%04x", c));
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }
}
