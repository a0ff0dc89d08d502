package dev.dscore.web;

import dev.dscore.lang.Warning;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Text that may quote what was sent, without the characters that act on a terminal or a page instead of being shown: controls
 * but line ends and tabs, what turns the direction of writing, what is invisible (Unicode's Default_Ignorable_Code_Point), halves
 * of a character. Every answer is made
 * of it; {@link Form} makes it text of the form that it goes into.
 */
final class Printable {
    private static final Pattern ACTING = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Zl}\\p{Zp}&&[^\n\t]]"
            // invisible, and of other categories
            + "|[\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u2065\\u3164\\ufe00-\\ufe0f\\uffa0\\ufff0-\\ufff8"
            + "\\x{e0000}-\\x{e0fff}]");

    // as long as names in code may be
    private static final int LONGEST_QUOTED = 100;

    private Printable() {}

    static String of(String text) {
        return ACTING.matcher(text.replace("\r\n", "\n")).replaceAll("?");
    }

    /** A name or a word that was sent, as a message quotes it: short. */
    static String quoted(String text) {
        return of(text, LONGEST_QUOTED);
    }

    /** The same, in so many characters at most. */
    static String of(String text, int most) {
        return of(text.length() <= most ? text : text.substring(0, most - 1) + "…");
    }

    static @Nullable List<Warning> of(List<Warning> warnings) {
        if (warnings.isEmpty()) return null;
        return warnings.stream()
                .map(warning ->
                        new Warning(warning.line(), warning.column(), of(warning.text()), of(warning.message())))
                .toList();
    }
}
