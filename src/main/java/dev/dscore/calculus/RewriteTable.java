package dev.dscore.calculus;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Pattern;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of rewrites, {@code rewrites.txt}: the replacements of expressions, by the operation of the expression. */
final class RewriteTable {
    private static final String ARROW = "→";

    private final Map<Operation, List<Row>> rows;

    /** An expression and its replacement; the two are equal if the expression is to stay as it is. */
    record Row(Pattern from, Pattern to) {
        static Row parse(String line) {
            String[] sides = line.split(ARROW);
            if (sides.length != 2) throw new IllegalStateException("a rewrite has two sides: " + line);
            return new Row(Pattern.parse(sides[0]), Pattern.parse(sides[1]));
        }

        boolean stays() {
            return from.equals(to);
        }
    }

    private RewriteTable(Map<Operation, List<Row>> rows) {
        this.rows = rows;
    }

    /** Returns the table that the service ships. */
    static RewriteTable shipped() {
        return parse(Resources.text("rewrites.txt"));
    }

    static RewriteTable parse(String text) {
        return new RewriteTable(text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Row::parse)
                .collect(Collectors.groupingBy(
                        row -> row.from.operation(), () -> new EnumMap<>(Operation.class), Collectors.toList())));
    }

    List<Row> of(Operation operation) {
        return rows.getOrDefault(operation, List.of());
    }

    /** Returns whether a name of the table may stand for {@code node}. */
    static boolean mayBe(String name, Node node) {
        return switch (name) {
            case "s" -> node.shape().equals(Shape.SCALAR);
            case "k", "l" -> node instanceof Node.Constant;
            case "c" -> node instanceof Node.Apply apply && apply.operation().isComparison();
            default -> true;
        };
    }
}
