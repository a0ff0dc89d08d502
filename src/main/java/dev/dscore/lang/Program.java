package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A program whose arrays are nodes of a graph: what it makes of given inputs. */
public final class Program {
    // printed without np. before them, so that no value may take their names
    private static final Set<String> UNPREFIXED =
            Set.of("softmax", "log_softmax", "logsumexp", "expit", "one_hot", "range", "len");
    // so that what is printed is Python
    private static final Set<String> KEYWORDS = Set.of(
            ("False None True and as assert async await break class continue def del elif else except finally for from "
                            + "global if import in is lambda nonlocal not or pass raise return try while with yield")
                    .split(" "));

    private final Script script;

    private Program(Script script) {
        this.script = script;
    }

    /** Parses {@code code}; a statement that is not in the language or beyond the limits stops it when it runs. */
    public static Program parse(String code, Limits limits) {
        return new Program(Script.parse(code, limits));
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
     * @throws SourceException where a statement does not parse, a name is unknown or shapes do not fit, and where what the program
     *     makes depends on the lengths
     */
    public Result extend(Graph start, Allowance allowance) {
        Result result = extend(start, new Lengths(Lengths.PRIMES[0]), allowance);
        if (!script.isStraight()) {
            Result other;
            try {
                other = extend(start, new Lengths(Lengths.PRIMES[1]), allowance);
            } catch (SourceException e) {
                throw dependent();
            }
            if (!isSame(result.graph(), other.graph())) throw dependent();
        }
        return result;
    }

    private static SourceException dependent() {
        String message =
                "what this code makes depends on the lengths of axes, by a loop or a condition; a definition is one for all lengths";
        return new SourceException(1, 1, "", message);
    }

    private Result extend(Graph start, Lengths lengths, Allowance allowance) {
        Graph.Builder builder = start.extend(allowance);
        Symbolic arrays = new Symbolic(builder, lengths);
        Script.Machine machine = new Script.Machine(arrays, allowance);
        machine.reserve(Program::isReserved);
        for (Node node : start.names().values()) {
            for (Size size : node.shape().sizes()) {
                if (!size.isNumber()) machine.see(size.toString(), lengths.of(size));
            }
        }
        start.names().forEach((name, node) -> machine.see(name, arrays.of(node)));
        Script.Run run = script.run(machine, List.of(), Map.of());
        run.failure().ifPresent(failure -> {
            throw failure;
        });
        for (String name : run.assigned()) {
            Value value = run.values().get(name);
            if (value instanceof SymbolicArray array && array.rows().isEmpty()) {
                if (!(array.node() instanceof Node.AxisSize)) builder.name(name, array.node());
            } else if (value instanceof Value.Real || value instanceof Whole whole && !whole.isLength()) {
                builder.name(name, builder.constant(Numbers.real(value)));
            }
        }
        return new Result(builder.build(), run.warnings());
    }

    /** Whether two graphs have the same nodes under the same names. */
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

    /** Whether a name means something by itself and cannot be given to a value. */
    static boolean isReserved(String name) {
        return Modules.RESERVED.contains(name) || UNPREFIXED.contains(name) || KEYWORDS.contains(name);
    }

    /** Whether {@code name} can be given to a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !isReserved(name);
    }
}
