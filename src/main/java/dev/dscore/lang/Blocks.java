package dev.dscore.lang;

import dev.dscore.lang.Definition.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * Groups statements into blocks by their indentation. A statement that does not parse becomes one that stops the
 * program when it is reached, so that the lines before it still run.
 */
final class Blocks {
    private static final Set<String> HEADERS =
            Set.of("def class if elif while else for try except finally with async".split(" "));
    private static final int TAB = 8;

    /** Maximum depth of blocks within blocks. */
    private static final int DEEPEST = 40;

    /** @param indentation the width of the indentation, or −1 after a semicolon */
    private record Piece(List<Token> tokens, int indentation) {
        Token first() {
            return tokens.get(0);
        }

        Token last() {
            return tokens.get(tokens.size() - 1);
        }
    }

    private final Source source;
    private final Limits limits;
    private final List<Piece> pieces;
    private final List<Integer> starts = new ArrayList<>();
    private int next = 0;
    private int depth = 0;

    /** Splits the source into pieces at line ends and semicolons. */
    Blocks(Source source, Limits limits) {
        this.source = source;
        this.limits = limits;
        this.pieces = pieces(source);
    }

    /** Returns the tokens of every line, or part of a line between semicolons. */
    List<List<Token>> tokens() {
        return pieces.stream().map(Piece::tokens).toList();
    }

    /** Returns, for each statement of the program, the index in {@link #tokens} of its first piece. */
    List<Integer> starts() {
        return starts;
    }

    private static List<Piece> pieces(Source source) {
        List<Piece> pieces = new ArrayList<>();
        List<Token> all = source.tokens();
        int start = 0;
        boolean behind = false;
        for (int i = 0; i < all.size(); i++) {
            if (!Source.isEnd(all.get(i))) continue;
            if (i > start) {
                pieces.add(new Piece(all.subList(start, i), behind ? -1 : indentation(source, all.get(start))));
            }
            behind = all.get(i).getText().equals(";");
            start = i + 1;
        }
        return pieces;
    }

    private static int indentation(Source source, Token first) {
        int column = first.getCharPositionInLine();
        if (column == 0) return 0;
        int end = source.text().offsetByCodePoints(0, first.getStartIndex());
        int width = 0;
        for (char c : source.text().substring(end - column, end).toCharArray()) {
            if (c == '\t') width = (width / TAB + 1) * TAB;
            else if (c != '\uFEFF') width++;
        }
        return width;
    }

    /** Returns the statements of the whole program. */
    List<Statement> program() {
        List<Statement> statements = new ArrayList<>();
        int indentation = pieces.isEmpty() ? 0 : Math.max(0, pieces.get(0).indentation());
        while (next < pieces.size()) {
            starts.add(next);
            Piece piece = pieces.get(next);
            // lines that were copied without the indentation of the first line
            boolean copied = next == 1 && statements.size() == 1 && piece.indentation() > indentation;
            if (copied) indentation = piece.indentation();
            if (piece.indentation() >= 0 && piece.indentation() != indentation) statements.add(misplaced(piece));
            else statements.add(statement(indentation));
        }
        return statements;
    }

    private Statement misplaced(Piece piece) {
        next++;
        return refused(piece, source.at(piece.first(), piece.last()).error("is indented otherwise than its block"));
    }

    private List<Statement> block(int header) {
        if (next >= pieces.size() || pieces.get(next).indentation() <= header) {
            Piece before = pieces.get(next - 1);
            Place at = source.at(before.first(), before.last());
            return List.of(new Statement.Refused(at, at.error("no indented block follows")));
        }
        int indentation = pieces.get(next).indentation();
        List<Statement> statements = new ArrayList<>();
        depth++;
        while (next < pieces.size()) {
            Piece piece = pieces.get(next);
            if (piece.indentation() >= 0 && piece.indentation() <= header) break;
            if (piece.indentation() >= 0 && piece.indentation() != indentation) statements.add(misplaced(piece));
            else statements.add(statement(indentation));
        }
        depth--;
        return statements;
    }

    private Statement statement(int indentation) {
        int index = next;
        Piece piece = pieces.get(index);
        try {
            if (depth > DEEPEST)
                throw source.at(piece.first(), piece.last()).error(Fault.limit("stands in too many blocks"));
            limits.check(next, piece.tokens());
            if (HEADERS.contains(piece.first().getText())) return compound(piece, indentation);
            if (piece.first().getText().equals("@")) return decorated(piece, indentation);
            if (isMatch(piece))
                throw source.at(piece.first(), piece.last()).refused("`match` is not taken; `if` and `elif` are");
            next++;
            return simple(piece.first());
        } catch (SourceException e) {
            next = Math.max(next, index + 1);
            skipBlock(indentation);
            return refused(piece, e);
        } catch (Fault e) {
            next = Math.max(next, index + 1);
            return refused(piece, source.at(piece.first(), piece.last()).error(e));
        }
    }

    private Statement refused(Piece piece, SourceException reason) {
        return new Statement.Refused(source.at(piece.first(), piece.last()), reason.in(source.text()));
    }

    // skips the block under a header that is not accepted
    private void skipBlock(int indentation) {
        while (next < pieces.size()
                && (pieces.get(next).indentation() < 0 || pieces.get(next).indentation() > indentation)) next++;
    }

    private Statement simple(Token first) {
        PythonParser.StatementContext context =
                source.parse(first, PythonParser::small).statement();
        return context.accept(new Simple(source.trees()));
    }

    /** Returns whether a line is {@code match value:}; elsewhere {@code match} is a name. */
    private static boolean isMatch(Piece piece) {
        return piece.first().getText().equals("match")
                && piece.tokens().size() > 2
                && piece.last().getText().equals(":");
    }

    private Statement decorated(Piece first, int indentation) {
        List<Expression> decorators = new ArrayList<>();
        Piece piece = first;
        while (piece.first().getText().equals("@")) {
            PythonParser.DecoratorContext decorator = source.parse(piece.first(), PythonParser::decorator);
            decorators.add(source.trees().visit(decorator.expression()));
            next++;
            if (next >= pieces.size())
                throw source.at(first.first(), first.last()).error("decorates nothing");
            piece = pieces.get(next);
        }
        limits.check(next, piece.tokens());
        boolean definition = piece.first().getText().matches("def|class|async") && piece.indentation() == indentation;
        if (!definition) throw source.at(first.first(), first.last()).error("decorates nothing");
        Statement decorated = compound(piece, indentation);
        return new Statement.Decorated(source.at(first.first(), first.last()), decorators, decorated);
    }

    private Statement compound(Piece piece, int indentation) {
        PythonParser.HeaderContext header = source.parse(piece.first(), PythonParser::header);
        Token behind = source.next();
        Place at = source.trees().at(header);
        if (header instanceof PythonParser.AsynchronousContext asynchronous) {
            String word = asynchronous.header().start.getText();
            if (!word.matches("def|for|with")) throw at.error("{}", Message.fixed(Refusal.unread(word)));
            throw at.refused("`async {}` is not taken", Message.fixed(word));
        }
        boolean follows = header instanceof PythonParser.OtherwiseContext
                || header instanceof PythonParser.ExceptingContext
                || header instanceof PythonParser.FinishingContext
                || header instanceof PythonParser.ConditionContext condition
                        && condition.word.getText().equals("elif");
        if (follows) {
            boolean handles = piece.first().getText().matches("except|finally");
            throw at.error("stands behind no {}", Message.fixed(handles ? "`try`" : "`if`, `for` or `while`"));
        }
        next++;
        TreeBuilder trees = source.trees();
        if (header instanceof PythonParser.ConditionContext condition) {
            Expression test = trees.visit(condition.expression());
            List<Statement> then = body(behind, indentation);
            List<Statement> otherwise =
                    otherwise(indentation, condition.word.getText().equals("if"));
            return condition.word.getText().equals("while")
                    ? new Statement.While(at, test, then, otherwise)
                    : new Statement.If(at, test, then, otherwise);
        }
        if (header instanceof PythonParser.DefinitionContext definition) {
            List<Parameter> parameters = new Parameters(trees).of(definition.parameters());
            List<Statement> body = body(behind, indentation);
            Assigned assigned = Assigned.in(body);
            return new Statement.Define(
                    at,
                    Definition.of(
                            at, definition.NAME().getText(), parameters, body, assigned.names(), assigned.globals()));
        }
        if (header instanceof PythonParser.ClassDefinitionContext definition) {
            List<Expression.Argument> bases = trees.arguments(definition.argument());
            return new Statement.ClassOf(at, definition.NAME().getText(), bases, body(behind, indentation));
        }
        if (header instanceof PythonParser.TryingContext) return attempt(at, behind, indentation);
        if (header instanceof PythonParser.ManagingContext managing) {
            List<Statement.Managed> managed = new ArrayList<>();
            for (PythonParser.ManagedContext one : managing.managed()) {
                Optional<Expression> target = Optional.ofNullable(one.target()).map(trees::visit);
                managed.add(new Statement.Managed(trees.visit(one.expression()), target));
            }
            return new Statement.With(at, managed, body(behind, indentation));
        }
        PythonParser.ForHeaderContext loop = (PythonParser.ForHeaderContext) header;
        Expression target = trees.visit(loop.targets()), of = trees.visit(loop.expressions());
        List<Statement> body = body(behind, indentation);
        return new Statement.For(at, target, of, body, otherwise(indentation, false));
    }

    private Statement attempt(Place at, Token behind, int indentation) {
        List<Statement> body = body(behind, indentation);
        List<Statement.Handler> handlers = new ArrayList<>();
        while (isNext("except", indentation)) {
            PythonParser.ExceptingContext handler = (PythonParser.ExceptingContext)
                    source.parse(pieces.get(next).first(), PythonParser::header);
            Token inside = source.next();
            Place place = source.trees().at(handler);
            next++;
            if (handler.getChild(1).getText().equals("*")) throw place.refused("`except*` is not taken; `except` is");
            Optional<Expression> type =
                    Optional.ofNullable(handler.expression()).map(source.trees()::visit);
            Optional<String> name = Optional.ofNullable(handler.NAME()).map(node -> node.getText());
            handlers.add(new Statement.Handler(place, type, name, body(inside, indentation)));
        }
        List<Statement> otherwise = handlers.isEmpty() ? List.of() : otherwise(indentation, false);
        List<Statement> last = List.of();
        if (isNext("finally", indentation)) {
            source.parse(pieces.get(next).first(), PythonParser::header);
            Token inside = source.next();
            next++;
            last = body(inside, indentation);
        } else if (handlers.isEmpty()) {
            throw at.error("is followed by no `except` and no `finally`");
        }
        return new Statement.Try(at, body, handlers, otherwise, last);
    }

    private boolean isNext(String word, int indentation) {
        return next < pieces.size()
                && pieces.get(next).indentation() == indentation
                && pieces.get(next).first().getText().equals(word);
    }

    // the body in the line of the header, or indented below it
    private List<Statement> body(Token behind, int indentation) {
        if (Source.isEnd(behind)) return block(indentation);
        List<Statement> statements = new ArrayList<>();
        Piece piece = pieces.get(next - 1);
        try {
            statements.add(simple(behind));
        } catch (SourceException e) {
            statements.add(refused(piece, e));
        }
        while (next < pieces.size() && pieces.get(next).indentation() < 0) statements.add(statement(indentation));
        return statements;
    }

    private List<Statement> otherwise(int indentation, boolean chained) {
        if (next >= pieces.size() || pieces.get(next).indentation() != indentation) return List.of();
        Piece piece = pieces.get(next);
        String word = piece.first().getText();
        if (word.equals("else")) {
            source.parse(piece.first(), PythonParser::header);
            Token behind = source.next();
            next++;
            return body(behind, indentation);
        }
        if (!chained || !word.equals("elif")) return List.of();
        PythonParser.ConditionContext condition =
                (PythonParser.ConditionContext) source.parse(piece.first(), PythonParser::header);
        Token behind = source.next();
        next++;
        Expression test = source.trees().visit(condition.expression());
        List<Statement> then = body(behind, indentation);
        return List.of(new Statement.If(source.trees().at(condition), test, then, otherwise(indentation, true)));
    }
}
