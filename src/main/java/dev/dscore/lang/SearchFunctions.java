package dev.dscore.lang;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** NumPy's functions that sort, search and count. */
final class SearchFunctions {
    static final Map<String, Builtin> TABLE = Builtin.table(
            Builtin.of("sort", "a axis=-1 kind=None", given -> sorted(given, "sort")),
            Builtin.of("argsort", "a axis=-1 kind=None", SearchFunctions::argsort),
            Builtin.of("searchsorted", "a v side=left", SearchFunctions::searchsorted),
            Builtin.of(
                    "unique", "a", given -> given.arrays().unique(given.arrays().flat(given.array("a")))),
            Builtin.of("isin", "a values", given -> isIn(given)),
            Builtin.of("in1d", "a values", given -> isIn(given)),
            Builtin.of("bincount", "a weights=None minlength=0", SearchFunctions::bincount));

    private SearchFunctions() {}

    private static Value searchsorted(Given given) {
        double[] sorted = given.arrays().entries(given.array("a"));
        boolean right = given.text("side").equals("right");
        Array values = given.array("v");
        double[] wanted = given.arrays().entries(values);
        given.interpreter().sequences().finding(wanted.length, sorted.length);
        int[] next = {0};
        return given.arrays()
                .made(
                        given.arrays().filled(values.lengths(), 0, Dtype.INT),
                        () -> place(sorted, wanted[next[0]++], right));
    }

    private static Value bincount(Given given) {
        Array a = given.array("a");
        long length = given.whole("minlength").number();
        for (double entry : given.arrays().entries(a)) {
            if (entry < 0) throw new Fault("takes whole numbers from 0 on");
            length = Math.max(length, (long) entry + 1);
        }
        Array weights =
                given.has("weights") ? given.array("weights") : given.arrays().number(Whole.ONE);
        Array counts =
                given.arrays().filled(List.of(Whole.of(length)), 0, given.has("weights") ? Dtype.FLOAT : Dtype.INT);
        given.arrays().accumulate("add", counts, List.of(new Subscript.Gather(a)), weights);
        return counts;
    }

    private static Array sorted(Given given, String function) {
        Array a = given.flatUnlessAlong("axis");
        return given.arrays().along(function, a, List.of(given.axisOrFirst("axis", a)));
    }

    private static Value argsort(Given given) {
        return given.value("a") instanceof Value.Tuple ? ofTuple(given) : sorted(given, "argsort");
    }

    // the inverse of a permutation of axes
    private static Value ofTuple(Given given) {
        List<Value> elements = given.interpreter().sequences().elements(given.value("a"));
        List<Long> axes = elements.stream()
                .map(element -> given.interpreter().whole(element, "an axis").number())
                .toList();
        return new Value.Tuple(IntStream.range(0, axes.size())
                .boxed()
                .sorted(Comparator.comparing(axes::get))
                .map(axis -> (Value) Whole.of(axis))
                .toList());
    }

    private static int place(double[] sorted, double value, boolean right) {
        int low = 0, high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean before = right ? sorted[middle] <= value : sorted[middle] < value;
            if (before) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    private static Value isIn(Given given) {
        Array a = given.array("a");
        double[] values = given.arrays().entries(given.array("values")),
                entries = given.arrays().entries(a);
        given.interpreter().sequences().finding(values.length + (long) entries.length, values.length);
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int[] next = {0};
        return given.arrays()
                .made(
                        given.arrays().filled(a.lengths(), 0, Dtype.BOOL),
                        () -> isAmong(sorted, entries[next[0]++]) ? 1 : 0);
    }

    // 0 and -0 are equal, NaN is equal to nothing
    private static boolean isAmong(double[] sorted, double entry) {
        return !Double.isNaN(entry)
                && (java.util.Arrays.binarySearch(sorted, entry) >= 0
                        || entry == 0 && java.util.Arrays.binarySearch(sorted, -entry) >= 0);
    }
}
