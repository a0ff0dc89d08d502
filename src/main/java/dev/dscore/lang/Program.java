package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program whose arrays are nodes of a graph. Running it extends a graph of given inputs. */
public final class Program {
    // printed without the prefix np., so that no value may take these names
    private static final Set<String> UNPREFIXED =
            Set.of("softmax", "log_softmax", "logsumexp", "expit", "erf", "one_hot", "range", "len");
    // not allowed as names of values, so that printed code is Python
    private static final Set<String> KEYWORDS = Set.of(
            ("False None True and as assert async await break class continue def del elif else except finally for from "
                            + "global if import in is lambda nonlocal not or pass raise return try while with yield")
                    .split(" "));

    private final Script script;
    private final List<Script> calls;

    /** Maximum number of names of axes. A graph for all lengths has a number for each. */
    public static final int MOST_NAMES_OF_AXES = Lengths.PRIMES[0].length;

    private Program(Script script, List<Script> calls) {
        this.script = script;
        this.calls = calls;
    }

    /** Parses {@code code}. A statement outside the language or beyond the limits stops the program when it runs. */
    public static Program parse(String code, Limits limits) {
        return new Program(Script.parse(code, limits), List.of());
    }

    /** Parses a file of functions, and the calls that are run after it. */
    public static Program parse(String code, List<String> calls, Limits limits) {
        return new Program(
                Script.parse(code, limits),
                calls.stream().map(call -> Script.parse(call, limits)).toList());
    }

    /**
     * The result of a program.
     *
     * @param graph the start graph, extended by the computed nodes under the program's names
     */
    public record Result(Graph graph, List<Warning> warnings) {}

    /** Runs the program symbolically, without plain values. */
    public Result extend(Graph start, Allowance allowance) {
        return extend(start, Map.of(), allowance);
    }

    /**
     * Runs the program symbolically, for all lengths of axes. It sees the nodes that {@code start} names and the
     * lengths of their axes.
     *
     * @param plain values that are not arrays, by name
     * @throws SourceException if a statement does not parse, a name is unknown or shapes do not fit, or if the
     *     resulting graph depends on the lengths
     */
    public Result extend(Graph start, Map<String, Object> plain, Allowance allowance) {
        Result result = extend(start, new Lengths(Lengths.PRIMES[0]), Map.of(), plain, allowance);
        boolean symbolic = start.nodes().stream()
                .anyMatch(node -> !node.shape().sizes().stream().allMatch(Size::isNumber));
        if (!symbolic) return result;
        Result other;
        try {
            other = extend(start, new Lengths(Lengths.PRIMES[1]), Map.of(), plain, allowance);
        } catch (SourceException e) {
            throw e.stop() == Stop.LIMIT ? e : dependent();
        }
        if (!isSame(result.graph(), other.graph())) throw dependent();
        return result;
    }

    /**
     * Runs the program for given lengths of axes.
     *
     * @param start a graph whose shapes are numbers
     * @param lengths lengths of the axes by name
     */
    public Result extend(Graph start, Map<String, Integer> lengths, Map<String, Object> plain, Allowance allowance) {
        return extend(start, new Lengths(Lengths.PRIMES[0]), lengths, plain, allowance);
    }

    /** Returns whether the shapes may still fit once the lengths of axes are known. */
    public static boolean mayDependOnLengths(SourceException e) {
        return e.unequal().isEmpty()
                || !e.unequal().stream()
                        .allMatch(size -> size.isNumber() || size.toString().matches("\\w+"));
    }

    private static SourceException dependent() {
        String message =
                "what this code makes depends on the lengths of axes, by a loop, a condition or an index; it is made for the lengths that a request gives";
        return new SourceException(1, 1, "", message);
    }

    private Result extend(
            Graph start, Lengths primes, Map<String, Integer> lengths, Map<String, Object> plain, Allowance allowance) {
        Graph.Builder builder = start.extend(allowance);
        Symbolic arrays = new Symbolic(new Nodes(builder, false), primes);
        Script.Machine machine = new Script.Machine(arrays, allowance);
        machine.reserve(Program::isReserved);
        Map<String, Value> visible = new LinkedHashMap<>();
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) visible.put(size.toString(), primes.of(size));
            }
        }
        lengths.forEach((axis, length) -> visible.put(axis, Whole.of(length)));
        start.names().forEach((name, node) -> visible.put(name, arrays.of(node)));
        plain.forEach((name, value) -> visible.put(name, Plain.value(value)));
        Script.Run run = script.run(machine, calls, visible);
        run.failure().ifPresent(failure -> {
            throw failure;
        });
        for (String name : run.assigned()) {
            Value value = run.values().get(name);
            if (value instanceof SymbolicArray array) {
                if (array.rows().isPresent() || array.mask().isPresent()) continue;
                if (!(array.node() instanceof Node.AxisSize)) builder.name(name, array.node());
            } else if (value instanceof Value.Real
                    || value instanceof Whole whole && !whole.isLength() && lengths.isEmpty()) {
                builder.name(name, builder.constant(Numbers.real(value)));
            }
        }
        return new Result(builder.build().withPartsFromStores(allowance), run.warnings());
    }

    /** Returns whether two graphs have the same nodes under the same names. */
    private static boolean isSame(Graph a, Graph b) {
        if (a.nodes().size() != b.nodes().size()) return false;
        for (int id = 0; id < a.nodes().size(); id++) {
            Node left = a.nodes().get(id), right = b.nodes().get(id);
            if (!left.shape().equals(right.shape()) || !ids(left).equals(ids(right))) return false;
            boolean same = left instanceof Node.Apply x && right instanceof Node.Apply y
                    ? x.operation() == y.operation() && x.attributes().equals(y.attributes())
                    : value(left).equals(value(right));
            if (!same) return false;
        }
        return a.names().keySet().equals(b.names().keySet())
                && a.names().keySet().stream()
                        .allMatch(name -> a.named(name).id() == b.named(name).id());
    }

    private static Object value(Node node) {
        if (node instanceof Node.Constant constant) return constant.value();
        if (node instanceof Node.AxisSize size) return size.size();
        return node instanceof Node.Input input ? input.name() : "";
    }

    private static List<Integer> ids(Node node) {
        return node.arguments().stream().map(Node::id).toList();
    }

    /** Returns whether a name has a meaning of its own, so that no value can have it. */
    static boolean isReserved(String name) {
        return Modules.RESERVED.contains(name) || UNPREFIXED.contains(name) || KEYWORDS.contains(name);
    }

    /** Returns whether {@code name} can be the name of a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !isReserved(name);
    }
}
