package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.ParserRuleContext;

/** A program as far as it parses, which can be turned into a graph over given inputs. */
public final class Program {
    private final SourceText.Statements source;

    private Program(SourceText.Statements source) {
        this.source = source;
    }

    /** Parses {@code code} statement by statement; one that is not in the language or beyond the limits stops it when it runs. */
    public static Program parse(String code, Limits limits) {
        return new Program(SourceText.statements(code, limits));
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
     * @throws SourceException where a statement does not parse, a name is unknown or shapes do not fit
     */
    public Result extend(Graph start, Allowance allowance) {
        Graph.Builder builder = start.extend(allowance);
        Translator translator = new Translator(builder, OldBuiltin.BARE, visible(start, builder), InPlace.REFUSED);
        for (ParserRuleContext statement : source.parsed()) run(statement, translator);
        source.stop().ifPresent(stop -> {
            throw stop;
        });
        return new Result(builder.build(), translator.warnings());
    }

    private static void run(ParserRuleContext statement, Translator translator) {
        try {
            translator.visit(statement);
        } catch (SpentException e) {
            throw Translator.error(statement, e.getMessage());
        }
    }

    private static Map<String, Meaning> visible(Graph start, Graph.Builder builder) {
        Map<String, Meaning> visible = new HashMap<>();
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) visible.put(size.toString(), new Meaning.Array(builder.size(size)));
            }
        }
        start.names().forEach((name, node) -> visible.put(name, new Meaning.Array(node)));
        return visible;
    }

    /** Whether {@code name} can be given to a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !Translator.isReserved(name);
    }
}
