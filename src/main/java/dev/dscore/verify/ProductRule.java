package dev.dscore.verify;

import dev.dscore.array.Tensor;
import dev.dscore.compute.Cores;

/** How changes pass through a matrix product A @ B of shapes (I K) and (K J). */
final class ProductRule {
    private final Tensor a;
    private final Tensor b;
    private final Sides sides;
    private final int[] shape;

    /** What is asked for only where it is needed: rounding errors where they are tracked, B by columns. */
    interface Sides {
        double[] errorOfA();

        double[] errorOfB();

        double[] transposedB();
    }

    ProductRule(Tensor a, Tensor b, Sides sides, int[] shape) {
        this.a = a;
        this.b = b;
        this.sides = sides;
        this.shape = shape;
    }

    /** dA B: rows of the result as touched, all columns. */
    Change left(Change change) {
        Region region = change.region();
        int[] touched = region.index()[1];
        Region touchedRows = new Region(shape, new int[][] {region.index()[0], null}, region.lanes());
        Change result = new Change(touchedRows, change.space());
        int columns = shape[1], rows = touchedRows.cells() / columns;
        int inner = touched == null ? region.shape()[1] : 1;
        // errors are kept by rows
        boolean byColumns = touched != null && !change.scheme().tracksErrors();
        int down = byColumns ? 1 : columns, across = byColumns ? b.shape()[0] : 1;
        Offsets cells = Offsets.of(new int[] {inner, columns}, new int[] {down, across});
        int[] lanes = offsets(touched, down, region.lanes());
        double[] factors = byColumns ? sides.transposedB() : b.data();
        Accumulator sum = new Accumulator(change, result, factors, cells, lanes, inner);
        if (change.scheme().tracksErrors()) sum.trackErrors(sides.errorOfB());
        for (int i = 0; i < rows; i++) {
            Cores.stopIfInterrupted();
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) sum.add(i * columns + j, i * inner + k, k * columns + j);
            }
        }
        return result;
    }

    /** A dB: all rows of the result, columns as touched. */
    Change right(Change change) {
        Region region = change.region();
        int[] touched = region.index()[0];
        Region touchedColumns = new Region(shape, new int[][] {null, region.index()[1]}, region.lanes());
        Change result = new Change(touchedColumns, change.space());
        int rows = shape[0], columns = touchedColumns.cells() / rows;
        int inner = touched == null ? region.shape()[0] : 1, width = a.shape()[1];
        Offsets cells = Offsets.of(new int[] {rows, inner}, new int[] {width, 1});
        int[] lanes = offsets(touched, 1, region.lanes());
        Accumulator sum = new Accumulator(change, result, a.data(), cells, lanes, inner);
        if (change.scheme().tracksErrors()) sum.trackErrors(sides.errorOfA());
        for (int i = 0; i < rows; i++) {
            Cores.stopIfInterrupted();
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) sum.add(i * columns + j, k * columns + j, i * inner + k);
            }
        }
        return result;
    }

    /** dA B + A dB + dA dB, on the whole result. */
    Change both(Change left, Change right) {
        int lanes = left.lanes(), width = left.width();
        Region whole = Region.whole(shape, lanes);
        Change result = sum(left(left).widenedTo(whole), right(right).widenedTo(whole));
        Change dA = left.widenedTo(Region.whole(a.shape(), lanes));
        Change dB = right.widenedTo(Region.whole(b.shape(), lanes));
        int inner = a.shape()[1], columns = shape[1];
        for (int i = 0; i < shape[0]; i++) {
            Cores.stopIfInterrupted();
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) {
                    int target = (i * columns + j) * width;
                    int x = (i * inner + k) * width, y = (k * columns + j) * width;
                    for (int at = 0; at < width; at++) {
                        result.delta()[target + at] += dA.delta()[x + at] * dB.delta()[y + at];
                    }
                }
            }
        }
        return result;
    }

    private static int[] offsets(int[] touched, int stride, int lanes) {
        int[] offsets = new int[lanes];
        if (touched != null) {
            for (int lane = 0; lane < lanes; lane++) offsets[lane] = touched[lane] * stride;
        }
        return offsets;
    }

    private static Change sum(Change x, Change y) {
        Change sum = new Change(x.region(), x.space());
        for (int i = 0; i < sum.delta().length; i++) sum.delta()[i] = x.delta()[i] + y.delta()[i];
        double[] error = sum.error();
        if (error != null) {
            for (int i = 0; i < error.length; i++) error[i] = x.error()[i] + y.error()[i];
        }
        return sum;
    }

    /** Adds up the products of a touched side's change and the other side's numbers. */
    private static final class Accumulator {
        private final Change change;
        private final Change result;
        private final Lanes factors;
        private final double[] data;
        private final Offsets cells;
        private final int[] offsets;
        private final double growth;
        private double[] doubts;

        Accumulator(Change change, Change result, double[] data, Offsets cells, int[] offsets, int inner) {
            this.change = change;
            this.result = result;
            this.data = data;
            this.cells = cells;
            this.offsets = offsets;
            this.factors = new Lanes(data, cells, offsets, change.scheme());
            this.growth = RoundingErrors.growth(inner);
        }

        void trackErrors(double[] doubts) {
            this.doubts = doubts;
        }

        /** @param factor the cell of the side that is not touched */
        void add(int target, int source, int factor) {
            int width = change.width();
            double[] sum = result.delta(), delta = change.delta();
            int to = target * width, from = source * width;
            if (factors.same()) Rows.addScaled(sum, to, factors.at(factor, 0), delta, from, width);
            else Rows.addProducts(sum, to, factors.at(factor), delta, from, width);
            if (doubts != null) addErrors(target, source, factor);
        }

        private void addErrors(int target, int source, int factor) {
            int lanes = change.lanes();
            double[] sum = result.error(), error = change.error();
            for (int lane = 0; lane < lanes; lane++) {
                double size = Math.abs(change.delta()[source * change.width() + lane]);
                int at = cells.at(factor) + offsets[lane];
                sum[target * lanes + lane] +=
                        Math.abs(data[at]) * (error[source * lanes + lane] + growth * size) + doubts[at] * size;
            }
        }
    }
}
