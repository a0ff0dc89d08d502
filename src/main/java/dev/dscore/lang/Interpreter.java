package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.compute.SpentException;
import dev.dscore.lang.Definition.Kind;
import dev.dscore.lang.Definition.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Runs a program: names, scopes, calls and control flow. What arrays are made of it does not know. Every statement and call is a
 * step of the allowance.
 */
final class Interpreter implements Expression.Visitor<Value>, Statement.Visitor<Interpreter.Flow> {
    /** What comes after a statement. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE,
        RETURN
    }

    /** Calls within calls. */
    private static final int DEEPEST = 60;

    private final Arrays arrays;
    private final Allowance allowance;
    private final Sequences sequences = new Sequences(this);
    private final Indexing indexing = new Indexing(this);
    private final Operators operators = new Operators(this);
    private final Members members = new Members(this);
    private final Scope program = Scope.ofProgram();
    private final Map<String, Integer> lines = new HashMap<>();
    private final Set<String> assigned = new LinkedHashSet<>();
    private Predicate<String> reserved = name -> false;
    private final Notes notes = new Notes();
    private final List<Scope> open = new ArrayList<>();
    private Scope scope = program;
    private Value result = Value.None.NONE;
    private boolean torch = false;
    private int depth = 0;
    private Place current = new Place("", 1, 1, 0, 0);

    Interpreter(Arrays arrays, Allowance allowance) {
        this.arrays = arrays;
        this.allowance = allowance;
    }

    Arrays arrays() {
        return arrays;
    }

    /** Whether the program is written for torch, whose methods have other names and defaults. */
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

    Operators operators() {
        return operators;
    }

    Scope program() {
        return program;
    }

    Notes notes() {
        return notes;
    }

    /** The line that last assigned or changed each name of the program. */
    Map<String, Integer> lines() {
        return lines;
    }

    /** The names that statements outside functions have given values. */
    Set<String> assigned() {
        return assigned;
    }

    /** Begins to run calls, which see the program's names and these. */
    void hand(Map<String, Value> names) {
        scope = program.beside();
        names.forEach(scope::bind);
        open.add(scope);
        assigned.clear();
    }

    /** What the names outside functions stand for. */
    Map<String, Value> values() {
        Map<String, Value> values = new HashMap<>(program.names());
        if (scope != program) values.putAll(scope.names());
        return values;
    }

    void take(long steps) {
        allowance.take(steps);
    }

    /** All values that names stand for now, in every scope that is being run. */
    List<Value> live() {
        List<Value> live = new ArrayList<>(program.names().values());
        for (Scope open : open) live.addAll(open.names().values());
        return live;
    }

    // statements

    void run(Statement statement) {
        try {
            statement.accept(this);
        } catch (SpentException e) {
            throw current.error(e.getMessage());
        } catch (StackOverflowError e) {
            throw current.error("calls itself too often");
        }
    }

    private Flow all(List<Statement> statements) {
        for (Statement statement : statements) {
            Flow flow = statement.accept(this);
            if (flow != Flow.NEXT) return flow;
        }
        return Flow.NEXT;
    }

    private void begin(Statement statement) {
        current = statement.at();
        allowance.take(1);
    }

    @Override
    public Flow bare(Statement.Bare statement) {
        begin(statement);
        statement.value().accept(this);
        return Flow.NEXT;
    }

    @Override
    public Flow assign(Statement.Assign statement) {
        begin(statement);
        Value value = statement.value().accept(this);
        for (Expression target : statement.targets()) assign(target, value);
        return Flow.NEXT;
    }

    /** Gives a name, an entry, an attribute or several of them a value. */
    void assign(Expression target, Value value) {
        if (target instanceof Expression.Name name) {
            bind(name.at(), name.name(), value);
        } else if (target instanceof Expression.Several several) {
            unpack(several, value);
        } else if (target instanceof Expression.Index index) {
            Value owner = index.owner().accept(this);
            Value subscript = index.subscript().accept(this);
            at(index.at(), () -> indexing.write(owner, subscript, value, subscriptText(index)));
            changed(index.at(), owner);
        } else if (target instanceof Expression.Attribute attribute) {
            Value owner = attribute.owner().accept(this);
            at(attribute.at(), () -> members.write(owner, attribute.name(), value));
        } else {
            throw target.at().error("cannot be assigned");
        }
    }

    private static String subscriptText(Expression.Index index) {
        return index.subscript().at().text();
    }

    private void bind(Place at, String name, Value value) {
        Scope owner = scope.bind(name, value);
        if (owner == program) lines.put(name, at.line());
        if (!owner.isProgram()) return;
        if (value instanceof Array && reserved.test(name)) {
            throw at.error(name + " has a meaning of its own; choose another name");
        }
        // in the order of the last assignment
        assigned.remove(name);
        assigned.add(name);
    }

    private void unpack(Expression.Several targets, Value value) {
        if (!sequences.isIterable(value)) {
            throw targets.at().error("cannot be unpacked: the value is " + value.kind());
        }
        List<Expression> names = targets.elements();
        List<Value> values = at(targets.at(), () -> sequences.elements(value));
        int star = -1;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) instanceof Expression.Starred) star = i;
        }
        boolean fits = star < 0 ? values.size() == names.size() : values.size() >= names.size() - 1;
        if (!fits) {
            throw targets.at().error(names.size() + " names on the left, " + values.size() + " values on the right");
        }
        int extra = values.size() - names.size();
        for (int i = 0; i < names.size(); i++) {
            if (i == star) {
                Value rest = new Value.Items(values.subList(i, i + extra + 1));
                assign(((Expression.Starred) names.get(i)).value(), rest);
            } else {
                assign(names.get(i), values.get(star >= 0 && i > star ? i + extra : i));
            }
        }
    }

    @Override
    public Flow update(Statement.Update statement) {
        begin(statement);
        Place at = statement.at();
        if (statement.target() instanceof Expression.Name name) {
            Value before = named(name);
            Value by = statement.value().accept(this);
            Value after = at(at, () -> operators.update(statement.operator(), before, by));
            bind(at, name.name(), after);
            if (statement.operator() == Operator.DIVIDE && after instanceof Array quotient) {
                arrays.told(quotient, statement.value().at().text());
            }
            if (after == before) changed(at, after);
        } else if (statement.target() instanceof Expression.Index index) {
            Value owner = index.owner().accept(this);
            Value subscript = index.subscript().accept(this);
            String text = subscriptText(index);
            Value before = at(at, () -> indexing.read(owner, subscript, text));
            Value by = statement.value().accept(this);
            at(at, () -> {
                Value after = operators.update(statement.operator(), before, by);
                indexing.write(owner, subscript, after, text);
            });
            if (owner instanceof Array array && subscript instanceof Array gathered && gathered.rank() > 0) {
                notes.repeated(at, array, gathered, arrays);
            }
            changed(at, owner);
        } else if (statement.target() instanceof Expression.Attribute attribute) {
            Value owner = attribute.owner().accept(this);
            Value by = statement.value().accept(this);
            at(at, () -> {
                Value before = members.read(owner, attribute.name());
                members.write(owner, attribute.name(), operators.update(statement.operator(), before, by));
            });
        }
        return Flow.NEXT;
    }

    /** Notes that an array was changed in place, by all its names. */
    private void changed(Place at, Value value) {
        if (value instanceof Array array && array.rank() > 0 && scope == program) {
            notes.changed(at, array, program, lines);
        }
    }

    @Override
    public Flow branch(Statement.If statement) {
        begin(statement);
        return all(truth(statement.condition()) ? statement.then() : statement.otherwise());
    }

    private boolean truth(Expression condition) {
        Value value = condition.accept(this);
        return at(condition.at(), () -> isTrue(value));
    }

    @Override
    public Flow loop(Statement.While statement) {
        while (true) {
            begin(statement);
            if (!truth(statement.condition())) return all(statement.otherwise());
            Flow flow = all(statement.body());
            if (flow == Flow.BREAK) return Flow.NEXT;
            if (flow == Flow.RETURN) return flow;
        }
    }

    @Override
    public Flow loop(Statement.For statement) {
        begin(statement);
        Value of = statement.of().accept(this);
        Sequences.Iteration iteration = at(statement.of().at(), () -> sequences.iteration(of));
        while (true) {
            Optional<Value> next = at(statement.of().at(), iteration::next);
            if (next.isEmpty()) return all(statement.otherwise());
            allowance.take(1);
            assign(statement.target(), next.get());
            Flow flow = all(statement.body());
            if (flow == Flow.BREAK) return Flow.NEXT;
            if (flow == Flow.RETURN) return flow;
        }
    }

    @Override
    public Flow define(Statement.Define statement) {
        begin(statement);
        bind(statement.at(), statement.function().name(), own(statement.function()));
        return Flow.NEXT;
    }

    private Value own(Definition definition) {
        Map<String, Value> defaults = new HashMap<>();
        for (Parameter parameter : definition.parameters()) {
            parameter.defaults().ifPresent(value -> defaults.put(parameter.name(), value.accept(this)));
        }
        return new Callable.Own(definition, scope, defaults);
    }

    @Override
    public Flow classOf(Statement.ClassOf statement) {
        begin(statement);
        List<Callable.ClassOf> bases = new ArrayList<>();
        for (Expression base : statement.bases()) {
            if (base instanceof Expression.Name name && name.name().equals("object")) continue;
            Value value = base.accept(this);
            if (value instanceof Callable.ClassOf type) bases.add(type);
            else throw base.at().error("is no class of this program");
        }
        Scope outer = scope;
        scope = outer.inner(Blocks.Assigned.in(statement.body()).names(), Set.of());
        open.add(scope);
        try {
            all(statement.body());
            Map<String, Value> attributes = new LinkedHashMap<>(scope.names());
            scope = outer;
            bind(statement.at(), statement.name(), new Callable.ClassOf(statement.name(), bases, attributes));
        } finally {
            scope = outer;
            open.remove(open.size() - 1);
        }
        return Flow.NEXT;
    }

    @Override
    public Flow leave(Statement.Return statement) {
        begin(statement);
        if (scope.isProgram()) throw statement.at().error("`return` stands outside a function");
        result = statement.value().isPresent() ? statement.value().get().accept(this) : Value.None.NONE;
        return Flow.RETURN;
    }

    @Override
    public Flow word(Statement.Word statement) {
        begin(statement);
        return switch (statement.word()) {
            case "break" -> Flow.BREAK;
            case "continue" -> Flow.CONTINUE;
            default -> Flow.NEXT;
        };
    }

    @Override
    public Flow bring(Statement.Import statement) {
        begin(statement);
        Modules.bring(statement).forEach((name, value) -> bind(statement.at(), name, value));
        return Flow.NEXT;
    }

    @Override
    public Flow check(Statement.Assert statement) {
        begin(statement);
        if (truth(statement.condition())) return Flow.NEXT;
        String shapes = "";
        if (statement.condition() instanceof Expression.Comparison comparison
                && comparison.operands().size() == 2) {
            Value left = comparison.operands().get(0).accept(this);
            Value right = comparison.operands().get(1).accept(this);
            if (left instanceof Value.Tuple && right instanceof Value.Tuple) {
                shapes = ": " + Texts.repr(left) + " is not " + Texts.repr(right);
            }
        }
        String message = statement
                .message()
                .map(text -> "; " + Texts.text(text.accept(this)))
                .orElse("");
        throw statement.at().error("this does not hold" + shapes + message);
    }

    @Override
    public Flow raise(Statement.Raise statement) {
        begin(statement);
        throw statement.at().error("the code raises an error itself");
    }

    @Override
    public Flow delete(Statement.Delete statement) {
        begin(statement);
        for (Expression target : statement.targets()) {
            at(target.at(), () -> {
                if (target instanceof Expression.Name name) scope.remove(name.name());
                else if (target instanceof Expression.Index index)
                    indexing.remove(
                            index.owner().accept(this), index.subscript().accept(this));
                else throw new Fault("cannot be deleted");
            });
        }
        return Flow.NEXT;
    }

    @Override
    public Flow refused(Statement.Refused statement) {
        throw statement.reason();
    }

    // expressions

    private interface Computation<T> {
        T compute();
    }

    private static <T> T at(Place at, Computation<T> computation) {
        try {
            return computation.compute();
        } catch (Fault e) {
            throw at.error(e);
        }
    }

    private static void at(Place at, Runnable action) {
        try {
            action.run();
        } catch (Fault e) {
            throw at.error(e);
        }
    }

    @Override
    public Value literal(Expression.Literal literal) {
        return literal.value();
    }

    @Override
    public Value name(Expression.Name name) {
        return named(name);
    }

    private Value named(Expression.Name name) {
        try {
            Value value = scope.find(name.name());
            if (value != null) return value;
        } catch (Fault e) {
            throw name.at().error(e);
        }
        return Modules.known(name.name()).orElseThrow(() -> name.at().error(undefined(name.name())));
    }

    private String undefined(String name) {
        Set<String> known = new HashSet<>();
        for (Scope one = scope; ; one = one.outer().get()) {
            known.addAll(one.names().keySet());
            if (one.outer().isEmpty()) break;
        }
        return "is not defined" + Nearest.to(name, known);
    }

    @Override
    public Value format(Expression.Format format) {
        StringBuilder text = new StringBuilder();
        for (Expression piece : format.pieces()) text.append(Texts.text(piece.accept(this)));
        return Texts.of(text.toString());
    }

    @Override
    public Value field(Expression.Field field) {
        Value value = field.value().accept(this);
        return at(field.at(), () -> Texts.of(Texts.formatted(value, field.specification())));
    }

    @Override
    public Value attribute(Expression.Attribute attribute) {
        Value owner = attribute.owner().accept(this);
        return at(attribute.at(), () -> members.read(owner, attribute.name()));
    }

    @Override
    public Value call(Expression.Call call) {
        if (call.function() instanceof Expression.Name name) {
            Value known = scope.find(name.name());
            if (known == null && Modules.known(name.name()).isEmpty()) throw unknownFunction(name);
        }
        Value function = call.function().accept(this);
        List<Value> positional = new ArrayList<>();
        Map<String, Value> keywords = call.arguments().isEmpty() ? Map.of() : new LinkedHashMap<>();
        for (Expression.Argument argument : call.arguments()) {
            Value value = argument.value().accept(this);
            if (argument.star() == 1) {
                positional.addAll(at(argument.value().at(), () -> sequences.elements(value)));
            } else if (argument.star() == 2) {
                if (!(value instanceof Value.Dictionary dictionary))
                    throw argument.value().at().error("is no dictionary");
                dictionary.entries().forEach((key, entry) -> keywords.put(Texts.text(key), entry));
            } else if (argument.name().isPresent()) {
                if (keywords.put(argument.name().get(), value) != null)
                    throw argument.value().at().error("is given twice");
            } else {
                if (!keywords.isEmpty())
                    throw argument.value().at().error("must stand before the arguments given by name");
                positional.add(value);
            }
        }
        if (!(function instanceof Callable) && !(function instanceof Value.Type) && !isCallable(function)) {
            throw call.function().at().error("cannot be called: it is " + function.kind());
        }
        try {
            Value result = call(function, positional, keywords);
            if (result instanceof Array array && !positional.isEmpty()) told(call, array);
            return result;
        } catch (Fault e) {
            throw call.at().error(withOperands(call, e));
        }
    }

    // np.exp(a), a.exp(), np.divide(a, b)
    private void told(Expression.Call call, Array result) {
        if (!(call.function() instanceof Expression.Attribute function)) return;
        List<Expression.Argument> arguments = call.arguments();
        int operand = function.name().endsWith("divide") ? 1 : 0;
        if (arguments.size() > operand)
            arrays.told(result, arguments.get(operand).value().at().text());
    }

    private static boolean isCallable(Value value) {
        return value instanceof Value.Instance instance
                && (instance.type().find("__call__").isPresent()
                        || instance.type().find("forward").isPresent());
    }

    private static SourceException unknownFunction(Expression.Name name) {
        if (Refusal.isPythons(name.name())) return name.at().error("this function is not taken");
        return name.at()
                .error("is not a function of the language" + Nearest.to(name.name(), NumpyFunctions.TABLE.keySet()));
    }

    private static Fault withOperands(Expression.Call call, Fault fault) {
        if (fault.remedy().isEmpty()) return fault;
        List<Expression> operands = new ArrayList<>();
        if (call.function() instanceof Expression.Attribute method
                && !(method.owner() instanceof Expression.Name module && Modules.isModule(module.name()))) {
            operands.add(method.owner());
        }
        call.arguments().forEach(argument -> operands.add(argument.value()));
        return operands.size() < 2 ? fault : withOperands(operands.get(0), operands.get(1), fault);
    }

    private static Fault withOperands(Expression left, Expression right, Fault fault) {
        String remedy = fault.remedy().replace("%1", operand(left)).replace("%2", operand(right));
        return new Fault(fault.getMessage(), fault.unequal(), remedy);
    }

    private static String operand(Expression operand) {
        String text = Source.shortened(operand.at().text());
        boolean closed = text.matches("[\\w.]+(\\([^()]*\\))?|\\([^()]*\\)");
        return closed ? text : "(" + text + ")";
    }

    /** Calls what can be called. */
    Value call(Value function, List<Value> positional, Map<String, Value> keywords) {
        allowance.take(1);
        if (function instanceof Callable.Native known) return known.function().call(this, positional, keywords);
        if (function instanceof Callable.Bound bound) {
            List<Value> all = new ArrayList<>(positional.size() + 1);
            all.add(bound.receiver());
            all.addAll(positional);
            return call(bound.function(), all, keywords);
        }
        if (function instanceof Callable.Own own) return call(own, positional, keywords);
        if (function instanceof Callable.ClassOf type) return instance(type, positional, keywords);
        if (function instanceof Value.Type type) {
            if (positional.size() > 1) throw new Fault("takes one value");
            return Conversions.to(this, type, positional);
        }
        if (function instanceof Value.Instance instance && isCallable(instance)) {
            boolean torch = instance.type().find("__call__").isEmpty();
            return call(members.read(instance, torch ? "forward" : "__call__"), positional, keywords);
        }
        throw new Fault("cannot be called: it is " + function.kind());
    }

    private Value instance(Callable.ClassOf type, List<Value> positional, Map<String, Value> keywords) {
        Value.Instance instance = new Value.Instance(type);
        if (type.find("__init__").isPresent()) {
            call(members.read(instance, "__init__"), positional, keywords);
        } else if (!positional.isEmpty() || !keywords.isEmpty()) {
            throw new Fault(type.name() + " takes no arguments");
        }
        return instance;
    }

    private Value call(Callable.Own own, List<Value> positional, Map<String, Value> keywords) {
        if (depth >= DEEPEST)
            throw new Fault("calls itself too often; at most " + DEEPEST + " calls stand in one another");
        Definition definition = own.definition();
        Scope inner = own.closure().inner(definition.locals(), definition.globals());
        bind(own, inner, positional, keywords);
        Scope outer = scope;
        Place before = current;
        scope = inner;
        open.add(inner);
        depth++;
        try {
            return all(definition.body()) == Flow.RETURN ? result : Value.None.NONE;
        } finally {
            depth--;
            scope = outer;
            current = before;
            result = Value.None.NONE;
            open.remove(open.size() - 1);
        }
    }

    private static void bind(Callable.Own own, Scope inner, List<Value> positional, Map<String, Value> keywords) {
        Definition definition = own.definition();
        Set<String> used = new HashSet<>();
        int next = 0;
        boolean rest = false;
        Value.Dictionary others = null;
        for (Parameter parameter : definition.parameters()) {
            String name = parameter.name();
            if (parameter.kind() == Kind.REST) {
                rest = true;
                inner.bind(name, new Value.Tuple(List.copyOf(positional.subList(next, positional.size()))));
                next = positional.size();
            } else if (parameter.kind() == Kind.KEYWORDS) {
                others = new Value.Dictionary();
                inner.bind(name, others);
            } else if (parameter.kind() == Kind.PLAIN && next < positional.size()) {
                if (keywords.containsKey(name)) throw new Fault("the argument " + name + " is given twice");
                inner.bind(name, positional.get(next++));
            } else if (keywords.containsKey(name)) {
                inner.bind(name, keywords.get(name));
                used.add(name);
            } else if (own.defaults().containsKey(name)) {
                inner.bind(name, own.defaults().get(name));
            } else {
                throw new Fault("the argument " + name + " of " + definition.name() + " is missing");
            }
        }
        if (!rest && next < positional.size()) {
            throw new Fault(definition.name() + " takes " + next + " arguments, not " + positional.size());
        }
        for (Map.Entry<String, Value> keyword : keywords.entrySet()) {
            if (used.contains(keyword.getKey())) continue;
            if (others == null) throw new Fault(definition.name() + " has no argument " + keyword.getKey());
            others.entries().put(new Value.Text(keyword.getKey()), keyword.getValue());
        }
    }

    @Override
    public Value index(Expression.Index index) {
        Value owner = index.owner().accept(this);
        Value subscript = index.subscript().accept(this);
        try {
            return indexing.read(owner, subscript, subscriptText(index));
        } catch (Fault e) {
            String name = Source.shortened(index.owner().at().text());
            throw index.at().error(e.getMessage().replace("%owner", name));
        }
    }

    @Override
    public Value slice(Expression.Slice slice) {
        return new Value.Slice(part(slice.start()), part(slice.stop()), part(slice.step()));
    }

    private Value part(Optional<Expression> part) {
        return part.isPresent() ? part.get().accept(this) : Value.None.NONE;
    }

    @Override
    public Value unary(Expression.Unary unary) {
        Value operand = unary.operand().accept(this);
        return at(unary.at(), () -> operators.unary(unary.operator(), operand));
    }

    @Override
    public Value binary(Expression.Binary binary) {
        Value left = binary.left().accept(this);
        Value right = binary.right().accept(this);
        try {
            Value result = operators.binary(binary.operator(), left, right);
            if (binary.operator() == Operator.DIVIDE && result instanceof Array quotient) {
                arrays.told(quotient, binary.right().at().text());
            }
            if (left instanceof Array a && right instanceof Array b && result instanceof Array c) {
                notes.square(binary.at(), a, b, c);
            }
            return result;
        } catch (Fault e) {
            throw binary.at().error(e.remedy().isEmpty() ? e : withOperands(binary.left(), binary.right(), e));
        }
    }

    @Override
    public Value comparison(Expression.Comparison comparison) {
        Value left = comparison.operands().get(0).accept(this);
        Value result = Value.Flag.TRUE;
        for (int i = 0; i < comparison.operators().size(); i++) {
            if (i > 0) {
                Value before = result;
                if (before instanceof Array array && array.rank() > 0) {
                    throw comparison.at().error("comparisons do not chain on arrays; compare twice and multiply");
                }
                if (!at(comparison.at(), () -> isTrue(before))) return before;
            }
            Value a = left, b = comparison.operands().get(i + 1).accept(this);
            String operator = comparison.operators().get(i);
            result = at(comparison.at(), () -> operators.compare(operator, a, b));
            left = b;
        }
        return result;
    }

    @Override
    public Value junction(Expression.Junction junction) {
        Value left = junction.left().accept(this);
        boolean decided = at(junction.left().at(), () -> isTrue(left)) != junction.isAnd();
        return decided ? left : junction.right().accept(this);
    }

    @Override
    public Value choice(Expression.Choice choice) {
        return truth(choice.condition())
                ? choice.then().accept(this)
                : choice.otherwise().accept(this);
    }

    @Override
    public Value lambda(Expression.Lambda lambda) {
        return own(lambda.function());
    }

    @Override
    public Value starred(Expression.Starred starred) {
        throw starred.at().error("`*` before a value is not taken here");
    }

    @Override
    public Value several(Expression.Several several) {
        List<Value> values = new ArrayList<>();
        for (Expression element : several.elements()) {
            if (element instanceof Expression.Starred starred) {
                Value value = starred.value().accept(this);
                values.addAll(at(starred.at(), () -> sequences.elements(value)));
            } else {
                values.add(element.accept(this));
            }
        }
        return at(several.at(), () -> displayed(several.kind(), values));
    }

    private Value displayed(Expression.Display kind, List<Value> values) {
        allowance.take((long) Sequences.STEPS_OF_ELEMENT * values.size());
        return switch (kind) {
            case TUPLE -> new Value.Tuple(List.copyOf(values));
            case LIST -> new Value.Items(values);
            case SET -> sequences.set(values);
        };
    }

    @Override
    public Value dict(Expression.Dict dict) {
        Value.Dictionary dictionary = new Value.Dictionary();
        for (int i = 0; i < dict.keys().size(); i++) {
            Expression key = dict.keys().get(i);
            Value value = dict.values().get(i).accept(this);
            if (key instanceof Expression.Starred) {
                if (!(value instanceof Value.Dictionary merged)) throw key.at().error("is no dictionary");
                dictionary.entries().putAll(merged.entries());
            } else {
                Value name = key.accept(this);
                at(key.at(), () -> dictionary.entries().put(sequences.key(name), value));
            }
        }
        return dictionary;
    }

    @Override
    public Value comprehension(Expression.Comprehension comprehension) {
        Set<String> names = new HashSet<>();
        comprehension.loops().forEach(loop -> names.addAll(Sequences.names(loop.target())));
        List<Value> values = new ArrayList<>();
        Value.Dictionary dictionary = new Value.Dictionary();
        // the first sequence is looked up outside
        Value first = comprehension.loops().get(0).of().accept(this);
        Scope outer = scope;
        scope = outer.inner(names, Set.of());
        open.add(scope);
        try {
            loop(comprehension, 0, first, values, dictionary);
        } finally {
            scope = outer;
            open.remove(open.size() - 1);
        }
        if (comprehension.key().isPresent()) return dictionary;
        return at(comprehension.at(), () -> displayed(comprehension.kind(), values));
    }

    private void loop(
            Expression.Comprehension comprehension,
            int level,
            Value of,
            List<Value> values,
            Value.Dictionary dictionary) {
        Expression.Loop loop = comprehension.loops().get(level);
        Sequences.Iteration iteration = at(loop.of().at(), () -> sequences.iteration(of));
        while (true) {
            Optional<Value> next = at(loop.of().at(), iteration::next);
            if (next.isEmpty()) return;
            allowance.take(1);
            assign(loop.target(), next.get());
            boolean taken = true;
            for (Expression condition : loop.conditions()) taken = taken && truth(condition);
            if (!taken) continue;
            if (level + 1 < comprehension.loops().size()) {
                Value inner = comprehension.loops().get(level + 1).of().accept(this);
                loop(comprehension, level + 1, inner, values, dictionary);
                continue;
            }
            Value value = comprehension.value().accept(this);
            if (comprehension.key().isPresent()) {
                Value key = comprehension.key().get().accept(this);
                at(comprehension.at(), () -> dictionary.entries().put(sequences.key(key), value));
            } else {
                values.add(value);
            }
        }
    }

    // values as what is needed of them

    boolean isTrue(Value value) {
        if (value instanceof Value.Flag flag) return flag.value();
        if (Numbers.isNumber(value)) return Numbers.real(value) != 0;
        if (value instanceof Value.None) return false;
        if (value instanceof Value.Text text) return !text.text().isEmpty();
        if (value instanceof Array array) {
            if (!Given.count(array).equals(Whole.ONE)) {
                throw new Fault("the truth value of " + array.kind()
                        + " is ambiguous where Python decides; np.any or np.all decides for all entries");
            }
            return arrays.item(array) != 0;
        }
        return !sequences.isIterable(value) || sequences.length(value).number() > 0;
    }

    Whole whole(Value value, String what) {
        if (Numbers.isWhole(value)) return Numbers.whole(value);
        if (value instanceof Array array && array.rank() == 0 && array.dtype() != Dtype.FLOAT) {
            return Whole.of((long) arrays.item(array));
        }
        throw new Fault(what + " must be a whole number, not " + Texts.described(value));
    }

    double real(Value value) {
        if (value instanceof Array array) {
            if (!Given.count(array).equals(Whole.ONE)) throw new Fault("takes one number, not " + array.kind());
            return arrays.item(array);
        }
        return Numbers.real(value);
    }

    /** A number or an array, or nested lists of them, as an array. */
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
        throw new Fault(what + " must be an array or a number, not " + value.kind());
    }
}
