package dev.dscore.lang;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A parsed program, which can be turned into a graph over given inputs. */
public final class Program {
    private final NumpyParser.ProgramContext tree;

    private Program(NumpyParser.ProgramContext tree) {
        this.tree = tree;
    }

    /** @throws SourceException where the text is not in the language or beyond the limits */
    public static Program parse(String code, Limits limits) {
        return new Program(SourceText.parse(code, limits, NumpyParser::program));
    }

    /**
     * What a program makes.
     *
     * @param graph the graph that it started from, extended by what it computes and named as it names it
     */
    public record Result(Graph graph, List<Warning> warnings) {}

    /**
     * Runs the program symbolically. It sees the nodes that {@code start} names and the lengths of their axes.
     *
     * @throws SourceException where a name is unknown or shapes do not fit
     */
    public Result extend(Graph start) {
        Graph.Builder builder = start.extend();
        Translator translator = new Translator(builder, visible(start, builder), InPlace.REFUSED);
        translator.visit(tree);
        return new Result(builder.build(), translator.warnings());
    }

    /**
     * What submitted code makes, up to the line that fails.
     *
     * @param values the arrays by the name that stands for them in the end
     * @param failure of the line that stopped it
     */
    public record Run(
            Graph graph, Map<String, Node> values, List<Warning> warnings, Optional<SourceException> failure) {}

    /** Runs the program as submitted code, which may change arrays in place, line by line until one fails. */
    public Run run(Graph start) {
        return run(start, Map.of());
    }

    /** As {@link #run(Graph)}, with numbers for the lengths of axes, so that what only these lengths allow fits. */
    public Run run(Graph general, Map<String, Integer> lengths) {
        Graph start = general.in(lengths);
        Graph.Builder builder = start.extend();
        Map<String, Value> visible = visible(start, builder);
        lengths.forEach((axis, length) -> visible.putIfAbsent(axis, new Value.Array(builder.constant(length))));
        Translator translator = new Translator(builder, visible, InPlace.ALLOWED);
        Optional<SourceException> failure = Optional.empty();
        try {
            for (NumpyParser.StatementContext statement : tree.statement()) translator.visit(statement);
        } catch (SourceException e) {
            failure = Optional.of(e);
        }
        Map<String, Node> values = new HashMap<>();
        translator.names().forEach((name, value) -> {
            if (value instanceof Value.Array array) values.put(name, array.node());
        });
        return new Run(builder.build(), values, translator.warnings(), failure);
    }

    private static Map<String, Value> visible(Graph start, Graph.Builder builder) {
        Map<String, Value> visible = new HashMap<>();
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) visible.put(size.toString(), new Value.Array(builder.size(size)));
            }
        }
        start.names().forEach((name, node) -> visible.put(name, new Value.Array(node)));
        return visible;
    }

    /** The line of the last statement that begins with a name, which is the one that assigns it or changes it in place. */
    public Map<String, Integer> lines() {
        Map<String, Integer> lines = new HashMap<>();
        tree.statement()
                .forEach(statement -> lines.put(
                        statement.getStart().getText(), statement.getStart().getLine()));
        return lines;
    }

    /** Whether {@code name} can be given to a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !Translator.isReserved(name);
    }
}
