package dev.dscore.lang;

import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Warnings about code that is allowed but hardly ever intended, one for each place. */
final class Warnings {
    // maximum number of checks of one place, for loops that run often
    private static final int LOOKED_AT = 8;
    private static final int MOST = 100;
    private static final int MOST_NAMES = 3;
    private static final Message.Known NOTHING = new Message.Known(new PublicShapes(Set.of(1L), 4), Set.of(), Set.of());

    private final Map<String, Warning> warnings = new LinkedHashMap<>();
    private final Map<Place, Integer> looked = new HashMap<>();

    List<Warning> all() {
        return List.copyOf(warnings.values());
    }

    void warn(Place at, String template, Object... values) {
        SourceException place = at.error(template, values);
        // shown whatever may be revealed of the inputs
        String message = place.told(NOTHING);
        if (warnings.size() < MOST) {
            warnings.putIfAbsent(
                    at.line() + ":" + at.column() + message,
                    new Warning(place.line(), place.column(), place.text(), message));
        }
    }

    private boolean isLookedAt(Place at) {
        return looked.merge(at, 1, Integer::sum) <= LOOKED_AT;
    }

    /** Records the line of an in-place change for all names of the array, and warns about the other names. */
    void changed(Place at, Array array, Scope program, Map<String, Integer> lines) {
        Set<String> others = new HashSet<>();
        String own = "";
        for (Map.Entry<String, Value> entry : program.names().entrySet()) {
            if (!(entry.getValue() instanceof Array other) || other.memory() != array.memory()) continue;
            lines.put(entry.getKey(), at.line());
            if (entry.getValue() == array && at.text().startsWith(entry.getKey())) own = entry.getKey();
            others.add(entry.getKey());
        }
        others.remove(own);
        if (own.isEmpty() || others.isEmpty() || !isLookedAt(at)) return;
        String all =
                String.join(", ", others.stream().sorted().limit(MOST_NAMES).toList());
        warn(
                at,
                "changes {}, too: it is the same array as {}; .copy() makes another",
                Message.fixed(all),
                Message.fixed(own));
    }

    // (N, 1) with (N,) makes (N, N)
    void square(Place at, Array a, Array b, Array result) {
        if (a.rank() == b.rank() || result.rank() < 2) return;
        if (!isLookedAt(at)) return;
        List<Size> sizes = sizes(result), left = sizes(a), right = sizes(b);
        boolean square = sizes.stream()
                .anyMatch(size -> !size.isNumber()
                        && count(sizes, size) > 1
                        && count(left, size) < count(sizes, size)
                        && count(right, size) < count(sizes, size));
        if (!square) return;
        warn(
                at,
                "{} with {} broadcasts to {}, every entry of one with every entry of the other: is that meant?"
                        + " keepdims=True keeps an axis",
                a,
                b,
                result);
    }

    /** Warns if {@code a[index] += b} names an index twice, which counts once. */
    void repeated(Place at, Array a, Array index, Arrays arrays) {
        if (!index.dtype().isWhole() || !isLookedAt(at)) return;
        double[] entries = arrays.entries(index);
        Set<Double> seen = new HashSet<>();
        for (double entry : entries) {
            if (seen.add(entry)) continue;
            warn(at, "names the row {} more than once, and NumPy changes it once; np.add.at adds every time", (long)
                    entry);
            return;
        }
    }

    private static List<Size> sizes(Array array) {
        List<Size> sizes = new ArrayList<>();
        for (Whole length : array.lengths()) sizes.add(length.size());
        return sizes;
    }

    private static long count(List<Size> sizes, Size size) {
        return sizes.stream().filter(size::equals).count();
    }
}
