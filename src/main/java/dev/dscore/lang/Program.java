package dev.dscore.lang;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
        Map<String, Value> visible = new HashMap<>();
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) visible.put(size.toString(), new Value.Array(builder.size(size)));
            }
        }
        start.names().forEach((name, node) -> visible.put(name, new Value.Array(node)));
        Translator translator = new Translator(builder, visible);
        translator.visit(tree);
        return new Result(builder.build(), translator.warnings());
    }

    /** Whether {@code name} can be given to a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !Translator.isReserved(name);
    }
}
