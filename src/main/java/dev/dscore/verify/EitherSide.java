package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * The range of a backward pass where rounding alone decides on which side of a kink an operand lies, as that of {@code x - mean(x)}
 * of equal numbers does, or which of several entries is the largest. Equal numbers of one column are rounded alike and form a group on one side; of a maximum, each other
 * entry that ties with the first is a group. For up to {@link #MOST_GROUPS} groups, each is moved to the other side, or made the
 * largest, by itself, and the changes are added up. For more, the range is
 * estimated from the standard deviation of random draws. Both assume that the effects of groups are independent.
 */
final class EitherSide {
    private static final int MOST_GROUPS = 16, DRAWS = 12;

    /** A normal variable exceeds this number of standard deviations once in a hundred thousand. */
    private static final double DEVIATIONS = 4.5;

    private static final long SEED = 5;

    private sealed interface Group {}

    /** Numbers that are on the same side. */
    private record Equals(int operand, double value, int column) implements Group {}

    /** An entry that ties with others in a result of a reduction, and is the largest or is not. */
    private record Tied(int reduction, int result, Convention.Share entry) implements Group {}

    private EitherSide() {}

    /**
     * The range of each of these nodes; none where no operation stands on a kink by rounding.
     *
     * @param evaluation of the backward pass
     */
    static Map<Node, BackwardPass.Range> of(Function<Convention.Choice, Baseline> evaluation, Collection<Node> nodes) {
        boolean byColumn = true;
        Sides below = new Sides(true, group -> false);
        Baseline base = evaluation.apply(below);
        if (below.groups.isEmpty()) return Map.of();
        if (below.groups.size() > MOST_GROUPS) {
            byColumn = false;
            below = new Sides(false, group -> false);
            base = evaluation.apply(below);
        }
        Map<Node, BackwardPass.Range> ranges = below.groups.size() > MOST_GROUPS
                ? byDraws(evaluation, nodes)
                : byGroups(evaluation, nodes, base, below.groups, byColumn);
        Baseline above = evaluation.apply(new Sides(byColumn, group -> true));
        for (Node node : nodes) {
            ranges.put(node, ranges.get(node).join(base.of(node)).join(above.of(node)));
        }
        return ranges;
    }

    private static Map<Node, BackwardPass.Range> byGroups(
            Function<Convention.Choice, Baseline> evaluation,
            Collection<Node> nodes,
            Baseline base,
            Set<Group> groups,
            boolean byColumn) {
        Map<Node, BackwardPass.Range> ranges = new HashMap<>();
        for (Node node : nodes) {
            double[] data = base.of(node).data();
            ranges.put(node, new BackwardPass.Range(data.clone(), data.clone()));
        }
        for (Group moved : groups) {
            Baseline values = evaluation.apply(new Sides(byColumn, moved::equals));
            for (Node node : nodes) {
                BackwardPass.Range range = ranges.get(node);
                double[] before = base.of(node).data(), after = values.of(node).data();
                for (int i = 0; i < before.length; i++) {
                    double change = after[i] - before[i];
                    if (change < 0) range.least()[i] += change;
                    if (change > 0) range.most()[i] += change;
                }
            }
        }
        return ranges;
    }

    private static Map<Node, BackwardPass.Range> byDraws(
            Function<Convention.Choice, Baseline> evaluation, Collection<Node> nodes) {
        List<Baseline> draws = new ArrayList<>();
        for (int number = 0; number < DRAWS; number++) {
            long seed = SEED * (number + 1);
            draws.add(evaluation.apply(
                    new Sides(false, group -> new SplittableRandom(seed + group.hashCode()).nextBoolean())));
        }
        Map<Node, BackwardPass.Range> ranges = new HashMap<>();
        for (Node node : nodes) {
            double[] least = new double[draws.get(0).of(node).size()], most = least.clone();
            for (int i = 0; i < least.length; i++) {
                int position = i;
                double[] drawn = draws.stream()
                        .mapToDouble(draw -> draw.of(node).data()[position])
                        .toArray();
                double mean = 0, squares = 0;
                for (double one : drawn) mean += one / DRAWS;
                for (double one : drawn) squares += (one - mean) * (one - mean) / (DRAWS - 1);
                least[i] = mean - DEVIATIONS * Math.sqrt(squares);
                most[i] = mean + DEVIATIONS * Math.sqrt(squares);
            }
            ranges.put(node, new BackwardPass.Range(least, most));
        }
        return ranges;
    }

    /** Each group on a side, and the groups that there are. */
    private static final class Sides implements Convention.Choice {
        private final boolean byColumn;
        private final Predicate<Group> above;
        private final Set<Group> groups = new LinkedHashSet<>();

        Sides(boolean byColumn, Predicate<Group> above) {
            this.byColumn = byColumn;
            this.above = above;
        }

        @Override
        public BitSet places(Node.Apply comparison, Baseline baseline) {
            return Kinks.byRounding(comparison, baseline);
        }

        @Override
        public Convention at(Node operand, Tensor values, int place) {
            int[] shape = values.shape();
            int column = byColumn && shape.length > 1 ? place % shape[shape.length - 1] : 0;
            Group group = new Equals(operand.id(), values.data()[place], column);
            groups.add(group);
            return above.test(group) ? Convention.ABOVE : Convention.BELOW;
        }

        @Override
        public IntFunction<Convention.Share> shares(Node.Apply reduction, Baseline baseline) {
            int[] results = Reduction.results(reduction, baseline);
            Set<Integer> rounded = new HashSet<>();
            Kinks.byRounding(reduction, baseline).stream().forEach(place -> rounded.add(results[place]));
            Map<Integer, Integer> tied = new HashMap<>();
            Kinks.places(reduction, baseline).stream().forEach(place -> tied.merge(results[place], 1, Integer::sum));
            return result ->
                    rounded.contains(result) ? largest(reduction, result, tied.get(result)) : Convention.Share.EQUAL;
        }

        private Convention.Share largest(Node.Apply reduction, int result, int tied) {
            Convention.Share largest = Convention.Share.FIRST;
            for (Convention.Share entry : Convention.Share.afterFirst(tied)) {
                Group group = new Tied(reduction.id(), result, entry);
                groups.add(group);
                if (above.test(group)) largest = entry;
            }
            return largest;
        }
    }
}
