package dev.dscore.lang;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.ParseTree;

/** Converts the parse tree of a statement without a block to a tree of the language's own. */
final class Simple extends PythonBaseVisitor<Statement> {
    private final TreeBuilder trees;

    Simple(TreeBuilder trees) {
        this.trees = trees;
    }

    @Override
    public Statement visitStore(PythonParser.StoreContext context) {
        Place at = trees.at(context);
        List<Expression> all = new ArrayList<>(List.of(trees.visit(context.expressions())));
        all.addAll(trees.all(context.assigned()));
        if (context.annotation() != null) {
            Optional<Expression> value =
                    Optional.ofNullable(context.annotation().assigned()).map(trees::visit);
            return new Statement.Declare(at, targets(all.get(0)), value);
        }
        if (all.size() == 1) return new Statement.Bare(at, all.get(0));
        if (context.operator != null) {
            String sign = context.operator.getText();
            Operator operator = Operator.of(sign.substring(0, sign.length() - 1));
            if (all.get(0) instanceof Expression.Several) throw all.get(0).at().error("cannot be changed in place");
            return new Statement.Update(at, operator, targets(all.get(0)), all.get(1));
        }
        Expression value = all.get(all.size() - 1);
        List<Expression> targets = new ArrayList<>();
        for (Expression target : all.subList(0, all.size() - 1)) targets.add(targets(target));
        return new Statement.Assign(at, targets, value);
    }

    private static Expression targets(Expression target) {
        boolean single = target instanceof Expression.Attribute || target instanceof Expression.Index;
        if (single) return target;
        if (target instanceof Expression.Name name) {
            if (Modules.RESERVED.contains(name.name()) && !name.name().equals("special")) {
                throw target.at().error("{} has a meaning of its own; choose another name", Message.name(name.name()));
            }
            return target;
        }
        if (target instanceof Expression.Starred starred) {
            targets(starred.value());
            return target;
        }
        if (target instanceof Expression.Several several && several.kind() != Expression.Display.SET) {
            several.elements().forEach(Simple::targets);
            return target;
        }
        throw target.at().error("cannot be assigned; a name can, an attribute, and the entries of a value");
    }

    @Override
    public Statement visitYielding(PythonParser.YieldingContext context) {
        throw trees.generating(context);
    }

    /** Converts {@code type A = …}, which has a meaning in annotations only. */
    @Override
    public Statement visitAliasing(PythonParser.AliasingContext context) {
        Place at = trees.at(context);
        String word = context.word.getText();
        if (!word.equals("type"))
            throw at.error("{}", Message.fixed(Refusal.unread(context.NAME(1).getText())));
        Expression name = new Expression.Name(at, context.NAME(1).getText());
        return new Statement.Assign(
                at,
                List.of(name),
                new Expression.Literal(at, new Value.Hint(name.at().text())));
    }

    @Override
    public Statement visitPassing(PythonParser.PassingContext context) {
        return new Statement.Word(trees.at(context), "pass");
    }

    @Override
    public Statement visitBreaking(PythonParser.BreakingContext context) {
        return new Statement.Word(trees.at(context), "break");
    }

    @Override
    public Statement visitContinuing(PythonParser.ContinuingContext context) {
        return new Statement.Word(trees.at(context), "continue");
    }

    @Override
    public Statement visitReturning(PythonParser.ReturningContext context) {
        return new Statement.Return(
                trees.at(context), Optional.ofNullable(context.expressions()).map(trees::visit));
    }

    @Override
    public Statement visitImporting(PythonParser.ImportingContext context) {
        Place at = trees.at(context);
        List<Statement> all = new ArrayList<>();
        for (PythonParser.ModuleContext module : context.module()) {
            String name = module.dotted().getText();
            boolean renamed = module.NAME() != null;
            String bound = renamed ? module.NAME().getText() : name.split("\\.")[0];
            all.add(new Statement.Import(at, renamed ? name : bound, Optional.empty(), bound));
        }
        return together(at, all);
    }

    @Override
    public Statement visitImportingFrom(PythonParser.ImportingFromContext context) {
        Place at = trees.at(context);
        String module = context.dotted() == null ? "" : context.dotted().getText();
        if (context.getChild(1).getText().startsWith(".")) module = "." + module;
        List<Statement> all = new ArrayList<>();
        for (PythonParser.ImportedContext imported : context.imported()) {
            String name = imported.NAME(0).getText();
            String bound = imported.NAME(imported.NAME().size() - 1).getText();
            all.add(new Statement.Import(at, module, Optional.of(name), bound));
        }
        if (all.isEmpty()) all.add(new Statement.Import(at, module, Optional.of("*"), "*"));
        return together(at, all);
    }

    // several imports are one statement, so that the program cannot stop between them
    private static Statement together(Place at, List<Statement> all) {
        if (all.size() == 1) return all.get(0);
        Expression always = new Expression.Literal(at, Value.Flag.TRUE);
        return new Statement.If(at, always, all, List.of());
    }

    @Override
    public Statement visitAsserting(PythonParser.AssertingContext context) {
        Optional<Expression> message =
                context.expression().size() > 1 ? Optional.of(trees.visit(context.expression(1))) : Optional.empty();
        return new Statement.Assert(trees.at(context), trees.visit(context.expression(0)), message);
    }

    @Override
    public Statement visitRaising(PythonParser.RaisingContext context) {
        return new Statement.Raise(trees.at(context), trees.optional(context.expression(0)));
    }

    @Override
    public Statement visitDeclaring(PythonParser.DeclaringContext context) {
        String words = context.children.stream()
                .map(ParseTree::getText)
                .filter(word -> !word.equals(","))
                .collect(Collectors.joining(" "));
        return new Statement.Word(trees.at(context), words);
    }

    @Override
    public Statement visitDeleting(PythonParser.DeletingContext context) {
        Expression targets = targets(trees.visit(context.expressions()));
        return new Statement.Delete(
                trees.at((ParserRuleContext) context),
                targets instanceof Expression.Several several ? several.elements() : List.of(targets));
    }
}
