package dev.dscore.verify;

import static dev.dscore.verify.Change.SHIFTS;

import dev.dscore.verify.Baseline.Value;

/** How changes pass through a matrix product A @ B of shapes (I K) and (K J). */
final class ProductRule {
    private final Value a;
    private final Value b;
    private final int[] shape;
    private final int lanes;

    ProductRule(Value a, Value b, int[] shape, int lanes) {
        this.a = a;
        this.b = b;
        this.shape = shape;
        this.lanes = lanes;
    }

    /** dA B: rows of the result as touched, all columns. */
    Change left(Change change) {
        Region region = change.region();
        int[] touched = region.index()[1];
        Change result = new Change(new Region(shape, new int[][] {region.index()[0], null}, lanes));
        int rows = result.region().cells() / shape[1], columns = shape[1];
        int inner = touched == null ? region.shape()[1] : 1;
        double growth = Baseline.growth(inner);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) {
                    int target = i * columns + j, source = i * inner + k;
                    for (int lane = 0; lane < lanes; lane++) {
                        int at = (touched == null ? k : touched[lane]) * columns + j;
                        accumulate(result, target, change, source, lane, b.data()[at], b.error()[at], growth);
                    }
                }
            }
        }
        return result;
    }

    /** A dB: all rows of the result, columns as touched. */
    Change right(Change change) {
        Region region = change.region();
        int[] touched = region.index()[0];
        Change result = new Change(new Region(shape, new int[][] {null, region.index()[1]}, lanes));
        int rows = shape[0], columns = result.region().cells() / rows;
        int inner = touched == null ? region.shape()[0] : 1, width = a.shape()[1];
        double growth = Baseline.growth(inner);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) {
                    int target = i * columns + j, source = k * columns + j;
                    for (int lane = 0; lane < lanes; lane++) {
                        int at = i * width + (touched == null ? k : touched[lane]);
                        accumulate(result, target, change, source, lane, a.data()[at], a.error()[at], growth);
                    }
                }
            }
        }
        return result;
    }

    /** dA B + A dB + dA dB, on the whole result. */
    Change both(Change left, Change right) {
        Region whole = Region.whole(shape, lanes);
        Change result = sum(left(left).widenedTo(whole), right(right).widenedTo(whole));
        Change dA = left.widenedTo(Region.whole(a.shape(), lanes));
        Change dB = right.widenedTo(Region.whole(b.shape(), lanes));
        int inner = a.shape()[1], columns = shape[1];
        for (int i = 0; i < shape[0]; i++) {
            for (int k = 0; k < inner; k++) {
                for (int j = 0; j < columns; j++) {
                    int target = (i * columns + j) * SHIFTS * lanes;
                    int x = (i * inner + k) * SHIFTS * lanes, y = (k * columns + j) * SHIFTS * lanes;
                    for (int at = 0; at < SHIFTS * lanes; at++) {
                        result.delta()[target + at] += dA.delta()[x + at] * dB.delta()[y + at];
                    }
                }
            }
        }
        return result;
    }

    private void accumulate(
            Change result,
            int target,
            Change change,
            int source,
            int lane,
            double factor,
            double doubt,
            double growth) {
        for (int shift = 0; shift < SHIFTS; shift++) {
            result.delta()[(target * SHIFTS + shift) * lanes + lane] +=
                    factor * change.delta()[(source * SHIFTS + shift) * lanes + lane];
        }
        double size = Math.abs(change.delta()[source * SHIFTS * lanes + lane]);
        result.error()[target * lanes + lane] +=
                Math.abs(factor) * (change.error()[source * lanes + lane] + growth * size) + doubt * size;
    }

    private static Change sum(Change x, Change y) {
        Change sum = new Change(x.region());
        for (int i = 0; i < sum.delta().length; i++) sum.delta()[i] = x.delta()[i] + y.delta()[i];
        for (int i = 0; i < sum.error().length; i++) sum.error()[i] = x.error()[i] + y.error()[i];
        return sum;
    }
}
