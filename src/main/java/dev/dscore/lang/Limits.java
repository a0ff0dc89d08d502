package dev.dscore.lang;

import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * Limits on the size of a program.
 *
 * @param characters characters of the whole text
 * @param statements lines, and parts of lines between semicolons
 * @param tokens tokens of one statement, which bounds the depth of its tree
 * @param nesting brackets within brackets
 * @param name letters of a name
 */
public record Limits(int characters, int statements, int tokens, int nesting, int name) {
    public static final Limits DEFAULT = new Limits(20_000, 500, 500, 40, 100);

    /** Returns the limits of a file of functions that are called from outside the file. */
    public Limits ofFile() {
        return new Limits(10 * characters, 10 * statements, 4 * tokens, nesting, name);
    }

    /** Returns the error of a text that is too long to be read at all. */
    Optional<SourceException> exceeded(String text) {
        if (text.length() <= characters) return Optional.empty();
        String message = "the code has " + text.length() + " characters; at most " + characters + " are read";
        return Optional.of(new SourceException(Stop.LIMIT, 1, 1, "", message).in(text));
    }

    /**
     * Checks the size of a statement.
     *
     * @param before the number of statements before this one
     * @throws SourceException if the statement is too large, or one too many
     */
    void check(int before, List<Token> statement) {
        if (before >= statements) {
            throw refusal(statement.get(0), "is one statement too many; at most " + statements + " are read");
        }
        int depth = 0;
        for (Token token : statement) {
            depth += depth(token);
            if (token.getText().length() > name && isName(token)) {
                throw refusal(token, "is too long a name; at most " + name + " letters are read");
            }
            if (depth > nesting) throw refusal(token, "is nested too deeply; at most " + nesting + " brackets are");
        }
        if (statement.size() > tokens) {
            Token token = statement.get(tokens);
            throw refusal(token, "is too far into one statement; at most " + tokens + " words and signs are read");
        }
    }

    private static boolean isName(Token token) {
        return Character.isUnicodeIdentifierStart(token.getText().codePointAt(0))
                && !token.getText().matches("(?s).*['\"].*");
    }

    /** Returns how much the depth of brackets changes at a token: 1, −1 or 0. */
    static int depth(Token token) {
        return switch (token.getText()) {
            case "(", "[", "{" -> 1;
            case ")", "]", "}" -> -1;
            default -> 0;
        };
    }

    private static SourceException refusal(Token token, String message) {
        String text = Source.shortened(Refusal.printable(token.getText()));
        return new SourceException(
                Stop.LIMIT, token.getLine(), token.getCharPositionInLine() + 1, text, "'" + text + "' " + message);
    }
}
