package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.antlr.v4.runtime.Token;

/** A program as far as it parses. Runs on arrays of numbers or of graph nodes. */
public final class Script {
    private final String code;
    private final List<Statement> statements;
    private final List<Integer> starts;
    private final List<List<Token>> tokens;
    private final Optional<SourceException> tooLong;

    private Script(
            String code,
            List<Statement> statements,
            List<Integer> starts,
            List<List<Token>> tokens,
            Optional<SourceException> tooLong) {
        this.code = code;
        this.statements = statements;
        this.starts = starts;
        this.tokens = tokens;
        this.tooLong = tooLong;
    }

    /** Parses {@code code}. A statement outside the language or beyond the limits stops the program when it runs. */
    public static Script parse(String code, Limits limits) {
        Optional<SourceException> tooLong = limits.exceeded(code);
        if (tooLong.isPresent()) return new Script(code, List.of(), List.of(), List.of(), tooLong);
        Source source = new Source(code);
        Blocks blocks = new Blocks(source, limits);
        return new Script(code, blocks.program(), blocks.starts(), blocks.tokens(), Optional.empty());
    }

    /**
     * The result of running a program and its calls.
     *
     * @param values the values of its names at the end
     * @param assigned the names assigned by statements outside functions, or by the calls if there are any
     * @param lines the line that last assigned or changed each name
     * @param pending names with no final value, each with the error that stopped statements which could have changed it
     * @param failure the first error that stopped the program or a call, if any
     */
    public record Run(
            Map<String, Value> values,
            Set<String> assigned,
            Map<String, Integer> lines,
            Map<String, SourceException> pending,
            List<Warning> warnings,
            Optional<SourceException> failure) {}

    /** A program that is being run, with the values of its names so far. */
    public static final class Machine {
        private final Interpreter interpreter;

        public Machine(Arrays arrays, Allowance allowance) {
            this.interpreter = new Interpreter(arrays, allowance);
        }

        /** Returns the values of all names in every scope that is being run. */
        public List<Value> live() {
            return interpreter.live();
        }

        /** Refuses arrays under names that have a meaning of their own. */
        void reserve(Predicate<String> reserved) {
            interpreter.reserve(reserved);
        }

        /** Sets names that have a value wherever a program mentions them. */
        public void predefine(Set<String> names) {
            interpreter.predefine(names);
        }

        public void see(String name, Value value) {
            interpreter.program().bind(name, value);
        }

        /** Converts an array, a number, or a list or tuple of them to an array; empty if the value is no array. */
        public Optional<Array> array(Value value) {
            boolean possible = value instanceof Array
                    || Numbers.isNumber(value)
                    || value instanceof Value.Items
                    || value instanceof Value.Tuple;
            if (!possible) return Optional.empty();
            try {
                return Optional.of(interpreter.array(value, "a value"));
            } catch (Fault | SpentException | StackOverflowError e) {
                // a list that contains itself, or others many times over, is no array either
                return Optional.empty();
            }
        }
    }

    /**
     * Runs the program and then the calls, each of which sees the results of everything before it. A call that stops
     * does not stop the later calls; a program that stops stops all calls.
     */
    public Run run(Machine machine, List<Script> calls, Map<String, Value> visible) {
        Interpreter interpreter = machine.interpreter;
        if (calls.isEmpty()) visible.forEach(machine::see);
        Optional<Stopped> stopped = stopped(interpreter);
        Optional<SourceException> failure = stopped.map(Stopped::reason);
        Map<String, SourceException> pending = new HashMap<>();
        if (stopped.isPresent()) {
            Map<String, Value> names = interpreter.program().names();
            pending(stopped.get().done, names).forEach(name -> pending.put(name, stopped.get().reason));
        }
        if (!calls.isEmpty()) interpreter.hand(visible);
        for (Script call : calls) {
            Optional<SourceException> reason =
                    stopped.isPresent() ? failure : call.stopped(interpreter).map(Stopped::reason);
            // a call that stopped: all names that it assigns
            for (String name : call.assigned()) {
                if (reason.isPresent()) pending.put(name, reason.get());
                else pending.remove(name);
            }
            if (failure.isEmpty()) failure = reason;
        }
        return new Run(
                Map.copyOf(interpreter.values()),
                Collections.unmodifiableSet(new LinkedHashSet<>(interpreter.assigned())),
                Map.copyOf(interpreter.lines()),
                pending,
                interpreter.warnings().all(),
                failure);
    }

    /**
     * Why a program did not run to its end.
     *
     * @param done the number of statements that ran
     */
    private record Stopped(int done, SourceException reason) {}

    private Optional<Stopped> stopped(Interpreter interpreter) {
        if (tooLong.isPresent()) return Optional.of(new Stopped(0, tooLong.get()));
        if (names().contains("torch") || names().contains("keepdim")) interpreter.speakTorch();
        int done = 0;
        try {
            for (Statement statement : statements) {
                interpreter.run(statement);
                done++;
            }
        } catch (SourceException e) {
            return Optional.of(new Stopped(done, e));
        }
        return Optional.empty();
    }

    private Set<String> pending(int done, Map<String, Value> names) {
        // every word of a text that is too long to be read
        if (tooLong.isPresent()) return words(code).collect(Collectors.toSet());
        Optional<List<Set<String>>> aliases = Aliases.of(names);
        // in doubt, every name
        if (aliases.isEmpty())
            return Stream.of(names.keySet(), names()).flatMap(Set::stream).collect(Collectors.toSet());
        List<List<Token>> rest = tokens.subList(starts.get(done), tokens.size());
        List<List<Token>> before = tokens.subList(0, starts.get(done));
        return new HashSet<>(new Rest(before, rest, aliases.get()).pending());
    }

    /** Returns the names that the program assigns anywhere, including in statements that do not parse. */
    public Set<String> assigned() {
        return new Rest(tokens).assigned();
    }

    /** Returns the names that the program assigns in loops only, which hold the value of the last iteration at the end. */
    public Set<String> assignedInLoops() {
        return Assigned.onlyInLoops(statements);
    }

    /** Returns every name in the program, including the words in its strings. */
    public Set<String> names() {
        return tokens.stream()
                .flatMap(List::stream)
                .filter(token -> token.getType() == PythonLexer.NAME || token.getType() == PythonLexer.STRING)
                .map(Token::getText)
                .flatMap(Script::words)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Returns the words of a text: names, keywords, numbers. */
    static Stream<String> words(String text) {
        return Stream.of(text.split("\\W+"));
    }

    /** Returns the text of a line, counted from 1, without its indentation; empty if there is no such line. */
    public String line(int number) {
        return code.lines().skip(number - 1L).findFirst().orElse("").strip();
    }

    /** Returns whether an error is in this program, and not in one that was run before or after it. */
    public boolean isAbout(SourceException e) {
        return e.source().equals(code);
    }

    /** Returns the entries of dictionaries of gradients: {@code grads['dW1']}, and {@code grads['W1']} as dW1. */
    public static Map<String, Value> gradientsIn(Map<String, Value> values) {
        Map<String, Value> found = new HashMap<>();
        List<String> names = new ArrayList<>(values.keySet());
        java.util.Collections.sort(names);
        for (String name : names) {
            if (!(values.get(name) instanceof Value.Dictionary dictionary)) continue;
            boolean gradients = name.toLowerCase(java.util.Locale.ROOT).contains("grad");
            dictionary.entries().forEach((key, value) -> {
                if (!(key instanceof Value.Text text)) return;
                if (text.text().startsWith("d")) found.putIfAbsent(text.text(), value);
                if (gradients) found.putIfAbsent("d" + text.text(), value);
            });
        }
        return found;
    }
}
