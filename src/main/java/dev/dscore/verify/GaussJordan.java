package dev.dscore.verify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Linear equations, solved for one unknown each, by Gauss and Jordan. */
final class GaussJordan {
    // what is left of an equation that others make up is this part of it at most
    private static final double DEPENDENT = 0x1p-26;

    private final int unknowns;
    // the unknowns that some equation has
    private final boolean[] used;
    // of each equation the unknown it is solved for, whose factor is 1 and which no other equation has
    private final List<Integer> solved = new ArrayList<>();
    private final List<double[]> equations = new ArrayList<>();

    GaussJordan(int unknowns) {
        this.unknowns = unknowns;
        this.used = new boolean[unknowns];
    }

    /** @return how many numbers that took */
    double add(double[] equation) {
        double work = unknowns;
        double[] rest = equation.clone();
        for (int i = 0; i < equations.size(); i++) {
            if (take(rest, equations.get(i), solved.get(i))) work += unknowns;
        }
        // what no other equation has yet is the easiest to solve for
        int pivot = -1;
        double largest = largest(rest), most = 0;
        if (!(largest > DEPENDENT * largest(equation))) return work;
        for (int i = 0; i < unknowns; i++) {
            double size = Math.abs(rest[i]);
            if (size < 0.5 * largest) continue;
            double merit = size * (used[i] ? 0.25 : 1);
            if (merit > most) {
                most = merit;
                pivot = i;
            }
        }
        double factor = rest[pivot];
        for (int i = 0; i < unknowns; i++) rest[i] /= factor;
        for (double[] other : equations) if (take(other, rest, pivot)) work += unknowns;
        for (int i = 0; i < unknowns; i++) used[i] |= rest[i] != 0;
        equations.add(rest);
        solved.add(pivot);
        return work;
    }

    private static boolean take(double[] from, double[] equation, int unknown) {
        double factor = from[unknown];
        if (factor == 0) return false;
        for (int i = 0; i < from.length; i++) from[i] -= factor * equation[i];
        from[unknown] = 0;
        return true;
    }

    /** The solution in which what is not solved for has these values. */
    double[] solution(double[] values) {
        double[] solution = values.clone();
        for (int unknown : solved) solution[unknown] = 0;
        for (int i = 0; i < equations.size(); i++) {
            double[] equation = equations.get(i);
            double sum = 0;
            for (int j = 0; j < unknowns; j++) if (j != solved.get(i)) sum -= equation[j] * solution[j];
            solution[solved.get(i)] = sum;
        }
        return solution;
    }

    static double product(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
        return sum;
    }

    static double length(double[] a) {
        return Math.sqrt(product(a, a));
    }

    static double largest(double[] a) {
        return Arrays.stream(a).map(Math::abs).max().orElse(0);
    }
}
