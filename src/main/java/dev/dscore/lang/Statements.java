package dev.dscore.lang;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs statements and the blocks that belong to them. */
final class Statements implements Statement.Visitor<Statements.Flow> {
    /** Where execution continues after a statement. */
    enum Flow {
        NEXT,
        BREAK,
        CONTINUE,
        RETURN
    }

    private final Interpreter interpreter;
    // errors whose handlers are being run, the innermost first
    private final Deque<SourceException> handling = new ArrayDeque<>();
    private Value result = Value.None.NONE;

    Statements(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Runs the body of a function and returns the value of its {@code return}, or None without one. */
    Value returned(List<Statement> body) {
        Value returned = all(body) == Flow.RETURN ? result : Value.None.NONE;
        result = Value.None.NONE;
        return returned;
    }

    Flow all(List<Statement> statements) {
        for (Statement statement : statements) {
            Flow flow = statement.accept(this);
            if (flow != Flow.NEXT) return flow;
        }
        return Flow.NEXT;
    }

    private void begin(Statement statement) {
        interpreter.at(statement.at());
        interpreter.take(1);
    }

    @Override
    public Flow bare(Statement.Bare statement) {
        begin(statement);
        statement.value().accept(interpreter.expressions());
        return Flow.NEXT;
    }

    @Override
    public Flow assign(Statement.Assign statement) {
        begin(statement);
        Value value = statement.value().accept(interpreter.expressions());
        for (Expression target : statement.targets()) interpreter.assignments().assign(target, value);
        return Flow.NEXT;
    }

    @Override
    public Flow update(Statement.Update statement) {
        begin(statement);
        interpreter.assignments().update(statement);
        return Flow.NEXT;
    }

    @Override
    public Flow branch(Statement.If statement) {
        begin(statement);
        return all(interpreter.expressions().truth(statement.condition()) ? statement.then() : statement.otherwise());
    }

    @Override
    public Flow loop(Statement.While statement) {
        while (true) {
            begin(statement);
            if (!interpreter.expressions().truth(statement.condition())) return all(statement.otherwise());
            Flow flow = all(statement.body());
            if (flow == Flow.BREAK) return Flow.NEXT;
            if (flow == Flow.RETURN) return flow;
        }
    }

    @Override
    public Flow loop(Statement.For statement) {
        begin(statement);
        Value of = statement.of().accept(interpreter.expressions());
        Sequences.Iteration iteration = Interpreter.at(
                statement.of().at(), () -> interpreter.sequences().iteration(of));
        while (true) {
            Optional<Value> next = Interpreter.at(statement.of().at(), iteration::next);
            if (next.isEmpty()) return all(statement.otherwise());
            interpreter.take(1);
            interpreter.assignments().assign(statement.target(), next.get());
            Flow flow = all(statement.body());
            if (flow == Flow.BREAK) return Flow.NEXT;
            if (flow == Flow.RETURN) return flow;
        }
    }

    @Override
    public Flow define(Statement.Define statement) {
        begin(statement);
        interpreter.bind(
                statement.at(), statement.function().name(), interpreter.calls().own(statement.function()));
        return Flow.NEXT;
    }

    @Override
    public Flow classOf(Statement.ClassOf statement) {
        begin(statement);
        interpreter.bind(statement.at(), statement.name(), interpreter.classes().define(statement));
        return Flow.NEXT;
    }

    @Override
    public Flow decorated(Statement.Decorated statement) {
        begin(statement);
        List<Value> decorators = new ArrayList<>();
        for (Expression decorator : statement.decorators()) decorators.add(interpreter.value(decorator));
        String name;
        Value value;
        if (statement.definition() instanceof Statement.Define define) {
            name = define.function().name();
            value = interpreter.calls().own(define.function());
        } else {
            Statement.ClassOf type = (Statement.ClassOf) statement.definition();
            name = type.name();
            value = interpreter.classes().define(type);
        }
        for (int i = decorators.size() - 1; i >= 0; i--) {
            Value decorator = decorators.get(i), decorated = value;
            Place at = statement.decorators().get(i).at();
            value = Interpreter.at(at, () -> interpreter.call(decorator, List.of(decorated), Map.of()));
        }
        interpreter.bind(statement.at(), name, value);
        return Flow.NEXT;
    }

    @Override
    public Flow declare(Statement.Declare statement) {
        begin(statement);
        if (statement.target() instanceof Expression.Name name)
            interpreter.classes().declare(name.name());
        statement
                .value()
                .ifPresent(value -> interpreter.assignments().assign(statement.target(), interpreter.value(value)));
        return Flow.NEXT;
    }

    @Override
    public Flow attempt(Statement.Try statement) {
        begin(statement);
        Flow flow;
        try {
            flow = guarded(statement);
        } catch (SourceException e) {
            // errors that Python would not raise stop the program
            if (!Errors.isRaised(e)) throw e;
            Flow last = all(statement.last());
            if (last != Flow.NEXT) return last;
            throw e;
        }
        Value returned = result;
        Flow last = all(statement.last());
        if (last != Flow.NEXT) return last;
        result = returned;
        return flow;
    }

    // the body, and the handlers of its errors
    private Flow guarded(Statement.Try statement) {
        try {
            Flow flow = all(statement.body());
            if (flow != Flow.NEXT) return flow;
        } catch (SourceException e) {
            if (!Errors.isRaised(e)) throw e;
            for (Statement.Handler handler : statement.handlers()) {
                if (handler.type().isPresent()) {
                    Expression type = handler.type().get();
                    if (!Errors.isA(e, type.at(), interpreter.value(type))) continue;
                }
                return handled(handler, e);
            }
            throw e;
        }
        return all(statement.otherwise());
    }

    private Flow handled(Statement.Handler handler, SourceException error) {
        interpreter.at(handler.at());
        interpreter.take(Sequences.STEPS_OF_OBJECT);
        handling.push(error);
        handler.name().ifPresent(name -> interpreter.bind(handler.at(), name, Errors.object(error)));
        try {
            return all(handler.body());
        } finally {
            handling.pop();
            handler.name()
                    .filter(name -> interpreter.scope().names().containsKey(name))
                    .ifPresent(name -> interpreter.scope().remove(name));
        }
    }

    @Override
    public Flow with(Statement.With statement) {
        begin(statement);
        return managed(statement, 0);
    }

    private Flow managed(Statement.With statement, int next) {
        if (next == statement.managed().size()) return all(statement.body());
        Statement.Managed managed = statement.managed().get(next);
        Value manager = interpreter.value(managed.value());
        if (manager instanceof Value.Guard) {
            managed.target().ifPresent(target -> interpreter.assignments().assign(target, manager));
            return managed(statement, next + 1);
        }
        Place at = managed.value().at();
        boolean own = manager instanceof Value.Instance instance
                && instance.type().find("__enter__").isPresent()
                && instance.type().find("__exit__").isPresent();
        if (!own) throw at.unsupported("`with` is not taken of {}", Message.kind(manager));
        Value entered = Interpreter.at(at, () -> interpreter.classes().method(manager, "__enter__", List.of()));
        managed.target().ifPresent(target -> interpreter.assignments().assign(target, entered));
        Flow flow;
        try {
            flow = managed(statement, next + 1);
        } catch (SourceException e) {
            if (!Errors.isRaised(e)) throw e;
            Value.Instance error = Errors.object(e);
            List<Value> told = List.of(error.type(), error, Value.None.NONE);
            Value swallowed = Interpreter.at(at, () -> interpreter.classes().method(manager, "__exit__", told));
            if (interpreter.isTrue(swallowed)) return Flow.NEXT;
            throw e;
        }
        Value returned = result;
        List<Value> nothing = List.of(Value.None.NONE, Value.None.NONE, Value.None.NONE);
        Interpreter.at(at, () -> interpreter.classes().method(manager, "__exit__", nothing));
        result = returned;
        return flow;
    }

    @Override
    public Flow leave(Statement.Return statement) {
        begin(statement);
        if (interpreter.scope().isProgram()) throw statement.at().error("`return` stands outside a function");
        result = statement.value().isPresent()
                ? statement.value().get().accept(interpreter.expressions())
                : Value.None.NONE;
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
        Map<String, Value> brought = Modules.bring(statement);
        interpreter.take(brought.size());
        brought.forEach((name, value) -> interpreter.bind(statement.at(), name, value));
        return Flow.NEXT;
    }

    @Override
    public Flow check(Statement.Assert statement) {
        begin(statement);
        if (interpreter.expressions().truth(statement.condition())) return Flow.NEXT;
        Message shapes = Message.fixed("");
        if (statement.condition() instanceof Expression.Comparison comparison
                && comparison.operands().size() == 2) {
            Value left = comparison.operands().get(0).accept(interpreter.expressions());
            Value right = comparison.operands().get(1).accept(interpreter.expressions());
            if (left instanceof Value.Tuple && right instanceof Value.Tuple) {
                shapes = Message.of(": {} is not {}", Message.tuple(left), Message.tuple(right));
            }
        }
        Message message = statement.message().map(this::stated).orElseGet(() -> Message.fixed(""));
        throw statement.at().error(Fault.error("AssertionError", "this does not hold{}{}", shapes, message));
    }

    private Message stated(Expression text) {
        Value value = text.accept(interpreter.expressions());
        String stated = interpreter.sequences().text(interpreter.text(value)).text();
        return Message.of("; {}", text instanceof Expression.Literal ? Message.fixed(stated) : stated);
    }

    @Override
    public Flow raise(Statement.Raise statement) {
        begin(statement);
        if (statement.error().isEmpty()) {
            if (handling.isEmpty())
                throw statement.at().error(Fault.error("RuntimeError", "there is no error to raise again"));
            throw handling.peek();
        }
        Value error = interpreter.value(statement.error().get());
        throw Interpreter.at(statement.at(), () -> Errors.raised(interpreter, statement.at(), error));
    }

    @Override
    public Flow delete(Statement.Delete statement) {
        begin(statement);
        for (Expression target : statement.targets()) {
            Interpreter.at(target.at(), () -> {
                if (target instanceof Expression.Name name) interpreter.scope().remove(name.name());
                else if (target instanceof Expression.Index index)
                    interpreter
                            .indexing()
                            .remove(
                                    index.owner().accept(interpreter.expressions()),
                                    index.subscript().accept(interpreter.expressions()));
                else throw new Fault("cannot be deleted");
            });
        }
        return Flow.NEXT;
    }

    @Override
    public Flow refused(Statement.Refused statement) {
        throw statement.reason();
    }
}
