package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;

/**
 * The range of a backward pass where rounding alone decides. It decides on which side of a kink an operand lies, as that of
 * {@code x - mean(x)} of equal numbers does; equal numbers of one column are rounded alike and lie on one side. And it decides
 * which of several entries that tie is the largest. For up to {@link #MOST_ALTERNATIVES}, each side or entry is tried by itself,
 * and the changes of different kinks are added up. For more, the range is estimated from the standard deviation of random draws.
 * Both assume that the effects of different kinks are independent.
 */
final class EitherSide {
    private static final int MOST_ALTERNATIVES = 16, DRAWS = 12;

    /** A normal variable exceeds this number of standard deviations once in a hundred thousand. */
    private static final double DEVIATIONS = 4.5;

    private static final long SEED = 5;

    private sealed interface Kink {}

    /** Equal numbers, which are on the same side. */
    private record Operands(int operand, double value, int column) implements Kink {}

    /** Entries that tie in a result of a reduction. */
    private record Tied(int reduction, int result) implements Kink {}

    /** What rounding may decide at a kink: that operands are above it, or that an entry other than the first is the largest. */
    private record Alternative(Kink kink, int entry) {}

    /** What is decided at each kink. */
    private interface Decision {
        boolean isAbove(Operands operands);

        /** @param entries how many tie */
        int largest(Tied tied, int entries);
    }

    private static final Decision FIRST = new Decision() {
        @Override
        public boolean isAbove(Operands operands) {
            return false;
        }

        @Override
        public int largest(Tied tied, int entries) {
            return 0;
        }
    };

    private static final Decision LAST = new Decision() {
        @Override
        public boolean isAbove(Operands operands) {
            return true;
        }

        @Override
        public int largest(Tied tied, int entries) {
            return entries - 1;
        }
    };

    private EitherSide() {}

    /**
     * The range of each of these nodes; none where no operation stands on a kink by rounding.
     *
     * @param evaluation of the backward pass
     */
    static Map<Node, BackwardPass.Range> of(Function<Convention.Choice, Baseline> evaluation, Collection<Node> nodes) {
        boolean byColumn = true;
        Sides first = new Sides(true, FIRST);
        Baseline base = evaluation.apply(first);
        if (first.alternatives.isEmpty()) return Map.of();
        if (first.alternatives.size() > MOST_ALTERNATIVES) {
            byColumn = false;
            first = new Sides(false, FIRST);
            base = evaluation.apply(first);
        }
        Map<Node, BackwardPass.Range> ranges = first.alternatives.size() > MOST_ALTERNATIVES
                ? byDraws(evaluation, nodes)
                : byAlternatives(evaluation, nodes, base, first.alternatives, byColumn);
        Baseline last = evaluation.apply(new Sides(byColumn, LAST));
        for (Node node : nodes) {
            ranges.put(node, ranges.get(node).join(base.of(node)).join(last.of(node)));
        }
        return ranges;
    }

    private static Map<Node, BackwardPass.Range> byAlternatives(
            Function<Convention.Choice, Baseline> evaluation,
            Collection<Node> nodes,
            Baseline base,
            Set<Alternative> alternatives,
            boolean byColumn) {
        Map<Kink, List<Baseline>> tried = new LinkedHashMap<>();
        for (Alternative alternative : alternatives) {
            tried.computeIfAbsent(alternative.kink, none -> new ArrayList<>())
                    .add(evaluation.apply(new Sides(byColumn, only(alternative))));
        }
        Map<Node, BackwardPass.Range> ranges = new HashMap<>();
        for (Node node : nodes) {
            double[] before = base.of(node).data(), least = before.clone(), most = before.clone();
            for (List<Baseline> ofKink : tried.values()) {
                for (int i = 0; i < before.length; i++) {
                    // one entry only is the largest
                    double down = 0, up = 0;
                    for (Baseline values : ofKink) {
                        double change = values.of(node).data()[i] - before[i];
                        down = change < down ? change : down;
                        up = change > up ? change : up;
                    }
                    least[i] += down;
                    most[i] += up;
                }
            }
            ranges.put(node, new BackwardPass.Range(least, most));
        }
        return ranges;
    }

    private static Decision only(Alternative alternative) {
        return new Decision() {
            @Override
            public boolean isAbove(Operands operands) {
                return alternative.kink.equals(operands);
            }

            @Override
            public int largest(Tied tied, int entries) {
                return alternative.kink.equals(tied) ? alternative.entry : 0;
            }
        };
    }

    private static Decision drawn(long seed) {
        return new Decision() {
            @Override
            public boolean isAbove(Operands operands) {
                long own = 31L * operands.operand + operands.column;
                return new SplittableRandom(seed ^ Double.doubleToLongBits(operands.value) + own).nextBoolean();
            }

            @Override
            public int largest(Tied tied, int entries) {
                return new SplittableRandom(seed ^ 31L * tied.reduction + tied.result).nextInt(entries);
            }
        };
    }

    private static Map<Node, BackwardPass.Range> byDraws(
            Function<Convention.Choice, Baseline> evaluation, Collection<Node> nodes) {
        List<Baseline> draws = new ArrayList<>();
        for (int number = 0; number < DRAWS; number++) {
            draws.add(evaluation.apply(new Sides(false, drawn(SEED * (number + 1)))));
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

    /** What is decided, and the alternatives to the first side and the first entry of each kink. */
    private static final class Sides implements Convention.Choice {
        private final boolean byColumn;
        private final Decision decision;
        private final Set<Alternative> alternatives = new LinkedHashSet<>();

        Sides(boolean byColumn, Decision decision) {
            this.byColumn = byColumn;
            this.decision = decision;
        }

        @Override
        public BitSet places(Node.Apply comparison, Baseline baseline) {
            return Kinks.byRounding(comparison, baseline);
        }

        @Override
        public Convention at(Node operand, Tensor values, int place) {
            int[] shape = values.shape();
            int column = byColumn && shape.length > 1 ? place % shape[shape.length - 1] : 0;
            Operands operands = new Operands(operand.id(), values.data()[place], column);
            add(operands, 1);
            return decision.isAbove(operands) ? Convention.ABOVE : Convention.BELOW;
        }

        @Override
        public IntUnaryOperator largest(Node.Apply reduction, Baseline baseline) {
            int[] results = Reduction.results(reduction, baseline);
            Set<Integer> rounded = new HashSet<>();
            Kinks.byRounding(reduction, baseline).stream().forEach(place -> rounded.add(results[place]));
            Map<Integer, Integer> entries = new HashMap<>();
            Kinks.places(reduction, baseline).stream().forEach(place -> entries.merge(results[place], 1, Integer::sum));
            return result -> {
                if (!rounded.contains(result)) return Convention.Share.EQUAL.number();
                Tied tied = new Tied(reduction.id(), result);
                for (int entry = 1; entry < entries.get(result); entry++) add(tied, entry);
                return decision.largest(tied, entries.get(result));
            };
        }

        // no more than are needed to know that there are too many
        private void add(Kink kink, int entry) {
            if (alternatives.size() <= MOST_ALTERNATIVES) alternatives.add(new Alternative(kink, entry));
        }
    }
}
