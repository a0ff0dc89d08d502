package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.compute.StoppedException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Runs a program. Holds its names and scopes, and the parts that run its statements, expressions and calls. Does not
 * know what arrays are made of. Every statement and every call takes a step of the allowance.
 */
final class Interpreter {
    /** The message of a stop that is caused by an unexpected exception in the interpreter itself. */
    static final String NOT_FORESEEN = "is not computed here for such values";

    private static final System.Logger LOG = System.getLogger("dscore.language");

    private final Arrays arrays;
    private final Allowance allowance;
    private Set<String> predefined = Set.of();
    private final Sequences sequences = new Sequences(this);
    private final Indexing indexing = new Indexing(this);
    private final Operators operators = new Operators(this);
    private final Members members = new Members(this);
    private final Classes classes = new Classes(this);
    private final Calls calls = new Calls(this);
    private final Assignments assignments = new Assignments(this);
    private final Expressions expressions = new Expressions(this);
    private final Statements statements = new Statements(this);
    private final Randomness randomness = new Randomness(this);
    private final Scope program = Scope.ofProgram();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> assigned = new LinkedHashSet<>();
    private Predicate<String> reserved = name -> false;
    private final Warnings warnings = new Warnings();
    private final List<Scope> open = new ArrayList<>();
    private Scope scope = program;
    private boolean torch = false;
    private Place current = new Place("", 1, 1, 0, 0);

    Interpreter(Arrays arrays, Allowance allowance) {
        this.arrays = arrays;
        this.allowance = allowance;
    }

    Arrays arrays() {
        return arrays;
    }

    /** Returns whether the program is written for torch, whose methods have other names and defaults. */
    boolean isTorch() {
        return torch;
    }

    void reserve(Predicate<String> names) {
        reserved = names;
    }

    void speakTorch() {
        torch = true;
    }

    Sequences sequences() {
        return sequences;
    }

    Indexing indexing() {
        return indexing;
    }

    Operators operators() {
        return operators;
    }

    Members members() {
        return members;
    }

    Classes classes() {
        return classes;
    }

    Calls calls() {
        return calls;
    }

    Assignments assignments() {
        return assignments;
    }

    Expressions expressions() {
        return expressions;
    }

    Statements statements() {
        return statements;
    }

    /** Returns the random number generators that the run shares. */
    Randomness randomness() {
        return randomness;
    }

    Warnings warnings() {
        return warnings;
    }

    // names

    Scope program() {
        return program;
    }

    Scope scope() {
        return scope;
    }

    /** Returns, for each name of the program, the line that last assigned or changed it. */
    Map<String, Integer> lines() {
        return lines;
    }

    /** Returns the names that statements outside functions have assigned, in the order of their last assignment. */
    Set<String> assigned() {
        return assigned;
    }

    /** Opens the scope in which calls run: it sees the program's names, and {@code names} besides. */
    void hand(Map<String, Value> names) {
        scope = program.beside();
        names.forEach(scope::bind);
        open.add(scope);
        assigned.clear();
    }

    /** Runs {@code body} with {@code inner} as the current scope. */
    <T> T within(Scope inner, Computation<T> body) {
        Scope outer = scope;
        scope = inner;
        open.add(inner);
        try {
            return body.compute();
        } finally {
            scope = outer;
            open.remove(open.size() - 1);
        }
    }

    void bind(Place at, String name, Value value) {
        Scope owner = scope.bind(name, value);
        if (owner == program) lines.put(name, at.line());
        if (!owner.isProgram()) return;
        if (value instanceof Array && reserved.test(name)) {
            throw at.error("{} has a meaning of its own; choose another name", Message.name(name));
        }
        // keeps the names in the order of their last assignment
        assigned.remove(name);
        assigned.add(name);
    }

    /** Returns the values of the names outside functions. */
    Map<String, Value> values() {
        Map<String, Value> values = new HashMap<>(program.names());
        if (scope != program) values.putAll(scope.names());
        return values;
    }

    /** Returns the values of all names in every scope that is being run. */
    List<Value> live() {
        List<Value> live = new ArrayList<>(program.names().values());
        for (Scope open : open) live.addAll(open.names().values());
        return live;
    }

    // running

    void take(long steps) {
        allowance.take(steps);
    }

    /** Sets the names that have a value wherever a program mentions them, for messages about names that it misspells. */
    void predefine(Set<String> names) {
        predefined = names;
    }

    Set<String> predefined() {
        return predefined;
    }

    /** Returns {@link Nearest#message} and takes its steps: a program can have any number of names compared. */
    Message nearest(String name, Collection<String> known) {
        take((long) name.length() * known.size());
        return Nearest.message(name, known);
    }

    /** Returns the place of the statement that is being run. */
    Place current() {
        return current;
    }

    void at(Place statement) {
        current = statement;
    }

    void run(Statement statement) {
        try {
            statement.accept(statements);
        } catch (Fault e) {
            throw current.error(e);
        } catch (SpentException e) {
            throw current.error(Fault.limit("{}", Message.fixed(String.valueOf(e.getMessage()))));
        } catch (StackOverflowError e) {
            throw current.error(Fault.limit("calls itself too often"));
        } catch (SourceException | StoppedException e) {
            throw e;
        } catch (RuntimeException e) {
            throw current.error(ofOurs(e));
        }
    }

    // an argument that a function of the language does not handle: not an error of the program, so it costs no points
    private static Fault ofOurs(RuntimeException e) {
        StackTraceElement[] stack = e.getStackTrace();
        String at = stack.length == 0 ? "" : " at " + stack[0];
        LOG.log(System.Logger.Level.ERROR, e.getClass().getName() + at);
        return Fault.unsupported(NOT_FORESEEN);
    }

    Value value(Expression expression) {
        return expression.accept(expressions);
    }

    Value call(Value function, List<Value> positional, Map<String, Value> keywords) {
        return calls.call(function, positional, keywords);
    }

    /** A computation that runs in a scope or at a place of the program. */
    interface Computation<T> {
        T compute();
    }

    /** Runs a computation and turns its {@link Fault} into an error at {@code at}. */
    static <T> T at(Place at, Computation<T> computation) {
        try {
            return computation.compute();
        } catch (Fault e) {
            throw at.error(e);
        }
    }

    static void at(Place at, Runnable action) {
        try {
            action.run();
        } catch (Fault e) {
            throw at.error(e);
        }
    }

    // conversions of values

    boolean isTrue(Value value) {
        if (value instanceof Value.Flag flag) return flag.value();
        if (Numbers.isNumber(value)) return Numbers.real(value) != 0;
        if (value instanceof Value.None) return false;
        if (value instanceof Value.Text text) return !text.text().isEmpty();
        if (value instanceof Array array) {
            if (!Given.count(array).equals(Whole.ONE)) {
                throw Fault.error(
                        "ValueError",
                        "the truth value of {} is ambiguous where Python decides; np.any or np.all decides for all entries",
                        Message.kind(array));
            }
            return arrays.item(array) != 0;
        }
        if (value instanceof Value.Instance instance) return classes.isTrue(instance);
        return !sequences.isSized(value) || sequences.length(value).number() > 0;
    }

    /** Returns the text of a value, as {@code str(value)} does in Python. */
    String text(Value value) {
        return value instanceof Value.Instance instance ? classes.text(instance) : Texts.text(value);
    }

    Whole whole(Value value, String what) {
        if (Numbers.isWhole(value)) return Numbers.whole(value);
        if (value instanceof Array array && array.rank() == 0 && array.dtype() != Dtype.FLOAT) {
            return Whole.of((long) arrays.item(array));
        }
        throw Fault.error(
                "TypeError", "{} must be a whole number, not {}", Message.fixed(what), Texts.described(value));
    }

    double real(Value value) {
        if (value instanceof Array array) {
            if (!Given.count(array).equals(Whole.ONE))
                throw Fault.error("TypeError", "takes one number, not {}", Message.kind(array));
            return arrays.item(array);
        }
        return Numbers.real(value);
    }

    /** Converts a value to an array: a number, an array, a range, or nested lists or tuples of numbers and arrays. */
    Array array(Value value, String what) {
        if (value instanceof Array array) return array;
        if (Numbers.isNumber(value)) return arrays.number(value);
        if (value instanceof Value.Range range) {
            Whole length = sequences.length(range);
            return arrays.spaced(range.start().number(), range.step().number(), length, Dtype.INT);
        }
        if (value instanceof Value.Tuple || value instanceof Value.Items) {
            return sequences.stacked(value);
        }
        throw Fault.unsupported("{} must be an array or a number, not {}", Message.fixed(what), Message.kind(value));
    }
}
