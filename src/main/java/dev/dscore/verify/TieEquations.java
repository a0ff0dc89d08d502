package dev.dscore.verify;

import dev.dscore.compute.Cores;
import dev.dscore.graph.Kink;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a direction has to keep at cells that hang together: operands that tie move alike. What ties with something that no
 * entry moves stays where it is, and so does the operand of a kink that is no tie, but where directions may cross them.
 */
final class TieEquations {
    /** How far a direction may break a tie, relative to its length: tangents are differences. */
    static final double KEPT = 0x1p-30;

    // a direction that moves a tie by a smaller part of what it may moves it by rounding
    private static final double LEAST = 0x1p-10;

    /** Which kinks directions may cross. */
    enum Crossing {
        NONE,
        /** Those of one operand, and what ties with something that no entry moves. */
        OF_ONE_OPERAND,
        /** And where two operands are equal, so that only entries along an axis are held together. */
        OF_TWO_OPERANDS
    }

    private final Crossing crossing;
    private final List<Ties.Entry> entries;
    // by cell the tangents of each of its operands, by entry
    private final Map<Ties.Cell, List<double[]>> operands = new LinkedHashMap<>();
    private final Map<Ties.Cell, Set<Integer>> places = new LinkedHashMap<>();
    // the cells where something that ties, or another kink's operand, may move by itself
    private final Set<Ties.Cell> loose = new LinkedHashSet<>();
    private final List<double[]> equations = new ArrayList<>();
    private final GaussJordan elimination;

    /**
     * @param tangents by cell
     * @param tied how many operands tie at a cell
     */
    TieEquations(
            List<Ties.Cell> cells,
            Map<Ties.Cell, List<Ties.Tangent>> tangents,
            Crossing crossing,
            ToIntFunction<Ties.Cell> tied) {
        this.crossing = crossing;
        Map<Ties.Entry, Integer> columns = new LinkedHashMap<>();
        for (Ties.Cell cell : cells)
            for (Ties.Tangent tangent : tangents.get(cell)) columns.putIfAbsent(tangent.entry(), columns.size());
        this.entries = List.copyOf(columns.keySet());
        this.elimination = new GaussJordan(entries.size());
        for (Ties.Cell cell : cells) addCell(cell, tangents.get(cell), columns, tied);
    }

    private void addCell(
            Ties.Cell cell,
            List<Ties.Tangent> tangents,
            Map<Ties.Entry, Integer> columns,
            ToIntFunction<Ties.Cell> tied) {
        ToDoubleFunction<Workspace.Sides> slope =
                crossing != Crossing.NONE ? Workspace.Sides::steeper : Workspace.Sides::average;
        Map<Integer, double[]> rows = new LinkedHashMap<>();
        double[] second = new double[columns.size()];
        for (Ties.Tangent tangent : tangents) {
            int column = columns.get(tangent.entry());
            rows.computeIfAbsent(tangent.place(), place -> new double[columns.size()])[column] =
                    slope.applyAsDouble(tangent.first());
            second[column] = slope.applyAsDouble(tangent.second());
        }
        List<double[]> moved = new ArrayList<>(rows.values());
        if (cell.kink() == Kink.EQUAL) moved.add(second);
        boolean stays =
                switch (cell.kink()) {
                    case TIE -> tied.applyAsInt(cell) > moved.size();
                    case EQUAL ->
                        crossing == Crossing.OF_TWO_OPERANDS || moved.stream().anyMatch(TieEquations::isZero);
                    default -> true;
                };
        if (stays && crossing != Crossing.NONE) {
            loose.add(cell);
            // what moves the operands apart
            if (cell.kink() == Kink.EQUAL) moved = new ArrayList<>(List.of(difference(moved.get(0), second)));
            moved.removeIf(TieEquations::isZero);
        } else if (stays) {
            moved.add(new double[columns.size()]);
        }
        operands.put(cell, moved);
        places.put(cell, rows.keySet());
    }

    /** The unknowns of the equations. */
    List<Ties.Entry> entries() {
        return entries;
    }

    /** The places whose operands have to move alike, by cell. */
    Map<Ties.Cell, Set<Integer>> ties() {
        Map<Ties.Cell, Set<Integer>> ties = new LinkedHashMap<>(places);
        ties.keySet().removeIf(cell -> operands.get(cell).size() < 2);
        return ties;
    }

    /** How many numbers the equations have. */
    double size() {
        return (double) equations.size() * entries.size();
    }

    /** Solves the equations; false where one is not finite, or that would compute more than {@code most} numbers. */
    boolean solve(double most) {
        operands.values().forEach(moved -> {
            for (double[] other : moved.subList(Math.min(1, moved.size()), moved.size()))
                equations.add(difference(moved.get(0), other));
        });
        double work = 0;
        for (double[] equation : equations) {
            Cores.stopIfInterrupted();
            if (!Arrays.stream(equation).allMatch(Double::isFinite) || work > most) return false;
            work += elimination.add(equation);
        }
        return true;
    }

    /** A direction in which the operands at a cell move, and all ties are kept; null where there is none. */
    double @Nullable [] direction(Ties.Cell cell) {
        List<double[]> moved = operands.get(cell);
        if (moved.size() < 2) return null;
        double[] all = new double[entries.size()];
        for (double[] operand : moved) for (int i = 0; i < all.length; i++) all[i] += operand[i];
        double[] direction = elimination.solution(all);
        boolean moves = moves(direction, moved.get(0), LEAST);
        return moves && equations.stream().noneMatch(equation -> moves(direction, equation, KEPT)) ? direction : null;
    }

    /** The cells of other kinks that a direction crosses. */
    List<Ties.Cell> crossed(double[] direction) {
        return loose.stream()
                .filter(cell -> operands.get(cell).stream().anyMatch(operand -> moves(direction, operand, KEPT)))
                .toList();
    }

    private static boolean moves(double[] direction, double[] operand, double least) {
        return Math.abs(GaussJordan.product(direction, operand))
                > least * GaussJordan.length(direction) * GaussJordan.length(operand);
    }

    private static boolean isZero(double[] a) {
        return Arrays.stream(a).allMatch(one -> one == 0);
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) difference[i] = a[i] - b[i];
        return difference;
    }
}
