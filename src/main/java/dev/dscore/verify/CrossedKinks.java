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
 * What is known along the direction of a {@link Tie} that crosses other kinks: a blank window behind a ReLU, or beside zeros of
 * padding. Right is what lies between the slopes of both sides, and what the chain rule gives with one convention. So it is only
 * where one convention holds at all that is crossed: the entries of one elementwise operation, or a single cell.
 */
final class CrossedKinks {
    // so nearly alike the operands that tie must move, on both sides
    private static final double ALIKE = 0x1p-20;
    private static final double SHORT = 0x1p-36;

    private final Graph graph;
    private final Baseline baseline;
    private final Node output;
    private final Map<String, FiniteDifferences> differences;
    private final Map<String, Node> sources;
    private final Map<String, Claim> claims;
    private final Map<String, Proof> proofs;
    private final Allowance allowance;

    /** @param sources what each is a gradient of, in this graph; all by the gradient's name */
    CrossedKinks(
            Graph graph,
            Baseline baseline,
            Node output,
            Map<String, FiniteDifferences> differences,
            Map<String, Node> sources,
            Map<String, Claim> claims,
            Map<String, Proof> proofs,
            Allowance allowance) {
        this.graph = graph;
        this.baseline = baseline;
        this.output = output;
        this.differences = differences;
        this.sources = sources;
        this.claims = claims;
        this.proofs = proofs;
        this.allowance = allowance;
    }

    /**
     * A tie with what its direction may have beside the proven gradients, or null where that is not known.
     *
     * @param crossed the cells of other kinks that the direction moves
     * @param kept the places whose operands have to move alike, by cell
     */
    @Nullable
    Tie bounded(Tie tie, List<Ties.Cell> crossed, Map<Ties.Cell, Set<Integer>> kept) {
        if (!haveOneConvention(crossed)) return null;
        Direction direction = direction(tie);
        double scale = scale(tie);
        if (!keeps(direction, scale, kept)) return null;
        if (!(FiniteDifferences.along(direction, scale) instanceof OneSided numeric)) return null;
        double low, high, bound;
        OneSided.Outcome outcome = numeric.outcome(0);
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
        double proven = along(tie, gradient -> proofs.get(gradient).gradient());
        if (!Double.isFinite(proven)) return null;
        low = Math.min(low, proven);
        high = Math.max(high, proven);
        for (double convention : conventions(tie)) {
            if (!Double.isFinite(convention)) continue;
            low = Math.min(low, convention);
            high = Math.max(high, convention);
        }
        return new Tie(tie.parts(), low - proven - bound, high - proven + bound);
    }

    private static boolean haveOneConvention(List<Ties.Cell> crossed) {
        if (crossed.size() == 1) return true;
        return crossed.stream().map(Ties.Cell::node).distinct().count() == 1
                && crossed.get(0).kink() != Kink.TIE;
    }

    private Direction direction(Tie tie) {
        Map<Node, double[]> moves = new LinkedHashMap<>();
        tie.parts().forEach((gradient, parts) -> {
            Node source = sources.get(gradient);
            double[] own = moves.computeIfAbsent(
                    source, node -> new double[baseline.of(node).size()]);
            for (Tie.Part part : parts) own[part.position()] = part.weight();
        });
        return new Direction(graph, baseline, moves, output);
    }

    // what the entry of the smallest scale beside its weight bears
    private double scale(Tie tie) {
        double scale = Double.POSITIVE_INFINITY;
        for (var parts : tie.parts().entrySet()) {
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

    private List<Double> conventions(Tie tie) {
        List<Double> conventions = new ArrayList<>();
        int count = tie.parts().keySet().stream()
                .mapToInt(gradient -> candidates(gradient).size())
                .min()
                .orElse(0);
        for (int i = 0; i < count; i++) {
            int number = i;
            conventions.add(along(tie, gradient -> candidates(gradient).get(number)));
        }
        return conventions;
    }

    private List<Tensor> candidates(String gradient) {
        return claims.get(gradient).candidates().computed(allowance);
    }

    private static double along(Tie tie, Function<String, Tensor> gradients) {
        double sum = 0;
        for (var parts : tie.parts().entrySet()) {
            double[] gradient = gradients.apply(parts.getKey()).data();
            for (Tie.Part part : parts.getValue()) sum += part.weight() * gradient[part.position()];
        }
        return sum;
    }
}
