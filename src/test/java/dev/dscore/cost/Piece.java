package dev.dscore.cost;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;

/**
 * A part of a request's body that can be exchanged for another one. Bodies are read as text and not as a tree, so that those
 * that are no JSON are searched like others.
 *
 * @param start of the first character of the part; of a string, behind its quote
 * @param end behind its last character
 */
record Piece(Kind kind, int start, int end) {
    enum Kind {
        /** Text of a program. */
        CODE,
        /** Axes of an input. */
        SHAPE,
        /** Any other string. */
        STRING,
        /** The name of a field, an input, a gradient. */
        NAME,
        NUMBER,
        LIST,
        OBJECT,
        /** A line of a batch, or all of the body where it has one. */
        LINE,
        BODY
    }

    private static final Set<String> PROGRAMS = Set.of("code", "call");
    private static final Set<String> WORDS =
            Set.of("function", "output", "gradients", "dtype", "reveal", "shapes", "coverage", "b64", "id", "value");

    private record Open(Kind kind, int start) {}

    /** Returns the parts of {@code body}, as far as quotes and brackets tell. */
    static List<Piece> of(String body) {
        List<Piece> pieces = new ArrayList<>(List.of(new Piece(Kind.BODY, 0, body.length())));
        Deque<Open> open = new ArrayDeque<>();
        String field = "";
        int line = 0;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == '"') {
                int start = i + 1, end = string(body, start);
                int next = end + 1;
                while (next < body.length() && body.charAt(next) == ' ') next++;
                if (next < body.length() && body.charAt(next) == ':') {
                    field = body.substring(start, end);
                    pieces.add(new Piece(Kind.NAME, start, end));
                } else {
                    pieces.add(new Piece(kind(field), start, end));
                }
                i = end;
            } else if (c == '[' || c == '{') {
                open.push(new Open(c == '[' ? Kind.LIST : Kind.OBJECT, i));
            } else if ((c == ']' || c == '}') && !open.isEmpty()) {
                Open last = open.pop();
                pieces.add(new Piece(last.kind, last.start, i + 1));
            } else if (c == '-' || c >= '0' && c <= '9') {
                int end = i + 1;
                while (end < body.length() && "+-.eE0123456789".indexOf(body.charAt(end)) >= 0) end++;
                pieces.add(new Piece(Kind.NUMBER, i, end));
                i = end - 1;
            } else if (c == '\n') {
                pieces.add(new Piece(Kind.LINE, line, i));
                line = i + 1;
            }
        }
        if (line > 0 && line < body.length()) pieces.add(new Piece(Kind.LINE, line, body.length()));
        return pieces;
    }

    private static Kind kind(String field) {
        if (PROGRAMS.contains(field)) return Kind.CODE;
        return WORDS.contains(field) ? Kind.STRING : Kind.SHAPE;
    }

    // the place of the quote that ends the string, or the end of the body
    private static int string(String body, int start) {
        for (int i = start; i < body.length(); i++) {
            if (body.charAt(i) == '\\') i++;
            else if (body.charAt(i) == '"') return i;
        }
        return body.length();
    }

    String in(String body) {
        return body.substring(start, end);
    }

    String replaced(String body, String by) {
        return body.substring(0, start) + by + body.substring(end);
    }
}
