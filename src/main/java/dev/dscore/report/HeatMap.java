package dev.dscore.report;

import dev.dscore.grade.ErrorMap;
import dev.dscore.report.ReportView.Detail;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The drawing of an error map.
 *
 * @param paths the cells of each level, as strokes of SVG along their rows
 * @param x the column of the worst cell
 */
record HeatMap(
        String down,
        String across,
        int rows,
        int columns,
        int pixelsDown,
        int pixelsAcross,
        List<Layer> paths,
        int x,
        int y,
        String caption) {
    private static final Map<Integer, String> COLOURS = Map.of(1, "#fdcc8a", 2, "#fc8d59", 3, "#d7301f", 4, "#7f0000");

    record Layer(String colour, String path) {}

    static HeatMap of(ShownMark mark, ErrorMap whole, Detail detail) {
        ErrorMap errors = whole.within(detail.cells());
        int rows = errors.rows(), columns = errors.columns();
        List<Layer> layers = new ArrayList<>();
        for (int level = 1; level <= 4; level++) {
            String path = path(errors.levels(), rows, columns, level);
            if (!path.isEmpty()) layers.add(new Layer(COLOURS.get(level), path));
        }
        var sizes = mark.declared().sizes().stream().map(Object::toString).toList();
        int rank = sizes.size();
        String across = rank == 0 ? "" : sizes.get(rank - 1);
        String down = rank < 2 ? "" : String.join("·", sizes.subList(0, rank - 1));
        int cell = Math.max(8, Math.min(24, 240 / Math.max(rows, columns)));
        boolean single = errors.height() == 1 && errors.width() == 1;
        String scale = single
                ? "a cell an entry"
                : "a cell shows the worst of " + errors.height() + " × " + errors.width() + " entries";
        String worst = mark.numbers().isEmpty()
                ? ""
                : "; framed: the worst, " + detail.cut(mark.name())
                        + Arrays.toString(mark.numbers().get().worst().index());
        return new HeatMap(
                detail.cut(down),
                detail.cut(across),
                rows,
                columns,
                rows * cell,
                columns * cell,
                layers,
                errors.worst() % columns,
                errors.worst() / columns,
                mark.numbers()
                                .map(numbers -> numbers.entriesWrong() + " of " + numbers.entries())
                                .orElse("0") + " entries wrong; " + scale + worst);
    }

    private static String path(byte[] levels, int rows, int columns, int level) {
        StringBuilder path = new StringBuilder();
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < columns; column++) {
                int end = column;
                while (end < columns && levels[row * columns + end] == level) end++;
                if (end == column) continue;
                int length = end - column;
                path.append('M').append(column).append(' ').append(row);
                path.append('h').append(end - column);
                column = end;
            }
        }
        return path.toString();
    }
}
