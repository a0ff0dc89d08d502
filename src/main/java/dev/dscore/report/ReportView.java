package dev.dscore.report;

import dev.dscore.array.Tensor;
import dev.dscore.grade.ErrorMap;
import dev.dscore.grade.Listing;
import dev.dscore.grade.Status;
import dev.dscore.verify.Check;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The values that {@code report.mustache} shows.
 *
 * @param more a sentence on the rows that were left out
 */
record ReportView(
        String title,
        List<String> notes,
        List<Row> rows,
        @Nullable String more,
        List<Line> code,
        List<String> warnings,
        boolean mapped) {
    boolean listed() {
        return !code.isEmpty();
    }

    private static final int MOST_ROWS = 30;
    private static final int LINES_AROUND = 10;
    private static final int MOST_WARNINGS = 5;

    /**
     * The level of detail, from everything worth seeing to an extent that fits into 64 kB for any request.
     *
     * @param cells the cells of a heat map along an axis
     * @param characters the characters of a text
     */
    enum Detail {
        FULL(ErrorMap.MOST_CELLS, 200),
        COARSE(12, 200),
        SHORT(6, 80),
        LEAST(2, 30);

        private final int cells;
        private final int characters;

        Detail(int cells, int characters) {
            this.cells = cells;
            this.characters = characters;
        }

        int cells() {
            return cells;
        }

        String cut(String text) {
            return text.length() <= characters ? text : text.substring(0, characters - 1) + "…";
        }
    }

    /** The appearance of a verdict. */
    private enum Sign {
        RIGHT("✓", "#0072b2"),
        FOLLOWS("↳", "#e69f00"),
        WRONG("✗", "#d55e00"),
        UNGRADED("?", "#767676");

        private final String sign;
        private final String colour;

        Sign(String sign, String colour) {
            this.sign = sign;
            this.colour = colour;
        }

        static Sign of(ShownMark mark) {
            if (!mark.isGraded()) return UNGRADED;
            if (mark.isRight()) return RIGHT;
            return mark.status() == Status.FOLLOWS ? FOLLOWS : WRONG;
        }
    }

    /** @param colour a colour that colour-blind readers tell from the others; the sign says the same */
    record Row(
            String name,
            String shape,
            String sign,
            String colour,
            String status,
            @Nullable String points,
            @Nullable String message,
            @Nullable String numbers,
            @Nullable HeatMap map) {}

    record Line(int number, String text, boolean marked) {}

    static ReportView of(ShownReport report, Detail detail) {
        List<ShownMark> marks = report.marks().stream()
                .sorted(Comparator.comparingInt(mark -> report.backward().indexOf(mark.name())))
                .toList();
        List<Row> rows = new ArrayList<>();
        for (ShownMark mark : marks.subList(0, Math.min(MOST_ROWS, marks.size()))) rows.add(row(mark, report, detail));
        List<String> warnings = report.warnings().stream()
                .limit(MOST_WARNINGS)
                .map(warning -> "line " + warning.line() + ": " + detail.cut(warning.message()))
                .toList();
        return new ReportView(
                detail.cut(TextReport.total(report)),
                Notes.of(report).stream().map(detail::cut).toList(),
                rows,
                more(marks.size()),
                report.listing().map(listing -> lines(listing, detail)).orElse(List.of()),
                warnings,
                rows.stream().anyMatch(row -> row.map() != null));
    }

    static ReportView of(Check check, Map<String, Tensor> gradients, Detail detail) {
        List<Row> rows = check.byGradient().entrySet().stream()
                .limit(MOST_ROWS)
                .map(entry -> row(detail.cut(entry.getKey()), entry.getValue(), gradients.get(entry.getKey())))
                .toList();
        String title = (check.passed() ? "Every gradient agrees with " : "A gradient disagrees with ") + check.method()
                + ": " + check.entriesChecked() + " of " + check.entries() + " entries checked";
        return new ReportView(title, List.of(), rows, more(check.byGradient().size()), List.of(), List.of(), false);
    }

    private static Row row(ShownMark mark, ShownReport report, Detail detail) {
        Sign sign = Sign.of(mark);
        Optional<String> numbers = mark.numbers()
                .map(by -> String.format(
                        Locale.ROOT,
                        "relative error %.1e · difference %.1e · max. absolute error %.1e · allclose %s",
                        by.relativeError(),
                        by.difference(),
                        by.maxAbsoluteError(),
                        by.allclose() ? "yes" : "no"));
        Optional<HeatMap> map = mark.errors()
                .filter(errors -> errors.levels().length > 1)
                .map(errors -> HeatMap.of(mark, errors, detail));
        return new Row(
                detail.cut(mark.name()),
                detail.cut(mark.declared().tuple()),
                sign.sign,
                sign.colour,
                mark.statusName().replace('_', ' '),
                TextReport.points(mark.score()) + "/" + TextReport.points(mark.maxScore()),
                TextReport.message(mark, report).map(detail::cut).orElse(null),
                numbers.orElse(null),
                map.orElse(null));
    }

    private static Row row(String name, Check.OfGradient of, @Nullable Tensor gradient) {
        String numbers = String.format(
                Locale.ROOT,
                "%d of %d entries checked · max. relative error %.1e · max. absolute error %.1e%s",
                of.entriesChecked(),
                of.entries(),
                of.maxRelativeError(),
                of.maxAbsoluteError(),
                of.entriesNotDifferentiable() == 0 ? "" : " · not differentiable: " + of.entriesNotDifferentiable());
        return new Row(
                name,
                gradient == null
                        ? ""
                        : Arrays.toString(gradient.shape()).replace('[', '(').replace(']', ')'),
                (of.passed() ? Sign.RIGHT : Sign.WRONG).sign,
                (of.passed() ? Sign.RIGHT : Sign.WRONG).colour,
                of.passed() ? "agrees" : "disagrees",
                null,
                null,
                numbers,
                null);
    }

    private static List<Line> lines(Listing listing, Detail detail) {
        String[] text = listing.code().split("\r?\n", -1);
        int marked = listing.line().orElse(0);
        List<Line> lines = new ArrayList<>();
        int from = Math.max(1, marked - LINES_AROUND), to = Math.min(text.length, from + 2 * LINES_AROUND);
        for (int number = from; number <= to; number++) {
            lines.add(new Line(number, detail.cut(text[number - 1]), number == marked));
        }
        return lines;
    }

    private static @Nullable String more(int rows) {
        return rows <= MOST_ROWS ? null : "and " + (rows - MOST_ROWS) + " more gradients; the JSON answer has them all";
    }
}
