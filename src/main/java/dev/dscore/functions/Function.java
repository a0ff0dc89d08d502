package dev.dscore.functions;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Shape;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A program with declared inputs and an output: what gradients are asked of. */
public final class Function {
    private final String title;
    private final String source;
    private final List<Declaration> inputs;
    private final String code;
    private final String output;
    private final Graph graph;

    /** @throws SourceException where the code is not in the language or does not assign the output */
    public Function(String title, String source, List<Declaration> inputs, String code, String output) {
        this.title = title;
        this.source = source;
        this.inputs = List.copyOf(inputs);
        this.code = code;
        this.output = output;
        Graph.Builder start = Graph.builder();
        for (Declaration input : inputs) start.input(input.name(), input.shape(), input.isInteger());
        this.graph = Program.parse(code, Limits.DEFAULT).extend(start.build());
    }

    public String title() {
        return title;
    }

    /** Where the function, in these names, comes from. */
    public String source() {
        return source;
    }

    public List<Declaration> inputs() {
        return inputs;
    }

    public String code() {
        return code;
    }

    public String outputName() {
        return output;
    }

    public Node output() {
        return graph.named(output);
    }

    /** The forward pass. */
    public Graph graph() {
        return graph;
    }

    /** The inputs that have a gradient. */
    public List<String> differentiable() {
        return inputs.stream()
                .filter(input -> !input.isInteger())
                .map(Declaration::name)
                .toList();
    }

    /** The named values that have a gradient: inputs and intermediate values. */
    public Map<String, Shape> named() {
        Map<String, Shape> named = new LinkedHashMap<>();
        graph.names().forEach((name, node) -> {
            if (!(node instanceof Node.Input input && input.integer())) named.put(name, node.shape());
        });
        return named;
    }
}
