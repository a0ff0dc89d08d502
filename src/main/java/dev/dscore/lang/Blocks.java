package dev.dscore.lang;

import dev.dscore.lang.Definition.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.antlr.v4.runtime.Token;

/**
 * Puts statements and blocks together by their indentation. A statement that does not parse becomes one that stops the program
 * when it comes to it, so that it costs no line before it.
 */
final class Blocks {
    private static final Set<String> HEADERS = Set.of("def", "class", "if", "elif", "while", "else", "for");
    private static final int TAB = 8;

    /** Blocks within blocks. */
    private static final int DEEPEST = 40;

    /** @param indentation −1 behind a semicolon or the colon of a header */
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

    /** @param tokens between line ends and semicolons */
    Blocks(Source source, Limits limits) {
        this.source = source;
        this.limits = limits;
        this.pieces = pieces(source);
    }

    /** The tokens of every line and part of a line. */
    List<List<Token>> tokens() {
        return pieces.stream().map(Piece::tokens).toList();
    }

    /** Of each statement of the program, which of {@link #tokens} is its first. */
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

    /** The statements of the whole program. */
    List<Statement> program() {
        List<Statement> statements = new ArrayList<>();
        int indentation = pieces.isEmpty() ? 0 : Math.max(0, pieces.get(0).indentation());
        while (next < pieces.size()) {
            starts.add(next);
            Piece piece = pieces.get(next);
            // lines that were copied without the indentation of the first
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
            if (depth > DEEPEST) throw source.at(piece.first(), piece.last()).error("stands in too many blocks");
            limits.check(next, piece.tokens());
            if (HEADERS.contains(piece.first().getText())) return compound(piece, indentation);
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
        return new Statement.Refused(source.at(piece.first(), piece.last()), reason);
    }

    // what stands under a header that is not taken
    private void skipBlock(int indentation) {
        while (next < pieces.size()
                && (pieces.get(next).indentation() < 0 || pieces.get(next).indentation() > indentation)) next++;
    }

    private Statement simple(Token first) {
        PythonParser.StatementContext context =
                source.parse(first, PythonParser::small).statement();
        return context.accept(new Simple(source.trees()));
    }

    private Statement compound(Piece piece, int indentation) {
        PythonParser.HeaderContext header = source.parse(piece.first(), PythonParser::header);
        Token behind = source.next();
        Place at = source.trees().at(header);
        if (header instanceof PythonParser.OtherwiseContext
                || header instanceof PythonParser.ConditionContext condition
                        && condition.word.getText().equals("elif")) {
            throw at.error("stands behind no `if`, `for` or `while`");
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
            List<Parameter> parameters = trees.parameters(definition.parameters());
            List<Statement> body = body(behind, indentation);
            Assigned assigned = Assigned.in(body);
            return new Statement.Define(
                    at,
                    TreeBuilder.definition(
                            at, definition.NAME().getText(), parameters, body, assigned.names(), assigned.globals()));
        }
        if (header instanceof PythonParser.ClassDefinitionContext definition) {
            List<Expression> bases = trees.arguments(definition.argument()).stream()
                    .map(Expression.Argument::value)
                    .toList();
            return new Statement.ClassOf(at, definition.NAME().getText(), bases, body(behind, indentation));
        }
        PythonParser.ForHeaderContext loop = (PythonParser.ForHeaderContext) header;
        Expression target = trees.visit(loop.targets()), of = trees.visit(loop.expressions());
        List<Statement> body = body(behind, indentation);
        return new Statement.For(at, target, of, body, otherwise(indentation, false));
    }

    // in the line of the header, or indented below it
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

    /** Names that statements assign, within their blocks too but not in functions of their own. */
    record Assigned(Set<String> names, Set<String> globals, Set<String> declared) {
        static Assigned in(List<Statement> body) {
            Assigned assigned = new Assigned(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>());
            assigned.all(body);
            assigned.names.removeAll(assigned.declared);
            return assigned;
        }

        private void all(List<Statement> statements) {
            statements.forEach(this::statement);
        }

        private void statement(Statement statement) {
            if (statement instanceof Statement.Assign assign) assign.targets().forEach(this::target);
            if (statement instanceof Statement.Update update) target(update.target());
            if (statement instanceof Statement.If branch) {
                all(branch.then());
                all(branch.otherwise());
            }
            if (statement instanceof Statement.While loop) {
                all(loop.body());
                all(loop.otherwise());
            }
            if (statement instanceof Statement.For loop) {
                target(loop.target());
                all(loop.body());
                all(loop.otherwise());
            }
            if (statement instanceof Statement.Define define)
                names.add(define.function().name());
            if (statement instanceof Statement.ClassOf type) names.add(type.name());
            if (statement instanceof Statement.Import bring) names.add(bring.name());
            if (statement instanceof Statement.Delete delete) delete.targets().forEach(this::target);
            if (statement instanceof Statement.Word word && word.word().contains(" ")) {
                String[] words = word.word().split(" ");
                for (int i = 1; i < words.length; i++) {
                    declared.add(words[i]);
                    if (words[0].equals("global")) globals.add(words[i]);
                }
            }
        }

        private void target(Expression target) {
            if (target instanceof Expression.Name name) names.add(name.name());
            if (target instanceof Expression.Starred starred) target(starred.value());
            if (target instanceof Expression.Several several) several.elements().forEach(this::target);
        }
    }
}
