package dev.dscore.verify;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Kink;
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

/**
 * Finds the directions of {@link Tie}s. An entry moves the operands at a kink by its tangents there; a direction keeps all that
 * ties tied where sums of tangents are equal ({@link TieEquations}). At first one that moves nothing else off its kink; where
 * there is none, one that crosses other kinks, along which the slopes differ from side to side ({@link TieSlopes}). Not for
 * use by several threads at a time.
 */
final class Ties {
    // beyond this many tangents of a gradient none of its ties is judged: a bound on memory
    private static final int MOST_TANGENTS = 1 << 20;
    // the same of what hangs together, in numbers of its equations
    private static final int MOST_NUMBERS = 1 << 22;
    // numbers computed for all ties together; what is beyond is not judged
    private static final double MOST_WORK = 1e9;
    // a smaller part of a direction is rounding
    private static final double KEPT = TieEquations.KEPT;

    private final Graph graph;
    private final Baseline baseline;
    private final TieSlopes slopes;
    // of each entry of a reduction's operand the position in its result, and how many tie there
    private final Map<Node.Apply, int[]> results = new HashMap<>();
    private final Map<Node.Apply, Map<Integer, Integer>> tied = new HashMap<>();
    private double work;

    /** Where an operation stands on its kink: of a reduction the position of a tie's result, else that of the operands. */
    record Cell(Node.Apply node, int place) {
        Kink kink() {
            return node.operation().kink();
        }
    }

    record Entry(String gradient, int position) {}

    /**
     * By how much an entry moves the operands at a cell.
     *
     * @param place in the operand of a reduction
     */
    record Tangent(Entry entry, Cell cell, int place, Workspace.Sides first, Workspace.Sides second) {}

    Ties(Graph graph, Baseline baseline, TieSlopes slopes) {
        this.graph = graph;
        this.baseline = baseline;
        this.slopes = slopes;
    }

    /**
     * The ties within each gradient, and those that span several.
     *
     * @param differences by the gradient's name
     * @param atKinks of each gradient the positions of the entries that move an operation off its kink
     * @param sources what each is a gradient of, in this graph
     */
    List<Tie> among(Map<String, FiniteDifferences> differences, Map<String, int[]> atKinks, Map<String, Node> sources) {
        if (!canTie(sources.values())) return List.of();
        Map<String, List<Tangent>> tangents = new LinkedHashMap<>();
        atKinks.forEach((gradient, positions) -> {
            List<Tangent> own = new ArrayList<>();
            differences.get(gradient).kinkTangents(positions, (position, node, place, first, second) -> {
                if (own.size() > MOST_TANGENTS) return;
                Node.Apply apply = (Node.Apply) graph.nodes().get(node);
                int at = apply.operation().kink() == Kink.TIE ? results(apply)[place] : place;
                own.add(new Tangent(new Entry(gradient, position), new Cell(apply, at), place, first, second));
            });
            if (!own.isEmpty() && own.size() <= MOST_TANGENTS) tangents.put(gradient, own);
        });
        List<Tie> ties = new ArrayList<>();
        Set<Cell> known = new HashSet<>();
        tangents.values().forEach(own -> {
            Set<Cell> found = new HashSet<>();
            addTies(own, Set.of(), found, ties);
            known.addAll(found);
        });
        for (Collection<String> together : independent(tangents.keySet(), sources)) {
            List<Tangent> all = together.stream()
                    .flatMap(gradient -> tangents.get(gradient).stream())
                    .toList();
            addTies(all, Set.copyOf(known), known, ties);
        }
        return ties;
    }

    // whether two operands of one operation move, by an entry of any source
    private boolean canTie(Collection<Node> sources) {
        BitSet moving = new BitSet();
        for (Node source : sources) moving.or(graph.dependents(source));
        return graph.nodes().stream()
                .filter(node -> baseline.kinks().of(node) != null)
                .map(Node.Apply.class::cast)
                .anyMatch(node -> switch (node.operation().kink()) {
                    case TIE -> moving.get(node.argument().id());
                    case EQUAL -> node.arguments().stream().allMatch(argument -> moving.get(argument.id()));
                    default -> false;
                });
    }

    // gradients of values none of which depends on another: the earliest, and the latest
    private Set<List<String>> independent(Set<String> gradients, Map<String, Node> sources) {
        Map<String, BitSet> dependents = new HashMap<>();
        for (String gradient : gradients) dependents.put(gradient, graph.dependents(sources.get(gradient)));
        List<String> earliest = new ArrayList<>(), latest = new ArrayList<>();
        for (String gradient : gradients) {
            Node own = sources.get(gradient);
            boolean later = gradients.stream()
                    .anyMatch(other ->
                            sources.get(other) != own && dependents.get(other).get(own.id()));
            boolean earlier = gradients.stream()
                    .anyMatch(other -> sources.get(other) != own
                            && dependents.get(gradient).get(sources.get(other).id()));
            if (!later) earliest.add(gradient);
            if (!earlier) latest.add(gradient);
        }
        Set<List<String>> sets = new LinkedHashSet<>(List.of(earliest, latest));
        sets.removeIf(set -> set.size() < 2);
        return sets;
    }

    /**
     * @param known cells of which nothing is added
     * @param found gets the cells whose ties some direction keeps
     */
    private void addTies(List<Tangent> tangents, Set<Cell> known, Set<Cell> found, List<Tie> ties) {
        Map<Cell, List<Tangent>> byCell = new LinkedHashMap<>();
        for (Tangent tangent : tangents)
            byCell.computeIfAbsent(tangent.cell, cell -> new ArrayList<>()).add(tangent);
        for (List<Cell> together : hangingTogether(byCell)) {
            List<Cell> open = together.stream()
                    .filter(cell -> !known.contains(cell) && canTie(byCell.get(cell)))
                    .toList();
            if (open.isEmpty() || numbers(together, byCell) >= MOST_NUMBERS) continue;
            for (TieEquations.Crossing crossing : TieEquations.Crossing.values()) {
                List<Cell> left =
                        open.stream().filter(cell -> !found.contains(cell)).toList();
                if (left.isEmpty()) break;
                addTies(left, new TieEquations(together, byCell, crossing, this::tied), found, ties);
            }
        }
    }

    private void addTies(List<Cell> open, TieEquations equations, Set<Cell> found, List<Tie> ties) {
        if (!equations.solve(MOST_WORK - work)) return;
        List<double[]> directions = new ArrayList<>();
        for (Cell cell : open) {
            double[] direction = equations.direction(cell);
            work += equations.size();
            if (direction == null || work > MOST_WORK) continue;
            // many ties may have one direction
            if (directions.stream().noneMatch(other -> isParallel(direction, other))) {
                var parts = parts(direction, equations.entries());
                Tie tie = slopes.measured(parts, equations.crossed(direction), equations.ties());
                if (tie == null) continue;
                directions.add(direction);
                ties.add(tie);
            }
            found.add(cell);
        }
    }

    private static Map<String, List<Tie.Part>> parts(double[] direction, List<Entry> entries) {
        double largest = GaussJordan.largest(direction);
        Map<String, List<Tie.Part>> parts = new LinkedHashMap<>();
        for (int i = 0; i < direction.length; i++) {
            double weight = direction[i] / largest;
            if (Math.abs(weight) <= KEPT) continue;
            Entry entry = entries.get(i);
            parts.computeIfAbsent(entry.gradient, gradient -> new ArrayList<>())
                    .add(new Tie.Part(entry.position, weight));
        }
        return parts;
    }

    // at most so many are held for the equations of these cells
    private static double numbers(List<Cell> together, Map<Cell, List<Tangent>> byCell) {
        Set<Entry> entries = new HashSet<>();
        double operands = 0;
        for (Cell cell : together) {
            List<Tangent> tangents = byCell.get(cell);
            tangents.forEach(tangent -> entries.add(tangent.entry));
            operands += 1 + tangents.stream().map(Tangent::place).distinct().count();
        }
        return operands * entries.size();
    }

    private static boolean canTie(List<Tangent> tangents) {
        return switch (tangents.get(0).cell.kink()) {
            case TIE -> true;
            case EQUAL ->
                tangents.stream().anyMatch(tangent -> tangent.first.moves())
                        && tangents.stream().anyMatch(tangent -> tangent.second.moves());
            default -> false;
        };
    }

    // cells that share an entry, directly or by way of others
    private static Collection<List<Cell>> hangingTogether(Map<Cell, List<Tangent>> byCell) {
        Map<Entry, Cell> first = new HashMap<>();
        Map<Cell, Cell> parents = new HashMap<>();
        byCell.forEach((cell, tangents) -> {
            parents.put(cell, cell);
            for (Tangent tangent : tangents) {
                Cell other = first.putIfAbsent(tangent.entry, cell);
                if (other != null) parents.put(root(parents, cell), root(parents, other));
            }
        });
        Map<Cell, List<Cell>> sets = new LinkedHashMap<>();
        for (Cell cell : byCell.keySet())
            sets.computeIfAbsent(root(parents, cell), key -> new ArrayList<>()).add(cell);
        return sets.values();
    }

    private static Cell root(Map<Cell, Cell> parents, Cell cell) {
        Cell at = cell;
        while (parents.get(at) != at) {
            Cell next = parents.get(parents.get(at));
            parents.put(at, next);
            at = next;
        }
        return at;
    }

    private int[] results(Node.Apply reduction) {
        return results.computeIfAbsent(reduction, node -> Reduction.results(node, baseline));
    }

    private int tied(Cell cell) {
        return tied.computeIfAbsent(cell.node, node -> {
                    int[] results = results(node);
                    Map<Integer, Integer> counts = new HashMap<>();
                    baseline.kinks().of(node).stream().forEach(place -> counts.merge(results[place], 1, Integer::sum));
                    return counts;
                })
                .get(cell.place);
    }

    private static boolean isParallel(double[] a, double[] b) {
        double cosine = GaussJordan.product(a, b) / (GaussJordan.length(a) * GaussJordan.length(b));
        return Math.abs(cosine) > 1 - KEPT;
    }
}
