package dev.dscore.grade;

import dev.dscore.array.Tensor;
import dev.dscore.grade.Plain.Matrix;
import java.util.Random;

/** Numbers for situations, the same on every machine: three decimals, away from zero. */
final class Draw {
    private final Random random;

    Draw(long seed) {
        random = new Random(seed);
    }

    double number() {
        return (100 + random.nextInt(900)) / 1000.0 * (random.nextBoolean() ? 1 : -1);
    }

    double[] numbers(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) numbers[i] = number();
        return numbers;
    }

    /** Multiples of 1/8 between -2 and 2, whose sums and products are exact. */
    double[] dyadic(int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) numbers[i] = (random.nextInt(33) - 16) / 8.0;
        return numbers;
    }

    double[] labels(int count, int classes) {
        double[] labels = new double[count];
        for (int i = 0; i < count; i++) labels[i] = random.nextInt(classes);
        return labels;
    }

    Matrix matrix(int rows, int columns) {
        return new Matrix(rows, columns, numbers(rows * columns));
    }

    /** Between -1 and 1. */
    double part() {
        return random.nextDouble() * 2 - 1;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    static Tensor tensor(Matrix a) {
        return new Tensor(new int[] {a.rows(), a.columns()}, a.data());
    }

    static Tensor vector(Matrix a) {
        return Tensor.vector(a.data());
    }
}
