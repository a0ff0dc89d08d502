package dev.dscore.lang;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that statements assign, including those in their blocks but not those in functions of their own.
 *
 * @param loops whether the bodies of loops count
 */
record Assigned(Set<String> names, Set<String> globals, Set<String> declared, boolean loops) {
    static Assigned in(List<Statement> body) {
        return in(body, true);
    }

    private static Assigned in(List<Statement> body, boolean loops) {
        Assigned assigned = new Assigned(new LinkedHashSet<>(), new LinkedHashSet<>(), new LinkedHashSet<>(), loops);
        assigned.all(body);
        assigned.names.removeAll(assigned.declared);
        return assigned;
    }

    /** Returns the names that statements assign in loops only. */
    static Set<String> onlyInLoops(List<Statement> body) {
        Set<String> names = in(body, true).names;
        names.removeAll(in(body, false).names);
        return names;
    }

    private void all(List<Statement> statements) {
        statements.forEach(this::statement);
    }

    private void statement(Statement statement) {
        if (statement instanceof Statement.Assign assign) assign.targets().forEach(this::target);
        if (statement instanceof Statement.Update update) target(update.target());
        if (statement instanceof Statement.Declare declare) target(declare.target());
        if (statement instanceof Statement.Decorated decorated) statement(decorated.definition());
        if (statement instanceof Statement.With with) {
            with.managed().forEach(managed -> managed.target().ifPresent(this::target));
            all(with.body());
        }
        if (statement instanceof Statement.Try attempt) {
            all(attempt.body());
            for (Statement.Handler handler : attempt.handlers()) {
                handler.name().ifPresent(names::add);
                all(handler.body());
            }
            all(attempt.otherwise());
            all(attempt.last());
        }
        if (statement instanceof Statement.If branch) {
            all(branch.then());
            all(branch.otherwise());
        }
        if (statement instanceof Statement.While loop && loops) {
            all(loop.body());
            all(loop.otherwise());
        }
        if (statement instanceof Statement.For loop && loops) {
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
