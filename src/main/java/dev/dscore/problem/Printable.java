package dev.dscore.problem;

import dev.dscore.lang.Warning;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes text that may quote a request printable, without the characters that act on a terminal or a page instead of
 * being shown: controls other than line ends and tabs, characters that change the direction of writing, invisible ones
 * (Unicode's Default_Ignorable_Code_Point) and unpaired surrogates. Each becomes a question mark. Every response passes
 * through here; the report escapes the text for its format.
 */
public final class Printable {
    private static final Pattern ACTING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}&&[^\n\t]]"
            // invisible characters of other categories
            + "|[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2065\\u3164\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8"
            + "\\x{e0000}-\\x{e0fff}]");

    // the maximum length of a name in code
    private static final int LONGEST_QUOTED = 100;

    private Printable() {}

    /** Returns {@code text} with a question mark for each character that would not be shown. */
    public static String of(String text) {
        return ACTING.matcher(text.replace("\r\n", "\n")).replaceAll("?");
    }

    /** Returns a name or a word of a request as a message quotes it, cut to 100 characters. */
    public static String quoted(String text) {
        return of(text, LONGEST_QUOTED);
    }

    /** Returns printable text of at most {@code most} characters. */
    public static String of(String text, int most) {
        return of(text.length() <= most ? text : text.substring(0, most - 1) + "…");
    }

    public static List<Warning> of(List<Warning> warnings) {
        return warnings.stream()
                .map(warning ->
                        new Warning(warning.line(), warning.column(), of(warning.text()), of(warning.message())))
                .toList();
    }
}
