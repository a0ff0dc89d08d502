package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** The messages about text that is not Python. */
final class Refusal {
    private static final String NOTEBOOKS = "a notebook's command is not taken; leave the line out";

    private Refusal() {}

    /**
     * Returns the message that refuses a statement.
     *
     * @param statement its tokens, including those that end it
     * @param at the first token that does not fit
     */
    static String refusal(List<Token> statement, Token at) {
        int index = at.getTokenIndex() - statement.get(0).getTokenIndex();
        String text = printable(at.getText());
        boolean first = index == 0;
        return switch (at.getType()) {
            case PythonLexer.OTHER ->
                switch (text) {
                    case "'", "\"" -> "the string is never closed";
                    case "!", "?", "$" -> first ? NOTEBOOKS : foreign(text);
                    default -> foreign(text);
                };
            case PythonLexer.CLOSE, PythonLexer.CLOSE_INDEX, PythonLexer.CLOSE_SET -> closing(statement, index, text);
            default -> sign(statement, index, text);
        };
    }

    /** Returns the message about a {@code print} statement of Python 2; empty for any other statement. */
    static Optional<String> ofPython2(List<Token> statement) {
        if (!isPrint(statement)) return Optional.empty();
        return Optional.of("`print` without brackets is Python 2; in Python 3 it is a function: print(…)");
    }

    /** Returns whether a message is about a command for a notebook's kernel, which is not Python. */
    static boolean isNotebooks(String refusal) {
        return refusal.equals(NOTEBOOKS);
    }

    // print 'a'
    private static boolean isPrint(List<Token> statement) {
        if (statement.size() < 2 || !statement.get(0).getText().equals("print")) return false;
        int next = statement.get(1).getType();
        return next == PythonLexer.STRING || next == PythonLexer.NAME || next == PythonLexer.NUMBER;
    }

    private static String sign(List<Token> statement, int index, String text) {
        if (index == 0 && text.equals("%")) return NOTEBOOKS;
        if (text.matches("[-+*/]?=")) return assignment(statement, index, text);
        return unread(text);
    }

    private static String assignment(List<Token> statement, int index, String text) {
        List<String> before =
                statement.subList(0, index).stream().map(Token::getText).toList();
        if (depth(statement, index) > 0) return unread(text);
        if (index == 1 && before.get(0).matches("[a-z]+") && statement.get(0).getType() != PythonLexer.NAME) {
            return before.get(0) + ": " + before.get(0) + " has a meaning of its own; choose another name";
        }
        if (index == 0) return "a name must stand before `" + text + "`";
        return unread(text);
    }

    private static String closing(List<Token> statement, int index, String text) {
        if (depth(statement, index) <= 0) return quoted(text) + " closes no bracket";
        return unread(text);
    }

    /** Returns the last bracket before {@code at} that the statement never closes. */
    static Optional<Token> unclosed(List<Token> statement, Token at) {
        Deque<Token> open = new ArrayDeque<>();
        for (Token token : statement) {
            int nesting = nesting(token);
            if (nesting > 0) open.push(token);
            if (nesting < 0 && !open.isEmpty()) open.pop();
        }
        return open.stream()
                .filter(token -> token.getTokenIndex() < at.getTokenIndex())
                .findFirst();
    }

    private static int depth(List<Token> statement, int index) {
        return statement.subList(0, index).stream().mapToInt(Refusal::nesting).sum();
    }

    /** Returns 1 for an opening bracket, −1 for a closing one, and 0 for any other token. */
    static int nesting(Token token) {
        return switch (token.getType()) {
            case PythonLexer.OPEN, PythonLexer.OPEN_INDEX, PythonLexer.OPEN_SET -> 1;
            case PythonLexer.CLOSE, PythonLexer.CLOSE_INDEX, PythonLexer.CLOSE_SET -> -1;
            default -> 0;
        };
    }

    static String unread(String text) {
        return "the line cannot be read from '" + Source.shortened(text) + "' on";
    }

    private static String foreign(String text) {
        return "'" + text + "' is not part of the language";
    }

    private static String quoted(String text) {
        return "`" + Source.shortened(text) + "`";
    }

    static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (Character.isISOControl(c)) shown.append(String.format("\\u%04x", c));
            else shown.appendCodePoint(c);
        });
        return shown.toString();
    }
}
