package dev.dscore.diagnosis;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gradient's formula with slips in it.
 *
 * @param changes what each slip changes
 * @param idle slips that alone do not change the gradient; the message leaves them out
 * @param formula what the slips make of the gradient
 */
record Candidate(List<Slip> slips, List<Change> changes, Set<Slip> idle, Node formula) {
    /**
     * What a slip changes.
     *
     * @param value in the formula before the slip
     * @param instead in its place
     */
    record Change(Node value, Node instead) {}

    /** The right formula. */
    static Candidate right(Node gradient) {
        return new Candidate(List.of(), List.of(), Set.of(), gradient);
    }

    Candidate with(Slip slip, Change change, Node changed) {
        return new Candidate(and(slips, slip), and(changes, change), Set.of(), changed);
    }

    private static <T> List<T> and(List<T> some, T one) {
        List<T> more = new ArrayList<>(some);
        more.add(one);
        return List.copyOf(more);
    }

    /** The same formula, as due to the other slips; to all where there is no other. */
    Candidate without(Set<Slip> idle) {
        return idle.containsAll(slips) ? this : new Candidate(slips, changes, idle, formula);
    }

    /** The changes by slips that mistake a count, other than those of the whole formula. */
    Stream<Change> changesOfCounts(Node whole) {
        return IntStream.range(0, slips.size())
                .filter(i -> Mutation.OF_COUNTS.contains(slips.get(i).mutation()))
                .mapToObj(changes::get)
                .filter(change -> change.value() != whole);
    }

    private Stream<Slip> told() {
        return slips.stream().filter(slip -> !idle.contains(slip)).distinct();
    }

    /** Such as {@code missing-factor}; of two slips, {@code missing-term+wrong-sign}. */
    String id() {
        return told().map(slip -> slip.mutation().id()).collect(Collectors.joining("+"));
    }

    @Nullable
    String factor() {
        String factors = told().map(Slip::factor).filter(Objects::nonNull).collect(Collectors.joining(", "));
        return factors.isEmpty() ? null : factors;
    }

    String sentence() {
        return told().map(Slip::sentence).collect(Collectors.joining(", and "));
    }

    /** Returns whether the same factor is told as missing and as one too many. */
    boolean contradictsItself() {
        Set<String> missing = factors(Mutation.MISSING_FACTOR);
        return factors(Mutation.EXTRA_FACTOR).stream().anyMatch(missing::contains);
    }

    private Set<String> factors(Mutation mutation) {
        return told().filter(slip -> slip.mutation() == mutation)
                .map(Slip::factor)
                .collect(Collectors.toSet());
    }

    /** The least likely of all its slips, including those that the message leaves out. */
    Mutation last() {
        return slips.stream().map(Slip::mutation).max(Comparator.naturalOrder()).orElseThrow();
    }
}
