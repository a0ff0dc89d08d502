package dev.dscore.lang;

import java.util.Collection;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The one name that a misspelt one may have meant. */
public final class Nearest {
    private Nearest() {}

    /** The end of a sentence: the nearest of the names known, or all of them where none is near. */
    public static String to(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> distance(name, candidate) <= tolerance(name))
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()))
                .map(candidate -> "; did you mean " + candidate + "?")
                .orElse("; known here: "
                        + String.join(", ", known.stream().sorted().toList()));
    }

    // of a name of a letter or two every other is one letter away: only its case may differ
    private static int tolerance(String name) {
        return name.length() < 3 ? 0 : Math.max(1, name.length() / 3);
    }

    // Levenshtein's, regardless of case
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                int replaced = diagonal + (same ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
