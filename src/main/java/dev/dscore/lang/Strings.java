package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Parses adjacent string literals: their escapes, and the fields of f-strings. */
final class Strings {
    private static final String ESCAPED = "\\'\"nrt0abfv", MEANT = "\\'\"\n\r\t\0\007\b\f\013";

    private final String source;
    private final Place at;

    Strings(String source, Place at) {
        this.source = source;
        this.at = at;
    }

    Expression of(List<TerminalNode> strings) {
        List<Expression> pieces = new ArrayList<>();
        boolean plain = true;
        for (TerminalNode string : strings) {
            String text = string.getText();
            String prefix = text.split("['\"]", 2)[0].toLowerCase(Locale.ROOT);
            if (prefix.contains("b")) throw at.unsupported("bytes are not taken");
            int quotes = text.startsWith("'''", prefix.length()) || text.startsWith("\"\"\"", prefix.length()) ? 3 : 1;
            String inside = text.substring(prefix.length() + quotes, text.length() - quotes);
            boolean raw = prefix.contains("r");
            if (prefix.contains("f")) {
                plain = false;
                fields(inside, raw, pieces);
            } else {
                pieces.add(literal(raw ? inside : unescaped(inside)));
            }
        }
        if (!plain) return new Expression.Format(at, pieces);
        StringBuilder joined = new StringBuilder();
        for (Expression piece : pieces) {
            joined.append(((Value.Text) ((Expression.Literal) piece).value()).text());
        }
        return literal(joined.toString());
    }

    private Expression literal(String text) {
        return new Expression.Literal(at, new Value.Text(text));
    }

    private void fields(String text, boolean raw, List<Expression> pieces) {
        StringBuilder plain = new StringBuilder();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            boolean doubled = i + 1 < text.length() && text.charAt(i + 1) == c;
            if ((c == '{' || c == '}') && doubled) {
                plain.append(c);
                i += 2;
            } else if (c == '}') {
                throw at.error("`}` stands alone in an f-string");
            } else if (c == '{') {
                pieces.add(literal(raw ? plain.toString() : unescaped(plain.toString())));
                plain.setLength(0);
                int end = end(text, i + 1);
                pieces.add(field(text.substring(i + 1, end)));
                i = end + 1;
            } else {
                plain.append(c);
                i++;
            }
        }
        pieces.add(literal(raw ? plain.toString() : unescaped(plain.toString())));
    }

    private int end(String text, int start) {
        int depth = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '{' || c == '[' || c == '(') depth++;
            if (c == '}' && depth == 0) return i;
            if (c == '}' || c == ']' || c == ')') depth--;
        }
        throw at.error("a field of the f-string is never closed");
    }

    private Expression field(String text) {
        int depth = 0, split = text.length();
        for (int i = 0; i < text.length() && split == text.length(); i++) {
            char c = text.charAt(i);
            if (c == '[' || c == '(' || c == '{') depth++;
            if (c == ']' || c == ')' || c == '}') depth--;
            boolean conversion = c == '!' && i + 1 < text.length() && text.charAt(i + 1) != '=';
            if (depth == 0 && (c == ':' || conversion)) split = i;
        }
        String expression = text.substring(0, split);
        boolean named = expression.stripTrailing().matches("(?s).*[^=!<>]=");
        if (named)
            expression = expression
                    .stripTrailing()
                    .substring(0, expression.stripTrailing().length() - 1);
        Expression value = Source.expression(expression.strip(), at);
        boolean converted = split < text.length() && text.charAt(split) == '!';
        String conversion = converted ? text.substring(split + 1, split + 2) : "",
                rest = text.substring(Math.min(text.length(), converted ? split + 2 : split));
        if (!"rsa".contains(conversion) || !rest.isEmpty() && rest.charAt(0) != ':')
            throw at.error("the field {" + text + "} of the f-string is not valid");
        String specification = rest.isEmpty() ? "" : rest.substring(1);
        if (!named) return new Expression.Field(at, value, conversion, specification);
        // {x=} shows the text of x, too
        Expression field = new Expression.Field(
                at, value, rest.isEmpty() && conversion.isEmpty() ? "r" : conversion, specification);
        return new Expression.Format(at, List.of(literal(text.substring(0, split)), field));
    }

    private static String unescaped(String text) {
        if (text.indexOf('\\') < 0) return text;
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\' || i + 1 == text.length()) {
                plain.append(c);
                continue;
            }
            char next = text.charAt(++i);
            int known = ESCAPED.indexOf(next);
            if (known >= 0) plain.append(MEANT.charAt(known));
            else if (next == '\n') continue;
            else plain.append('\\').append(next);
        }
        return plain.toString();
    }
}
