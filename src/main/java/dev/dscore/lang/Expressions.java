package dev.dscore.lang;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Computes the values of expressions. */
final class Expressions implements Expression.Visitor<Value> {
    private final Interpreter interpreter;

    Expressions(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    @Override
    public Value literal(Expression.Literal literal) {
        return literal.value();
    }

    @Override
    public Value name(Expression.Name name) {
        return named(name);
    }

    Value named(Expression.Name name) {
        try {
            Value value = interpreter.scope().find(name.name());
            if (value != null) return value;
        } catch (Fault e) {
            throw name.at().error(e);
        }
        return Modules.known(name.name()).orElseThrow(() -> name.at().error(undefined(name.name())));
    }

    private Fault undefined(String name) {
        if (Names.has("python", name)) return Fault.unsupported("this function is not taken");
        Set<String> known = new HashSet<>(interpreter.predefined());
        for (Scope one = interpreter.scope(); ; one = one.outer().get()) {
            known.addAll(one.names().keySet());
            if (one.outer().isEmpty()) break;
        }
        return Fault.error("NameError", "is not defined{}", interpreter.nearest(name, known));
    }

    @Override
    public Value format(Expression.Format format) {
        StringBuilder text = new StringBuilder();
        for (Expression piece : format.pieces()) {
            text.append(interpreter.text(piece.accept(this)));
            Interpreter.at(format.at(), () -> Texts.check(text.length()));
        }
        return interpreter.sequences().text(text.toString());
    }

    @Override
    public Value field(Expression.Field field) {
        Value value = field.value().accept(this);
        return Interpreter.at(field.at(), () -> {
            Value shown =
                    switch (field.conversion()) {
                        case "" -> shown(value);
                        case "s" -> new Value.Text(interpreter.text(value));
                        default -> value instanceof Value.Instance ? shown(value) : new Value.Text(Texts.repr(value));
                    };
            return interpreter.sequences().text(Texts.formatted(shown, field.specification()));
        });
    }

    private Value shown(Value value) {
        return value instanceof Value.Instance ? new Value.Text(interpreter.text(value)) : value;
    }

    @Override
    public Value attribute(Expression.Attribute attribute) {
        Value owner = attribute.owner().accept(this);
        return Interpreter.at(attribute.at(), () -> interpreter.members().read(owner, attribute.name()));
    }

    @Override
    public Value call(Expression.Call call) {
        Value function = call.function().accept(this);
        List<Value> positional = new ArrayList<>();
        Map<String, Value> keywords = call.arguments().isEmpty() ? Map.of() : new LinkedHashMap<>();
        for (Expression.Argument argument : call.arguments()) {
            Value value = argument.value().accept(this);
            if (argument.star() == 1) {
                positional.addAll(Interpreter.at(argument.value().at(), () -> spread(value)));
            } else if (argument.star() == 2) {
                if (!(value instanceof Value.Dictionary dictionary))
                    throw argument.value().at().error(Fault.error("TypeError", "is no dictionary"));
                Interpreter.at(argument.value().at(), () -> spread(dictionary, keywords));
            } else if (argument.name().isPresent()) {
                if (keywords.put(argument.name().get(), value) != null)
                    throw argument.value().at().error(Fault.error("TypeError", "is given twice"));
            } else {
                if (!keywords.isEmpty())
                    throw argument.value().at().error("must stand before the arguments given by name");
                positional.add(value);
            }
        }
        if (!Calls.isCallable(function)) {
            throw call.function().at().error(Calls.uncallable(function));
        }
        try {
            Value result = interpreter.call(function, positional, keywords);
            if (result instanceof Array array && !positional.isEmpty()) told(call, array);
            return result;
        } catch (Fault e) {
            throw call.at().error(withOperands(call, e));
        }
    }

    private List<Value> spread(Value value) {
        List<Value> elements = interpreter.sequences().elements(value);
        interpreter.sequences().charge(elements.size());
        return elements;
    }

    private void spread(Value.Dictionary entries, Map<String, Value> keywords) {
        for (Map.Entry<Value, Value> entry : entries.entries().entrySet()) {
            if (!(entry.getKey() instanceof Value.Text name))
                throw Fault.error("TypeError", "the names of arguments must be strings");
            // charged because the called function looks the name up again
            interpreter.sequences().charge(4L + name.text().length());
            keywords.put(name.text(), entry.getValue());
        }
    }

    // names the operand of np.exp(a), or the divisor of np.divide(a, b)
    private void told(Expression.Call call, Array result) {
        if (!(call.function() instanceof Expression.Attribute function)) return;
        List<Expression.Argument> arguments = call.arguments();
        int operand = function.name().endsWith("divide") ? 1 : 0;
        if (arguments.size() > operand)
            interpreter
                    .arrays()
                    .told(result, arguments.get(operand).value().at().text());
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
        Message remedy = fault.remedy().with("%1", operand(left)).with("%2", operand(right));
        return fault.with(fault.message(), remedy);
    }

    private static String operand(Expression operand) {
        String text = Source.shortened(operand.at().text());
        boolean closed = text.matches("[\\w.]+(\\([^()]*\\))?|\\([^()]*\\)");
        return closed ? text : "(" + text + ")";
    }

    @Override
    public Value index(Expression.Index index) {
        Value owner = index.owner().accept(this);
        Value subscript = index.subscript().accept(this);
        try {
            return interpreter.indexing().read(owner, subscript, Assignments.text(index));
        } catch (Fault e) {
            String name = Source.shortened(index.owner().at().text());
            throw index.at().error(e.with(e.message().with("%owner", name), e.remedy()));
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
        return Interpreter.at(unary.at(), () -> interpreter.operators().unary(unary.operator(), operand));
    }

    @Override
    public Value binary(Expression.Binary binary) {
        Value left = binary.left().accept(this);
        Value right = binary.right().accept(this);
        try {
            Value result = interpreter.operators().binary(binary.operator(), left, right);
            if (binary.operator() == Operator.DIVIDE && result instanceof Array quotient) {
                interpreter.arrays().told(quotient, binary.right().at().text());
            }
            if (left instanceof Array a && right instanceof Array b && result instanceof Array c) {
                interpreter.warnings().square(binary.at(), a, b, c);
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
                    throw comparison
                            .at()
                            .error(Fault.error(
                                    "ValueError", "comparisons do not chain on arrays; compare twice and multiply"));
                }
                if (!Interpreter.at(comparison.at(), () -> interpreter.isTrue(before))) return before;
            }
            Value a = left, b = comparison.operands().get(i + 1).accept(this);
            String operator = comparison.operators().get(i);
            result = Interpreter.at(
                    comparison.at(), () -> interpreter.operators().compare(operator, a, b));
            left = b;
        }
        return result;
    }

    @Override
    public Value junction(Expression.Junction junction) {
        Value left = junction.left().accept(this);
        boolean decided = Interpreter.at(junction.left().at(), () -> interpreter.isTrue(left)) != junction.isAnd();
        return decided ? left : junction.right().accept(this);
    }

    boolean truth(Expression condition) {
        Value value = condition.accept(this);
        return Interpreter.at(condition.at(), () -> interpreter.isTrue(value));
    }

    @Override
    public Value choice(Expression.Choice choice) {
        return truth(choice.condition())
                ? choice.then().accept(this)
                : choice.otherwise().accept(this);
    }

    @Override
    public Value lambda(Expression.Lambda lambda) {
        return interpreter.calls().own(lambda.function());
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
                values.addAll(Interpreter.at(
                        starred.at(), () -> interpreter.sequences().elements(value)));
            } else {
                values.add(element.accept(this));
            }
        }
        return Interpreter.at(several.at(), () -> displayed(several.kind(), values));
    }

    private Value displayed(Expression.Display kind, List<Value> values) {
        interpreter.sequences().charge(values.size());
        return made(kind, values);
    }

    private Value made(Expression.Display kind, List<Value> values) {
        return switch (kind) {
            case TUPLE -> new Value.Tuple(List.copyOf(values));
            case LIST -> new Value.Items(values);
            case SET -> interpreter.sequences().set(values);
        };
    }

    @Override
    public Value dict(Expression.Dict dict) {
        Value.Dictionary dictionary = interpreter.sequences().dictionary();
        for (int i = 0; i < dict.keys().size(); i++) {
            Expression key = dict.keys().get(i);
            Value value = dict.values().get(i).accept(this);
            if (key instanceof Expression.Starred) {
                if (!(value instanceof Value.Dictionary merged))
                    throw key.at().error(Fault.error("TypeError", "is no dictionary"));
                Interpreter.at(key.at(), () -> interpreter.sequences().copied(merged, dictionary));
            } else {
                Value name = key.accept(this);
                Interpreter.at(key.at(), () -> put(dictionary, name, value));
            }
        }
        return dictionary;
    }

    private void put(Value.Dictionary dictionary, Value key, Value value) {
        interpreter.take(Sequences.STEPS_OF_ELEMENT);
        dictionary.entries().put(interpreter.sequences().key(key), value);
    }

    @Override
    public Value comprehension(Expression.Comprehension comprehension) {
        Set<String> names = new HashSet<>();
        comprehension.loops().forEach(loop -> names.addAll(Sequences.names(loop.target())));
        List<Value> values = new ArrayList<>();
        Value.Dictionary dictionary = interpreter.sequences().dictionary();
        // the first sequence is evaluated in the enclosing scope
        Value first = comprehension.loops().get(0).of().accept(this);
        interpreter.within(interpreter.scope().inner(names, Set.of()), () -> {
            loop(comprehension, 0, first, values, dictionary);
            return Value.None.NONE;
        });
        if (comprehension.key().isPresent()) return dictionary;
        return Interpreter.at(comprehension.at(), () -> made(comprehension.kind(), values));
    }

    private void loop(
            Expression.Comprehension comprehension,
            int level,
            Value of,
            List<Value> values,
            Value.Dictionary dictionary) {
        Expression.Loop loop = comprehension.loops().get(level);
        Sequences.Iteration iteration =
                Interpreter.at(loop.of().at(), () -> interpreter.sequences().iteration(of));
        while (true) {
            Optional<Value> next = Interpreter.at(loop.of().at(), iteration::next);
            if (next.isEmpty()) return;
            interpreter.take(1);
            interpreter.assignments().assign(loop.target(), next.get());
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
                Interpreter.at(comprehension.at(), () -> put(dictionary, key, value));
            } else {
                Interpreter.at(comprehension.at(), () -> interpreter.sequences().grow(values.size(), 1));
                values.add(value);
            }
        }
    }
}
