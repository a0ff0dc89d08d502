package dev.dscore.grade;

import dev.dscore.array.Tensor;

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
        double scale = 0;
        for (double entry : reference.data()) scale = Math.max(scale, Math.abs(entry));
        byte[] levels = new byte[reference.size()];
        for (int i = 0; i < levels.length; i++) {
            if (!accepted[i])
                levels[i] = level(Math.abs(submitted.data()[i] - reference.data()[i]), scale);
        }
        return new ErrorMap(rows, columns, 1, 1, levels, worst).within(MOST_CELLS);
    }

    private static byte level(double error, double scale) {
        return (byte) (error < 0.01 * scale ? 1 : error < 0.1 * scale ? 2 : error < scale ? 3 : 4);
    }

    /** The same in cells so large that there are at most so many along an axis. */
    public ErrorMap within(int most) {
        int down = cells(rows, most), across = cells(columns, most);
        int fewerRows = cells(rows, down), fewerColumns = cells(columns, across);
        byte[] merged = new byte[fewerRows * fewerColumns];
        for (int i = 0; i < levels.length; i++) {
            int cell = i / columns / down * fewerColumns + i % columns / across;
            merged[cell] = (byte) Math.max(merged[cell], levels[i]);
        }
        int framed = worst / columns / down * fewerColumns + worst % columns / across;
        return new ErrorMap(fewerRows, fewerColumns, height * down, width * across, merged, framed);
    }

    private static int cells(int length, int each) {
        return (length + each - 1) / each;
    }
}
