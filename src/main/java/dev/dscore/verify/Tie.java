package dev.dscore.verify;

import dev.dscore.graph.Kink;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Entries of which one maximum or minimum has several largest (or smallest), and nothing else that is tied. Whatever their
 * shares are, the gradients of all of them together are known: moved together, the maximum moves with them.
 *
 * @param entries by the name of the gradient
 */
public record Tie(Map<String, List<Share>> entries) {
    /**
     * An entry of a tie.
     *
     * @param slope by how much the operand of the maximum changes with it
     */
    public record Share(int position, double slope) {}

    private record Entry(String gradient, int position, double slope) {}

    // the step of a difference that is exact to rounding, relative to the operand
    private static final double STEP = 0x1p-30;

    /**
     * @param onOneKink of each claim the positions of the entries that move one operation, in one place, off its kink
     */
    static List<Tie> among(
            Map<String, Claim> claims, Map<String, int[]> onOneKink, Lowering lowering, Baseline baseline) {
        if (onOneKink.values().stream().allMatch(positions -> positions.length == 0)) return List.of();
        Map<Node, Entry[]> read = new HashMap<>();
        claims.forEach((name, claim) -> {
            Node source = lowering.lowered().get(claim.of());
            if (source == null) return;
            Entry[] entries = new Entry[baseline.of(source).size()];
            for (int position : onOneKink.get(name)) entries[position] = new Entry(name, position, 1);
            read.putIfAbsent(source, entries);
        });
        List<Tie> ties = new ArrayList<>();
        for (Node node : lowering.graph().nodes()) {
            if (!(node instanceof Node.Apply apply)) continue;
            Entry[] argument = read.get(apply.argument());
            if (apply.operation().isElementwise())
                ofEach(apply, read, lowering, baseline).ifPresent(entries -> read.putIfAbsent(node, entries));
            // the same entries in another layout
            if (argument != null && apply.operation() == Operation.RESHAPE) read.putIfAbsent(node, argument);
            if (argument != null && apply.operation() == Operation.TRANSPOSE) {
                int[] from = Layout.offsets(
                        baseline.of(node).shape(),
                        Layout.permuted(
                                Layout.strides(baseline.of(apply.argument()).shape()),
                                apply.attributes().axes()));
                read.putIfAbsent(
                        node, Arrays.stream(from).mapToObj(at -> argument[at]).toArray(Entry[]::new));
            }
            if (baseline.kinks().of(node) == null) continue;
            if (apply.operation().kink() == Kink.TIE && argument != null)
                ties.addAll(ofReduction(apply, argument, baseline));
            if (apply.operation() == Operation.MAXIMUM || apply.operation() == Operation.MINIMUM) {
                ties.addAll(ofTwo(apply, argument, read.get(apply.arguments().get(1)), baseline));
            }
        }
        return ties;
    }

    // an elementwise operation of one operand that holds entries, each of which makes one of its own
    private static Optional<Entry[]> ofEach(
            Node.Apply node, Map<Node, Entry[]> read, Lowering lowering, Baseline baseline) {
        List<Node> holding =
                node.arguments().stream().filter(read::containsKey).distinct().toList();
        if (holding.size() != 1
                || baseline.of(holding.get(0)).size() != baseline.of(node).size()) return Optional.empty();
        Node operand = holding.get(0);
        boolean others = node.arguments().stream()
                .anyMatch(argument -> argument != operand
                        && read.keySet().stream()
                                .anyMatch(source ->
                                        lowering.graph().dependents(source).get(argument.id())));
        if (others) return Optional.empty();
        int[] shape = baseline.of(node).shape();
        double[][] values = new double[3][];
        for (int i = 0; i < 3; i++) {
            Node argument = node.arguments().get(Math.min(i, node.arguments().size() - 1));
            values[i] = PlainKernels.stretched(baseline.of(argument), shape);
        }
        Entry[] entries = new Entry[values[0].length], from = read.get(operand);
        for (int i = 0; i < entries.length; i++) {
            if (from[i] == null) continue;
            double step = STEP * Math.max(Math.abs(baseline.of(operand).data()[i]), STEP);
            double[] moved = new double[3];
            for (int k = 0; k < node.arguments().size(); k++)
                if (node.arguments().get(k) == operand) moved[k] = step;
            double change = Elementary.change(
                    node.operation(),
                    baseline.of(node).data()[i],
                    values[0][i],
                    moved[0],
                    values[1][i],
                    moved[1],
                    values[2][i],
                    moved[2]);
            double slope = from[i].slope * change / step;
            if (slope != 0 && Double.isFinite(slope)) entries[i] = new Entry(from[i].gradient, from[i].position, slope);
        }
        return Optional.of(entries);
    }

    private static List<Tie> ofReduction(Node.Apply node, Entry[] entries, Baseline baseline) {
        int[] to = Layout.offsets(
                baseline.of(node.argument()).shape(),
                Layout.reducedStrides(
                        baseline.of(node.argument()).shape(), node.attributes().axes()));
        Map<Integer, List<@Nullable Entry>> groups = new LinkedHashMap<>();
        baseline.kinks().of(node).stream().forEach(i -> groups.computeIfAbsent(to[i], key -> new ArrayList<>())
                .add(entries[i]));
        return groups.values().stream().filter(Tie::isWhole).map(Tie::of).toList();
    }

    private static List<Tie> ofTwo(
            Node.Apply node, Entry @Nullable [] left, Entry @Nullable [] right, Baseline baseline) {
        int size = baseline.of(node).size();
        // an operand that is broadcast, or none of the claims', has a share of its own
        if (left == null || right == null || left.length != size || right.length != size) return List.of();
        return baseline.kinks().of(node).stream()
                .mapToObj(i -> Arrays.asList(left[i], right[i]))
                .filter(Tie::isWhole)
                .map(Tie::of)
                .toList();
    }

    // an entry that is tied with itself, as in maximum(x, -x), has all shares
    private static boolean isWhole(List<@Nullable Entry> group) {
        boolean whole = group.stream().allMatch(entry -> entry != null);
        return whole
                && group.stream()
                                .map(entry -> List.of(entry.gradient, entry.position))
                                .distinct()
                                .count()
                        == group.size();
    }

    private static Tie of(List<Entry> group) {
        Map<String, List<Share>> entries = new LinkedHashMap<>();
        for (Entry entry : group) {
            entries.computeIfAbsent(entry.gradient, name -> new ArrayList<>())
                    .add(new Share(entry.position, entry.slope));
        }
        return new Tie(entries);
    }
}
