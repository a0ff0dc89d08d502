package dev.dscore.grade;

import dev.dscore.tensor.Tensor;

/**
 * How far a submitted matrix is off, in cells of several entries where it is large. Leading axes are taken together as rows. A
 * cell tells of the worst of its entries, so no error is lost between cells, and in classes, so no expected value is told.
 *
 * @param rows of cells
 * @param columns of cells
 * @param height entries of a cell along the rows
 * @param width entries of a cell along the columns
 * @param levels row by row: 0 is right, then off by less than 1 %, 10 %, 100 % of the largest entry, and by more
 * @param worst the cell with the entry that is furthest off
 */
public record ErrorMap(int rows, int columns, int height, int width, byte[] levels, int worst) {
    public static final int MOST_CELLS = 24;

    /** @param accepted of each entry whether it counts as right */
    static ErrorMap of(Tensor submitted, Tensor reference, boolean[] accepted, int worst) {
        int[] shape = reference.shape();
        int columns = shape.length == 0 ? 1 : shape[shape.length - 1];
        int rows = reference.size() / columns;
        int height = cells(rows, MOST_CELLS), width = cells(columns, MOST_CELLS);
        int down = cells(rows, height), across = cells(columns, width);
        double scale = 0;
        for (double entry : reference.data()) scale = Math.max(scale, Math.abs(entry));
        byte[] levels = new byte[down * across];
        for (int i = 0; i < reference.size(); i++) {
            if (accepted[i]) continue;
            int cell = i / columns / height * across + i % columns / width;
            double error = Math.abs(submitted.data()[i] - reference.data()[i]);
            int level = error < 0.01 * scale ? 1 : error < 0.1 * scale ? 2 : error < scale ? 3 : 4;
            levels[cell] = (byte) Math.max(levels[cell], level);
        }
        return new ErrorMap(
                down, across, height, width, levels, worst / columns / height * across + worst % columns / width);
    }

    private static int cells(int length, int each) {
        return (length + each - 1) / each;
    }
}
