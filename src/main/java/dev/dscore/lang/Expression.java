package dev.dscore.lang;

import java.util.List;
import java.util.Optional;

/** An expression of a program, as a tree of its own that contains nothing of the parser's. */
sealed interface Expression {
    Place at();

    <R> R accept(Visitor<R> visitor);

    /** A number, a string without fields, True, False, None or {@code ...}. */
    record Literal(Place at, Value value) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.literal(this);
        }
    }

    record Name(Place at, String name) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.name(this);
        }
    }

    /** An f-string: pieces of text alternating with fields. */
    record Format(Place at, List<Expression> pieces) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.format(this);
        }
    }

    /** A field of an f-string. */
    record Field(Place at, Expression value, String conversion, String specification) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.field(this);
        }
    }

    record Attribute(Place at, Expression owner, String name) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.attribute(this);
        }
    }

    /** @param star the number of asterisks before the value: 0, 1 or 2 */
    record Argument(Optional<String> name, int star, Expression value) {}

    record Call(Place at, Expression function, List<Argument> arguments) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.call(this);
        }
    }

    record Index(Place at, Expression owner, Expression subscript) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.index(this);
        }
    }

    record Slice(Place at, Optional<Expression> start, Optional<Expression> stop, Optional<Expression> step)
            implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.slice(this);
        }
    }

    record Unary(Place at, String operator, Expression operand) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.unary(this);
        }
    }

    record Binary(Place at, Operator operator, Expression left, Expression right) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.binary(this);
        }
    }

    /** {@code a < b <= c}: one operator fewer than operands. */
    record Comparison(Place at, List<String> operators, List<Expression> operands) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.comparison(this);
        }
    }

    /** {@code left and right}, {@code left or right}. */
    record Junction(Place at, boolean isAnd, Expression left, Expression right) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.junction(this);
        }
    }

    record Choice(Place at, Expression condition, Expression then, Expression otherwise) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.choice(this);
        }
    }

    record Lambda(Place at, Definition function) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lambda(this);
        }
    }

    record Starred(Place at, Expression value) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.starred(this);
        }
    }

    enum Display {
        TUPLE,
        LIST,
        SET
    }

    /** {@code a, b}, {@code [a, b]}, {@code {a, b}}. */
    record Several(Place at, Display kind, List<Expression> elements) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.several(this);
        }
    }

    /** @param keys a starred key means that its value is a dictionary to merge */
    record Dict(Place at, List<Expression> keys, List<Expression> values) implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dict(this);
        }
    }

    record Loop(Expression target, Expression of, List<Expression> conditions) {}

    /** @param key the key of a dictionary comprehension */
    record Comprehension(Place at, Display kind, Optional<Expression> key, Expression value, List<Loop> loops)
            implements Expression {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.comprehension(this);
        }
    }

    /** One method for each kind of expression. */
    interface Visitor<R> {
        R literal(Literal literal);

        R name(Name name);

        R format(Format format);

        R field(Field field);

        R attribute(Attribute attribute);

        R call(Call call);

        R index(Index index);

        R slice(Slice slice);

        R unary(Unary unary);

        R binary(Binary binary);

        R comparison(Comparison comparison);

        R junction(Junction junction);

        R choice(Choice choice);

        R lambda(Lambda lambda);

        R starred(Starred starred);

        R several(Several several);

        R dict(Dict dict);

        R comprehension(Comprehension comprehension);
    }
}
