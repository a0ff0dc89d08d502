package dev.dscore.lang;

import dev.dscore.lang.Expression.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;

/** Builds tuples, lists, sets and dictionaries as written in a program: element by element, or as a comprehension. */
final class Displays {
    private final TreeBuilder trees;

    Displays(TreeBuilder trees) {
        this.trees = trees;
    }

    /** Returns a comprehension that is the only argument of a call. */
    Expression generated(PythonParser.ArgumentContext context) {
        return comprehension(context, Display.LIST, Optional.empty(), context.expression(), context.loops());
    }

    Expression parentheses(PythonParser.ParenthesesContext context) {
        if (context.loops() != null) return comprehension(context, Display.LIST, context.item(0), context.loops());
        boolean one = context.getChildCount() == 3 && !TreeBuilder.isStarred(context.item(0));
        if (one) return trees.visit(context.item(0));
        return new Expression.Several(trees.at(context), Display.TUPLE, trees.all(context.item()));
    }

    Expression list(PythonParser.ListContext context) {
        if (context.loops() != null) return comprehension(context, Display.LIST, context.item(0), context.loops());
        return new Expression.Several(trees.at(context), Display.LIST, trees.all(context.item()));
    }

    Expression braces(PythonParser.BracesContext context) {
        List<PythonParser.EntryContext> entries = context.entry();
        boolean dictionary = entries.isEmpty() || entries.get(0).getChildCount() != 1;
        if (context.loops() != null) {
            PythonParser.EntryContext first = entries.get(0);
            if (first.getChildCount() == 1) {
                return comprehension(context, Display.SET, Optional.empty(), first.expression(0), context.loops());
            }
            if (first.getChildCount() == 2) throw trees.at(first).error("cannot be unpacked in a comprehension");
            Optional<Expression> key = Optional.of(trees.visit(first.expression(0)));
            return comprehension(context, Display.SET, key, first.expression(1), context.loops());
        }
        if (!dictionary) {
            if (entries.stream().anyMatch(entry -> entry.getChildCount() != 1)) {
                throw trees.at(context).error("is neither a set nor a dictionary");
            }
            List<Expression> elements = new ArrayList<>();
            for (PythonParser.EntryContext entry : entries) elements.add(trees.visit(entry.expression(0)));
            return new Expression.Several(trees.at(context), Display.SET, elements);
        }
        List<Expression> keys = new ArrayList<>(), values = new ArrayList<>();
        for (PythonParser.EntryContext entry : entries) {
            Expression first = trees.visit(entry.expression(0));
            if (entry.getChildCount() == 1) throw trees.at(context).error("is neither a set nor a dictionary");
            boolean merged = entry.getChildCount() == 2;
            keys.add(merged ? new Expression.Starred(trees.at(entry), first) : first);
            values.add(merged ? first : trees.visit(entry.expression(1)));
        }
        return new Expression.Dict(trees.at(context), keys, values);
    }

    private Expression comprehension(
            ParserRuleContext context, Display kind, PythonParser.ItemContext value, PythonParser.LoopsContext loops) {
        if (TreeBuilder.isStarred(value)) throw trees.at(value).error("cannot be unpacked in a comprehension");
        return comprehension(context, kind, Optional.empty(), value.expression(), loops);
    }

    private Expression comprehension(
            ParserRuleContext context,
            Display kind,
            Optional<Expression> key,
            PythonParser.ExpressionContext value,
            PythonParser.LoopsContext loops) {
        List<Expression.Loop> all = new ArrayList<>();
        for (PythonParser.LoopContext loop : loops.loop()) {
            if (loop.start.getText().equals("async")) throw trees.at(loop).refused("`async for` is not taken");
            List<Expression> operands = trees.all(loop.operand());
            all.add(new Expression.Loop(
                    trees.visit(loop.targets()), operands.get(0), operands.subList(1, operands.size())));
        }
        return new Expression.Comprehension(trees.at(context), kind, key, trees.visit(value), all);
    }
}
