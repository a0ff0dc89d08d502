package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/** A program as far as it parses, which can be turned into a graph over given inputs. */
public final class Program {
    private final String code;
    private final SourceText.Statements source;

    private Program(String code, SourceText.Statements source) {
        this.code = code;
        this.source = source;
    }

    /** Parses {@code code} statement by statement; one that is not in the language or beyond the limits stops it when it runs. */
    public static Program parse(String code, Limits limits) {
        return new Program(code, SourceText.statements(code, limits));
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
        Translator translator = new Translator(builder, Builtin.BARE, visible(start, builder), InPlace.REFUSED);
        for (ParserRuleContext statement : source.parsed()) run(statement, translator);
        source.stop().ifPresent(stop -> {
            throw stop;
        });
        return new Result(builder.build(), translator.warnings());
    }

    /**
     * What submitted code makes.
     *
     * @param values what its names stand for by now
     * @param lines the line that last assigned or changed each name
     * @param pending names whose value is not final: the statements that were not run could have set or changed it
     * @param failure what stopped it, where something did
     * @param ends of each statement that was run or begun, how many nodes there are after it
     */
    public record Run(
            Graph graph,
            Map<String, Node> values,
            Map<String, Integer> lines,
            Set<String> pending,
            List<Warning> warnings,
            Optional<SourceException> failure,
            List<Integer> ends) {}

    /** Runs the program as submitted code, which may change arrays in place, line by line until one fails. */
    public Run run(Graph start, Allowance allowance) {
        return run(start, Map.of(), allowance);
    }

    /** As {@link #run(Graph, Allowance)}, with numbers for the lengths of axes, so that what only these lengths allow fits. */
    public Run run(Graph general, Map<String, Integer> lengths, Allowance allowance) {
        Graph start = general.in(lengths, allowance);
        Graph.Builder builder = start.extend(allowance);
        Map<String, Value> visible = visible(start, builder);
        lengths.forEach((axis, length) -> visible.putIfAbsent(axis, new Value.Array(builder.constant(length))));
        Translator translator = new Translator(builder, Builtin.BARE, visible, InPlace.ALLOWED);
        Optional<SourceException> failure = source.stop();
        List<Integer> ends = new ArrayList<>();
        try {
            for (ParserRuleContext statement : source.parsed()) {
                run(statement, translator);
                ends.add(builder.size());
            }
        } catch (SourceException e) {
            failure = Optional.of(e);
        }
        int done = ends.size();
        if (done < source.parsed().size()) ends.add(builder.size());
        Map<String, Node> values = new HashMap<>();
        Map<Value.Memory, Set<String>> aliases = new HashMap<>();
        translator.names().forEach((name, value) -> {
            if (value instanceof Value.Array array) values.put(name, array.node());
            for (Value.Memory memory : memories(value)) {
                aliases.computeIfAbsent(memory, none -> new HashSet<>()).add(name);
            }
        });
        Set<String> pending = failure.isPresent() ? pending(done, List.copyOf(aliases.values())) : Set.of();
        return new Run(builder.build(), values, translator.lines(), pending, translator.warnings(), failure, ends);
    }

    private static void run(ParserRuleContext statement, Translator translator) {
        try {
            translator.visit(statement);
        } catch (SpentException e) {
            throw Translator.error(statement, e.getMessage());
        }
    }

    // of the arrays that a value is or holds; a number has none that could be changed
    private static List<Value.Memory> memories(Value value) {
        if (value instanceof Value.Tuple tuple) {
            return tuple.elements().stream()
                    .flatMap(element -> memories(element).stream())
                    .toList();
        }
        boolean changes =
                value instanceof Value.Array array && array.node().shape().rank() > 0;
        return changes ? List.of(((Value.Array) value).memory()) : List.of();
    }

    private Set<String> pending(int done, List<Set<String>> aliases) {
        // of a text that is too long to be read, every word
        if (source.tokens().isEmpty()) return new HashSet<>(Arrays.asList(code.split("\\W+")));
        return new Rest(source.tokens().subList(done, source.tokens().size()), aliases).pending();
    }

    /** How many statements it runs until it ends, or comes to one that does not parse. */
    public int size() {
        return source.parsed().size();
    }

    /** This program up to statement number {@code index}, which fails with {@code message}. */
    public Program stoppedAt(int index, String message) {
        SourceException stop = Translator.error(source.parsed().get(index), message);
        return new Program(
                code, new SourceText.Statements(source.parsed().subList(0, index), source.tokens(), Optional.of(stop)));
    }

    /** The names that it assigns anywhere, in statements that do not parse, too. */
    public Set<String> assigned() {
        return new Rest(source.tokens(), List.of()).assigned();
    }

    /** The text of a line, counted from 1, without its indentation; empty where there is none. */
    public String line(int number) {
        return code.lines().skip(number - 1L).findFirst().orElse("").strip();
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

    /** Whether {@code name} can be given to a value. */
    public static boolean isName(String name) {
        return name.matches("[A-Za-z_][A-Za-z_0-9]*") && !Translator.isReserved(name);
    }
}
