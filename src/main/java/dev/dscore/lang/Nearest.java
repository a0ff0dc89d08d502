package dev.dscore.lang;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a misspelt one most likely means. */
public final class Nearest {
    /** Common spellings of the gradient of the value *, in small letters and without underscores. */
    private static final List<String> SPELLINGS = List.of(
            "d*",
            "grad*",
            "*grad",
            "gradient*",
            "*gradient",
            "dl*",
            "dld*",
            "dloss*",
            "dlossd*",
            "djd*",
            "d*s",
            "delta*");

    // a name of at most this many letters may be one letter away from the name of another function
    private static final int SHORT = 4;

    // a longer name is only tested for equality, since the distance takes the product of two lengths in steps
    static final int LONG = 100;

    private static final int MOST_LISTED = 20;

    private Nearest() {}

    /** Returns the end of a sentence: the nearest known name, or all known names if none is near and they are few. */
    public static String to(String name, Collection<String> known) {
        return message(name, known).text();
    }

    static Message message(String name, Collection<String> known) {
        Optional<String> near = known.stream()
                .filter(candidate -> !candidate.equals(name) && isNear(name, candidate))
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        if (near.isPresent()) return Message.of("; did you mean {}?", Message.name(near.get()));
        if (known.size() > MOST_LISTED) return Message.fixed("");
        return Message.of(
                "; known here: {}", Message.names(known.stream().sorted().toList()));
    }

    /** Returns whether {@code name} is another usual spelling of {@code gradient}: d and the name of a value. */
    public static boolean spells(String name, String gradient) {
        if (name.length() > LONG) return false;
        String value = gradient.substring(1).replace("_", "").toLowerCase(Locale.ROOT);
        String letters = name.replace("_", "").toLowerCase(Locale.ROOT);
        boolean spelt =
                SPELLINGS.stream().map(spelling -> spelling.replace("*", value)).anyMatch(letters::equals);
        // dscores for dscore; in short names one more letter makes another name
        boolean slip = gradient.length() > SHORT
                && name.length() > SHORT
                && digits(name).equals(digits(gradient))
                && distance(name, gradient) == 1;
        return spelt || slip;
    }

    private static String digits(String name) {
        return name.replaceAll("[^0-9]", "");
    }

    // most names of one or two letters are one letter away from one another: only the case may differ
    private static int tolerance(String name) {
        return name.length() < 3 ? 0 : Math.min(LONG - 1, Math.max(1, name.length() / 3));
    }

    private static boolean isNear(String name, String candidate) {
        if (distance(name, candidate) > tolerance(name)) return false;
        // sin is not a misspelt min: in a short name a letter may be missing, extra or moved, but not replaced
        boolean letters = letters(name).equals(letters(candidate));
        return name.length() > SHORT || name.length() != candidate.length() || letters;
    }

    private static List<Integer> letters(String name) {
        return name.toLowerCase(Locale.ROOT).chars().sorted().boxed().toList();
    }

    /** Returns the number of letters omitted, added, replaced, or exchanged with their neighbour, ignoring case. */
    static int distance(String first, String second) {
        if (first.length() > LONG || second.length() > LONG) return first.equalsIgnoreCase(second) ? 0 : LONG;
        String a = first.toLowerCase(Locale.ROOT), b = second.toLowerCase(Locale.ROOT);
        int[][] rows = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    rows[i][j] = i + j;
                    continue;
                }
                boolean same = a.charAt(i - 1) == b.charAt(j - 1);
                int least = Math.min(rows[i - 1][j], rows[i][j - 1]) + 1;
                least = Math.min(least, rows[i - 1][j - 1] + (same ? 0 : 1));
                boolean exchanged =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (exchanged) least = Math.min(least, rows[i - 2][j - 2] + 1);
                rows[i][j] = least;
            }
        }
        return rows[a.length()][b.length()];
    }
}
