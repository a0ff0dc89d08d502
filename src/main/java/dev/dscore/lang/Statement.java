package dev.dscore.lang;

import java.util.List;
import java.util.Optional;

/** One statement, with the block that belongs to it. */
sealed interface Statement {
    Place at();

    <R> R accept(Visitor<R> visitor);

    record Bare(Place at, Expression value) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.bare(this);
        }
    }

    /** {@code a = b, c = value}. */
    record Assign(Place at, List<Expression> targets, Expression value) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.assign(this);
        }
    }

    /** {@code target: type = value}. */
    record Declare(Place at, Expression target, Optional<Expression> value) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.declare(this);
        }
    }

    /** {@code target += value}. */
    record Update(Place at, Operator operator, Expression target, Expression value) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.update(this);
        }
    }

    record If(Place at, Expression condition, List<Statement> then, List<Statement> otherwise) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.branch(this);
        }
    }

    record While(Place at, Expression condition, List<Statement> body, List<Statement> otherwise) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.loop(this);
        }
    }

    record For(Place at, Expression target, Expression of, List<Statement> body, List<Statement> otherwise)
            implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.loop(this);
        }
    }

    record Define(Place at, Definition function) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.define(this);
        }
    }

    record ClassOf(Place at, String name, List<Expression.Argument> bases, List<Statement> body) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.classOf(this);
        }
    }

    /** @param definition the definition of a function or a class */
    record Decorated(Place at, List<Expression> decorators, Statement definition) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.decorated(this);
        }
    }

    /** @param otherwise the statements that run if the body raises nothing */
    record Try(Place at, List<Statement> body, List<Handler> handlers, List<Statement> otherwise, List<Statement> last)
            implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.attempt(this);
        }
    }

    /** {@code except type as name}. */
    record Handler(Place at, Optional<Expression> type, Optional<String> name, List<Statement> body) {}

    record With(Place at, List<Managed> managed, List<Statement> body) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.with(this);
        }
    }

    /** {@code value as target}. */
    record Managed(Expression value, Optional<Expression> target) {}

    record Return(Place at, Optional<Expression> value) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.leave(this);
        }
    }

    /** {@code pass}, {@code break}, {@code continue}, and declarations of names such as {@code global a}. */
    record Word(Place at, String word) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.word(this);
        }
    }

    /**
     * @param function the function or module {@code b} of {@code from a import b}
     * @param name the name that is bound
     */
    record Import(Place at, String module, Optional<String> function, String name) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.bring(this);
        }
    }

    record Assert(Place at, Expression condition, Optional<Expression> message) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.check(this);
        }
    }

    record Raise(Place at, Optional<Expression> error) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.raise(this);
        }
    }

    record Delete(Place at, List<Expression> targets) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.delete(this);
        }
    }

    /** A statement outside the language, which stops a program that reaches it. */
    record Refused(Place at, SourceException reason) implements Statement {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.refused(this);
        }
    }

    /** One method for each kind of statement. */
    interface Visitor<R> {
        R bare(Bare statement);

        R assign(Assign statement);

        R declare(Declare statement);

        R update(Update statement);

        R branch(If statement);

        R loop(While statement);

        R loop(For statement);

        R define(Define statement);

        R classOf(ClassOf statement);

        R decorated(Decorated statement);

        R attempt(Try statement);

        R with(With statement);

        R leave(Return statement);

        R word(Word statement);

        R bring(Import statement);

        R check(Assert statement);

        R raise(Raise statement);

        R delete(Delete statement);

        R refused(Refused statement);
    }
}
