package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Measures the function along the direction of a {@link Tie}. Where the direction crosses other kinks, as of a blank window
 * behind a ReLU, or beside zeros of padding, right is what lies between the slopes of both sides, and what the chain rule gives
 * with one convention. This holds where one convention is taken at all that is crossed: at the entries of one elementwise
 * operation, or at a single cell.
 */
final class TieSlopes {
    // so nearly alike the operands that tie must move, on both sides
    private static final double ALIKE = 0x1p-20;
    private static final double SHORT = 0x1p-36;

    private final Graph graph;
    private final Baseline baseline;
    private final Node output;
    private final Map<String, FiniteDifferences> differences;
    private final Map<String, Node> sources;
    private final Map<String, Claim> claims;
    private final Allowance allowance;

    /** @param sources what each is a gradient of, in this graph; all by the gradient's name */
    TieSlopes(
            Graph graph,
            Baseline baseline,
            Node output,
            Map<String, FiniteDifferences> differences,
            Map<String, Node> sources,
            Map<String, Claim> claims,
            Allowance allowance) {
        this.graph = graph;
        this.baseline = baseline;
        this.output = output;
        this.differences = differences;
        this.sources = sources;
        this.claims = claims;
        this.allowance = allowance;
    }

    /**
     * A tie with the derivative along its direction, or null where that is not known.
     *
     * @param crossed the cells of other kinks that the direction moves
     * @param kept the places whose operands have to move alike, by cell
     */
    @Nullable
    Tie measured(Map<String, List<Tie.Part>> parts, List<Ties.Cell> crossed, Map<Ties.Cell, Set<Integer>> kept) {
        Direction direction = direction(parts);
        double scale = scale(parts);
        boolean crosses = !crossed.isEmpty();
        if (crosses && !(haveOneConvention(crossed) && keeps(direction, scale, kept))) return null;
        NumericDerivative numeric = FiniteDifferences.along(direction, scale);
        if (numeric instanceof Estimate smooth) {
            return smooth.isDoubtful() ? null : new Tie(parts, smooth.value(), smooth.value(), smooth.bound());
        }
        OneSided.Outcome outcome = ((OneSided) numeric).outcome(0);
        if (outcome instanceof OneSided.Outcome.Agreed agreed && !crosses) {
            return new Tie(parts, agreed.value(), agreed.value(), agreed.bound());
        }
        double low, high, bound;
        if (outcome instanceof OneSided.Outcome.Interval interval) {
            low = interval.low();
            high = interval.high();
            bound = interval.bound();
        } else if (outcome instanceof OneSided.Outcome.Agreed agreed) {
            low = high = agreed.value();
            bound = agreed.bound();
        } else {
            return null;
        }
        for (double convention : conventions(parts)) {
            if (!Double.isFinite(convention)) continue;
            low = Math.min(low, convention);
            high = Math.max(high, convention);
        }
        return new Tie(parts, low, high, bound);
    }

    private static boolean haveOneConvention(List<Ties.Cell> crossed) {
        if (crossed.size() == 1) return true;
        return crossed.stream().map(Ties.Cell::node).distinct().count() == 1
                && crossed.get(0).kink() != Kink.TIE;
    }

    private Direction direction(Map<String, List<Tie.Part>> direction) {
        Map<Node, double[]> moves = new LinkedHashMap<>();
        direction.forEach((gradient, parts) -> {
            Node source = sources.get(gradient);
            double[] own = moves.computeIfAbsent(
                    source, node -> new double[baseline.of(node).size()]);
            for (Tie.Part part : parts) own[part.position()] = part.weight();
        });
        return new Direction(graph, baseline, moves, output);
    }

    // what the entry of the smallest scale beside its weight bears
    private double scale(Map<String, List<Tie.Part>> direction) {
        double scale = Double.POSITIVE_INFINITY;
        for (var parts : direction.entrySet()) {
            double[] scales = differences.get(parts.getKey()).scales();
            for (Tie.Part part : parts.getValue())
                scale = Math.min(scale, scales[part.position()] / Math.abs(part.weight()));
        }
        return Math.scalb(1.0, Math.getExponent(scale));
    }

    /** Whether what ties moves alike on both sides. */
    private boolean keeps(Direction direction, double scale, Map<Ties.Cell, Set<Integer>> kept) {
        Change[] changes = direction.changes(SHORT * scale, new Workspace(Scheme.SECOND_ORDER));
        return kept.entrySet().stream()
                .allMatch(tie -> isAlike(tie.getKey(), tie.getValue(), changes, 0)
                        && isAlike(tie.getKey(), tie.getValue(), changes, 1));
    }

    private boolean isAlike(Ties.Cell cell, Set<Integer> places, @Nullable Change[] changes, int side) {
        double least = Double.POSITIVE_INFINITY, most = Double.NEGATIVE_INFINITY;
        for (Node argument : cell.node().arguments()) {
            Change change = changes[argument.id()];
            if (change == null) return false;
            int[] shape = baseline.of(cell.kink() == Kink.TIE ? argument : cell.node())
                    .shape();
            Change whole = change.stretchedTo(Region.whole(shape, 1));
            for (int place : places) {
                double moved = whole.delta()[place * whole.width() + side];
                least = Math.min(least, moved);
                most = Math.max(most, moved);
            }
        }
        return most - least <= ALIKE * Math.max(Math.abs(least), Math.abs(most));
    }

    private List<Double> conventions(Map<String, List<Tie.Part>> direction) {
        List<Double> conventions = new ArrayList<>();
        int count = direction.keySet().stream()
                .mapToInt(gradient -> candidates(gradient).size())
                .min()
                .orElse(0);
        for (int i = 0; i < count; i++) {
            int number = i;
            conventions.add(along(direction, gradient -> candidates(gradient).get(number)));
        }
        return conventions;
    }

    private List<Tensor> candidates(String gradient) {
        return claims.get(gradient).candidates().computed(allowance);
    }

    private static double along(Map<String, List<Tie.Part>> direction, Function<String, Tensor> gradients) {
        double sum = 0;
        for (var parts : direction.entrySet()) {
            double[] gradient = gradients.apply(parts.getKey()).data();
            for (Tie.Part part : parts.getValue()) sum += part.weight() * gradient[part.position()];
        }
        return sum;
    }
}
