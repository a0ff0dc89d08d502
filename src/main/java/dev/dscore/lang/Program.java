package dev.dscore.lang;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.HashMap;
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
     * The graph of the program. It sees the nodes that {@code start} names and the lengths of their axes, and names what
     * it assigns.
     *
     * @throws SourceException where a name is unknown or shapes do not fit
     */
    public Graph extend(Graph start) {
        Graph.Builder builder = start.extend();
        Map<String, Value> visible = new HashMap<>();
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) visible.put(size.toString(), new Value.Array(builder.size(size)));
            }
        }
        start.names().forEach((name, node) -> visible.put(name, new Value.Array(node)));
        new Translator(builder, visible).visit(tree);
        return builder.build();
    }

    /** The nodes that {@code start} needs, before any statement: inputs of the given shapes. */
    public static Graph inputs(Map<String, Shape> shapes, java.util.Set<String> integers) {
        Graph.Builder builder = Graph.builder();
        shapes.forEach((name, shape) -> builder.input(name, shape, integers.contains(name)));
        return builder.build();
    }
}
