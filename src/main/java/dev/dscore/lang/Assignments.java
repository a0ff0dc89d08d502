package dev.dscore.lang;

import java.util.List;

/** Assigns values to names, entries and attributes. */
final class Assignments {
    private final Interpreter interpreter;

    Assignments(Interpreter interpreter) {
        this.interpreter = interpreter;
    }

    /** Assigns a value to a name, an entry or an attribute, or unpacks it into several of them. */
    void assign(Expression target, Value value) {
        if (target instanceof Expression.Name name) {
            interpreter.bind(name.at(), name.name(), value);
        } else if (target instanceof Expression.Several several) {
            unpack(several, value);
        } else if (target instanceof Expression.Index index) {
            Value owner = index.owner().accept(interpreter.expressions());
            Value subscript = index.subscript().accept(interpreter.expressions());
            Interpreter.at(index.at(), () -> interpreter.indexing().write(owner, subscript, value, text(index)));
            changed(index.at(), owner);
        } else if (target instanceof Expression.Attribute attribute) {
            Value owner = attribute.owner().accept(interpreter.expressions());
            Interpreter.at(attribute.at(), () -> interpreter.members().write(owner, attribute.name(), value));
        } else {
            throw target.at().error("cannot be assigned");
        }
    }

    static String text(Expression.Index index) {
        return index.subscript().at().text();
    }

    private void unpack(Expression.Several targets, Value value) {
        if (!interpreter.sequences().isIterable(value)) {
            throw targets.at()
                    .error(Fault.error("TypeError", "cannot be unpacked: the value is {}", Message.kind(value)));
        }
        List<Expression> names = targets.elements();
        List<Value> values =
                Interpreter.at(targets.at(), () -> interpreter.sequences().elements(value));
        int star = -1;
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i) instanceof Expression.Starred) star = i;
        }
        boolean fits = star < 0 ? values.size() == names.size() : values.size() >= names.size() - 1;
        if (!fits) {
            throw targets.at()
                    .error(Fault.error(
                            "ValueError", "{} names on the left, {} values on the right", names.size(), values.size()));
        }
        int extra = values.size() - names.size();
        for (int i = 0; i < names.size(); i++) {
            if (i == star) {
                interpreter.sequences().charge(extra + 1);
                Value rest = new Value.Items(values.subList(i, i + extra + 1));
                assign(((Expression.Starred) names.get(i)).value(), rest);
            } else {
                assign(names.get(i), values.get(star >= 0 && i > star ? i + extra : i));
            }
        }
    }

    void update(Statement.Update statement) {
        Place at = statement.at();
        if (statement.target() instanceof Expression.Name name) {
            Value before = interpreter.expressions().named(name);
            Value by = statement.value().accept(interpreter.expressions());
            Value after = Interpreter.at(at, () -> interpreter.operators().update(statement.operator(), before, by));
            interpreter.bind(at, name.name(), after);
            if (statement.operator() == Operator.DIVIDE && after instanceof Array quotient) {
                interpreter.arrays().told(quotient, statement.value().at().text());
            }
            if (after == before) changed(at, after);
        } else if (statement.target() instanceof Expression.Index index) {
            Value owner = index.owner().accept(interpreter.expressions());
            Value subscript = index.subscript().accept(interpreter.expressions());
            String text = text(index);
            Value before = Interpreter.at(at, () -> interpreter.indexing().read(owner, subscript, text));
            Value by = statement.value().accept(interpreter.expressions());
            Interpreter.at(at, () -> {
                Value after = interpreter.operators().update(statement.operator(), before, by);
                interpreter.indexing().write(owner, subscript, after, text);
            });
            if (owner instanceof Array array && subscript instanceof Array gathered && gathered.rank() > 0) {
                interpreter.warnings().repeated(at, array, gathered, interpreter.arrays());
            }
            changed(at, owner);
        } else if (statement.target() instanceof Expression.Attribute attribute) {
            Value owner = attribute.owner().accept(interpreter.expressions());
            Value by = statement.value().accept(interpreter.expressions());
            Interpreter.at(at, () -> {
                Value before = interpreter.members().read(owner, attribute.name());
                interpreter
                        .members()
                        .write(
                                owner,
                                attribute.name(),
                                interpreter.operators().update(statement.operator(), before, by));
            });
        }
    }

    /** Records that an array was changed in place, for all names of the array. */
    private void changed(Place at, Value value) {
        if (value instanceof Array array && array.rank() > 0 && interpreter.scope() == interpreter.program()) {
            interpreter.warnings().changed(at, array, interpreter.program(), interpreter.lines());
        }
    }
}
