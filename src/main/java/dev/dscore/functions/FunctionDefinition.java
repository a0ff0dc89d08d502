package dev.dscore.functions;

import dev.dscore.calculus.Derivation;
import dev.dscore.compute.Allowance;
import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.Limits;
import dev.dscore.lang.Nearest;
import dev.dscore.lang.Program;
import dev.dscore.lang.SourceException;
import dev.dscore.lang.Warning;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A program with declared inputs and outputs, whose gradients can be computed. They are the gradients of its objective:
 * the sum of its scalar outputs and of {@code sum(H * dH)} for each other output H, where dH is the upstream gradient
 * of H.
 */
public final class FunctionDefinition {
    /** The maximum number of axes of one array, the limit of NumPy before version 2. */
    private static final int MOST_AXES = 32;

    private final Written written;
    private final List<Declaration> inputs;
    private final List<String> outputs;
    private final Map<String, Integer> lengths;
    private final Graph graph;
    private final List<Warning> warnings;
    private final Node objective;

    /**
     * Creates a function for all lengths of its axes.
     *
     * @param allowance the steps for the graph
     * @throws SourceException if the code is not in the language, or its graph depends on the lengths
     * @throws DefinitionException if the inputs or outputs are invalid or do not go with the code
     */
    public FunctionDefinition(
            List<Declaration> inputs, String code, List<String> outputs, Limits limits, Allowance allowance)
            throws DefinitionException {
        this(new Written(inputs, code, outputs), Map.of(), limits, allowance);
    }

    /**
     * @param lengths the lengths of all axes, for which loops are unrolled and conditions decided; empty for a function
     *     of all lengths
     * @param allowance the steps for the graph
     * @throws SourceException if the code is not in the language, or its graph depends on lengths that are not given
     * @throws DefinitionException if the inputs or outputs are invalid or do not go with the code
     */
    public FunctionDefinition(Written written, Map<String, Integer> lengths, Limits limits, Allowance allowance)
            throws DefinitionException {
        this.written = written;
        this.inputs = written.inputs();
        this.outputs = written.outputs();
        this.lengths = Map.copyOf(lengths);
        checkInputs();
        Graph.Builder start = Graph.builder(allowance);
        for (Declaration input : inputs) {
            Shape shape = lengths.isEmpty() ? input.shape() : input.shape().inNumbers(lengths);
            start.input(input.name(), shape, input.isInteger());
        }
        Program program =
                Program.parse(written.code(), written.calls(), written.calls().isEmpty() ? limits : limits.ofFile());
        Program.Result result = lengths.isEmpty()
                ? program.extend(start.build(), written.plain(), allowance)
                : program.extend(start.build(), lengths, written.plain(), allowance);
        this.warnings = result.warnings();
        checkOutputs(result.graph());
        Graph.Builder builder = result.graph().extend(allowance);
        this.objective = objective(result.graph(), builder);
        this.graph = builder.build();
        checkNames();
    }

    private Node objective(Graph forward, Graph.Builder builder) {
        try {
            Node sum = null;
            for (String output : outputs) {
                Node value = forward.named(output);
                if (value.shape().rank() > 0) {
                    Node upstream = builder.input(Derivation.gradientOf(output), value.shape(), false);
                    Node product = builder.apply(Operation.MULTIPLY, List.of(value, upstream), Attributes.NONE);
                    List<Integer> all =
                            IntStream.range(0, value.shape().rank()).boxed().toList();
                    value = builder.apply(Operation.SUM, List.of(product), Attributes.axes(all, false));
                }
                sum = sum == null ? value : builder.apply(Operation.ADD, List.of(sum, value), Attributes.NONE);
            }
            if (sum == null) throw new IllegalStateException("no output");
            return sum;
        } catch (ShapeException e) {
            throw new IllegalStateException("an output does not fit its own gradient", e);
        }
    }

    private void checkInputs() throws DefinitionException {
        if (inputs.isEmpty()) throw new DefinitionException("/inputs", "a function has one input at least");
        Set<String> axes = axes();
        Set<String> names = new HashSet<>();
        for (String name : written.plain().keySet()) {
            if (!Program.isName(name)) {
                throw new DefinitionException(
                        "/inputs/" + name, name + " cannot be the name of an input; take letters and digits");
            }
        }
        for (Declaration input : inputs) {
            String name = input.name(), pointer = "/inputs/" + name;
            if (!Program.isName(name)) {
                throw new DefinitionException(
                        pointer, name + " cannot be the name of an input; take letters and digits");
            }
            if (!names.add(name)) throw new DefinitionException(pointer, name + " is declared twice");
            if (axes.contains(name)) {
                throw new DefinitionException(
                        pointer, name + " is both an input and the length of an axis; rename one");
            }
            if (input.shape().rank() > MOST_AXES)
                throw new DefinitionException(pointer, name + " has more than " + MOST_AXES + " axes");
            Size below = input.below().orElse(Size.ONE);
            if (!below.isNumber() && !axes.contains(below.toString())) {
                throw new DefinitionException(
                        pointer + "/below", below + " is no axis of any input" + Nearest.to(below.toString(), axes));
            }
        }
        if (axes.size() > Program.MOST_NAMES_OF_AXES) {
            throw new DefinitionException(
                    "/inputs",
                    "a function has at most " + Program.MOST_NAMES_OF_AXES + " names of axes; these inputs have "
                            + axes.size());
        }
        if (differentiable().isEmpty()) {
            throw new DefinitionException("/inputs", "every input holds integers, which have no gradient");
        }
    }

    private void checkOutputs(Graph forward) throws DefinitionException {
        if (outputs.isEmpty()) throw new DefinitionException("/output", "a function has one output at least");
        if (new HashSet<>(outputs).size() < outputs.size())
            throw new DefinitionException("/output", "an output is named twice");
        for (String output : outputs) {
            Node node = forward.names().get(output);
            if (node == null) {
                Set<String> assigned = forward.names().keySet().stream()
                        .filter(name -> !(forward.named(name) instanceof Node.Input))
                        .collect(Collectors.toSet());
                String where = written.calls().isEmpty() ? "the code" : "the call";
                throw new DefinitionException(
                        "/output", where + " does not assign the output " + output + Nearest.to(output, assigned));
            }
        }
    }

    // the gradient of W is named dW
    private void checkNames() throws DefinitionException {
        for (String name : named().keySet()) {
            String gradient = Derivation.gradientOf(name);
            if (!Program.isName(gradient)) {
                throw new DefinitionException(
                        "/code", name + " has the gradient " + gradient + ", a word of Python; rename it");
            }
            Node taken = graph.names().get(gradient);
            if (taken != null && !outputs.contains(name)) {
                throw new DefinitionException(
                        "/code", gradient + " is the name of the gradient of " + name + "; rename one");
            }
        }
    }

    public List<Declaration> inputs() {
        return inputs;
    }

    /** Returns the text that the function was made from. */
    public Written written() {
        return written;
    }

    public String code() {
        return written.code();
    }

    /** Returns the lengths of axes that the function was made for; empty if it holds for all lengths. */
    public Map<String, Integer> lengths() {
        return lengths;
    }

    /** Returns the names of the outputs. */
    public List<String> outputs() {
        return outputs;
    }

    /** Returns the names of the outputs that take an upstream gradient: those that are not scalars. */
    public List<String> upstreamOutputs() {
        return outputs.stream()
                .filter(output -> graph.named(output).shape().rank() > 0)
                .toList();
    }

    /** Returns the graph of the forward pass, the upstream gradients as its inputs, and the objective. */
    public Graph graph() {
        return graph;
    }

    /** Returns the scalar of {@link #graph} whose gradients are asked for. */
    public Node objective() {
        return objective;
    }

    public List<Warning> warnings() {
        return warnings;
    }

    /** Returns the names of the axes, in the order in which the inputs name them. */
    public Set<String> axes() {
        return axes(inputs);
    }

    static Set<String> axes(List<Declaration> inputs) {
        return inputs.stream()
                .flatMap(input -> input.shape().sizes().stream())
                .filter(size -> !size.isNumber())
                .map(Size::toString)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the names of the inputs that have a gradient. */
    public List<String> differentiable() {
        return inputs.stream()
                .filter(input -> !input.isInteger())
                .map(Declaration::name)
                .toList();
    }

    /** Returns the named values that have a gradient, inputs and intermediate values, with their shapes. */
    public Map<String, Shape> named() {
        Map<String, Shape> named = new LinkedHashMap<>();
        Set<String> upstream =
                upstreamOutputs().stream().map(Derivation::gradientOf).collect(Collectors.toSet());
        graph.names().forEach((name, node) -> {
            if (!node.holdsIndices() && !upstream.contains(name)) named.put(name, node.shape());
        });
        return named;
    }
}
