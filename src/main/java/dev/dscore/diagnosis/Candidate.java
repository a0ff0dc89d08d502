package dev.dscore.diagnosis;

import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A gradient's formula with slips in it.
 *
 * @param idle slips that alone do not change the gradient; the message leaves them out
 * @param formula what the slips make of the gradient
 */
record Candidate(List<Slip> slips, Set<Slip> idle, Node formula) {
    Candidate(List<Slip> slips, Node formula) {
        this(slips, Set.of(), formula);
    }

    Candidate with(Slip slip, Node changed) {
        List<Slip> more = new ArrayList<>(slips);
        more.add(slip);
        return new Candidate(List.copyOf(more), changed);
    }

    /** The same formula, as due to the other slips; to all where there is no other. */
    Candidate without(Set<Slip> idle) {
        return idle.containsAll(slips) ? this : new Candidate(slips, idle, formula);
    }

    private Stream<Slip> told() {
        return slips.stream().filter(slip -> !idle.contains(slip));
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

    /** The least likely of all its slips, including those that the message leaves out. */
    Mutation last() {
        return slips.stream().map(Slip::mutation).max(Comparator.naturalOrder()).orElseThrow();
    }
}
