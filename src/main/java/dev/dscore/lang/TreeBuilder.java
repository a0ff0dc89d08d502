package dev.dscore.lang;

import dev.dscore.lang.Definition.Kind;
import dev.dscore.lang.Definition.Parameter;
import dev.dscore.lang.Expression.Argument;
import dev.dscore.lang.Expression.Display;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Turns what the parser makes of an expression into a tree of the language's own. */
final class TreeBuilder extends PythonBaseVisitor<Expression> {
    private static final int LONGEST_WHOLE = 17;

    private final String source;
    private final IntUnaryOperator offsets;

    TreeBuilder(String source) {
        this.source = source;
        this.offsets = Place.offsets(source);
    }

    Place at(ParserRuleContext context) {
        return Place.of(source, offsets, context.start, context.stop == null ? context.start : context.stop);
    }

    List<Expression> all(List<? extends ParserRuleContext> contexts) {
        return contexts.stream().map(this::visit).toList();
    }

    Optional<Expression> optional(PythonParser.ExpressionContext context) {
        return Optional.ofNullable(context).map(this::visit);
    }

    @Override
    public Expression visitExpressions(PythonParser.ExpressionsContext context) {
        if (context.getChildCount() == 1 && !isStarred(context.item(0))) return visit(context.item(0));
        return new Expression.Several(at(context), Display.TUPLE, all(context.item()));
    }

    @Override
    public Expression visitTargets(PythonParser.TargetsContext context) {
        if (context.getChildCount() == 1) return visit(context.target(0));
        return new Expression.Several(at(context), Display.TUPLE, all(context.target()));
    }

    @Override
    public Expression visitTarget(PythonParser.TargetContext context) {
        Expression target = visit(context.primary());
        return context.getChildCount() == 1 ? target : new Expression.Starred(at(context), target);
    }

    private static boolean isStarred(PythonParser.ItemContext item) {
        return item.getChildCount() > 1;
    }

    @Override
    public Expression visitItem(PythonParser.ItemContext context) {
        Expression value = visit(context.expression());
        return isStarred(context) ? new Expression.Starred(at(context), value) : value;
    }

    @Override
    public Expression visitChoice(PythonParser.ChoiceContext context) {
        Expression first = visit(context.operand(0));
        if (context.operand().size() == 1) return first;
        return new Expression.Choice(at(context), visit(context.operand(1)), first, visit(context.expression()));
    }

    @Override
    public Expression visitLambda(PythonParser.LambdaContext context) {
        List<Parameter> parameters = new ArrayList<>();
        boolean rest = false;
        if (context.lambdaParameters() != null) {
            for (PythonParser.LambdaParameterContext one :
                    context.lambdaParameters().lambdaParameter()) {
                if (one.NAME() == null) {
                    rest |= one.getText().equals("*");
                    continue;
                }
                parameters.add(parameter(one.NAME(), one.sign, one.expression(), rest));
                rest |= one.sign != null;
            }
        }
        Expression value = visit(context.expression());
        Place at = at(context);
        List<Statement> body = List.of(new Statement.Return(value.at(), Optional.of(value)));
        return new Expression.Lambda(at, definition(at, "<lambda>", parameters, body, Set.of(), Set.of()));
    }

    List<Parameter> parameters(PythonParser.ParametersContext context) {
        List<Parameter> parameters = new ArrayList<>();
        if (context == null) return parameters;
        boolean rest = false;
        for (PythonParser.ParameterContext one : context.parameter()) {
            if (one.NAME() == null) {
                rest |= one.getText().equals("*");
                continue;
            }
            int last = one.expression().size() - 1;
            boolean hasDefault = one.getChildCount() > 1
                    && one.getChild(one.getChildCount() - 2).getText().equals("=");
            parameters.add(parameter(one.NAME(), one.sign, hasDefault ? one.expression(last) : null, rest));
            rest |= one.sign != null;
        }
        return parameters;
    }

    private Parameter parameter(
            TerminalNode name, Token sign, PythonParser.ExpressionContext defaults, boolean keywordOnly) {
        Kind kind = keywordOnly ? Kind.KEYWORD_ONLY : Kind.PLAIN;
        if (sign != null) kind = sign.getText().equals("*") ? Kind.REST : Kind.KEYWORDS;
        return new Parameter(name.getText(), kind, optional(defaults));
    }

    static Definition definition(
            Place at,
            String name,
            List<Parameter> parameters,
            List<Statement> body,
            Set<String> assigned,
            Set<String> globals) {
        Set<String> locals = new LinkedHashSet<>(assigned);
        parameters.forEach(parameter -> locals.add(parameter.name()));
        return new Definition(at, name, List.copyOf(parameters), body, Set.copyOf(locals), Set.copyOf(globals));
    }

    @Override
    public Expression visitNaming(PythonParser.NamingContext context) {
        throw at(context).refused("`:=` is not taken; assign " + context.NAME().getText() + " in a line before");
    }

    @Override
    public Expression visitAwaiting(PythonParser.AwaitingContext context) {
        throw at(context).refused("`await` is not taken");
    }

    @Override
    public Expression visitGenerator(PythonParser.GeneratorContext context) {
        throw generating(context);
    }

    @Override
    public Expression visitAssigned(PythonParser.AssignedContext context) {
        if (context.expressions() == null) throw generating(context);
        return visit(context.expressions());
    }

    SourceException generating(ParserRuleContext context) {
        return at(context).refused("`yield` is not taken; collect the values in a list and return it");
    }

    @Override
    public Expression visitPlain(PythonParser.PlainContext context) {
        return visit(context.primary());
    }

    @Override
    public Expression visitPower(PythonParser.PowerContext context) {
        return binary(context, "**", context.operand());
    }

    @Override
    public Expression visitSign(PythonParser.SignContext context) {
        Expression operand = visit(context.operand());
        String operator = context.operator.getText();
        if (operator.equals("-") && operand instanceof Expression.Literal literal) {
            if (literal.value() instanceof Value.Real real) {
                return new Expression.Literal(at(context), new Value.Real(-real.value()));
            }
            if (literal.value() instanceof Whole whole) {
                return new Expression.Literal(at(context), Whole.of(-whole.number()));
            }
        }
        return new Expression.Unary(at(context), operator, operand);
    }

    @Override
    public Expression visitProduct(PythonParser.ProductContext context) {
        return binary(context, context.operator.getText(), context.operand());
    }

    @Override
    public Expression visitSum(PythonParser.SumContext context) {
        return binary(context, context.operator.getText(), context.operand());
    }

    @Override
    public Expression visitShift(PythonParser.ShiftContext context) {
        return binary(context, context.operator.getText(), context.operand());
    }

    @Override
    public Expression visitBitAnd(PythonParser.BitAndContext context) {
        return binary(context, "&", context.operand());
    }

    @Override
    public Expression visitBitXor(PythonParser.BitXorContext context) {
        return binary(context, "^", context.operand());
    }

    @Override
    public Expression visitBitOr(PythonParser.BitOrContext context) {
        return binary(context, "|", context.operand());
    }

    private Expression binary(ParserRuleContext context, String sign, List<PythonParser.OperandContext> operands) {
        return new Expression.Binary(at(context), Operator.of(sign), visit(operands.get(0)), visit(operands.get(1)));
    }

    // a < b < c is parsed as (a < b) < c
    @Override
    public Expression visitComparison(PythonParser.ComparisonContext context) {
        List<String> operators = new ArrayList<>();
        List<Expression> operands = new ArrayList<>();
        PythonParser.OperandContext left = context;
        while (left instanceof PythonParser.ComparisonContext chained) {
            StringBuilder operator = new StringBuilder();
            chained.comparator().children.forEach(word -> operator.append(operator.length() == 0 ? "" : " ")
                    .append(word.getText()));
            operators.add(0, operator.toString());
            operands.add(0, visit(chained.operand(1)));
            left = chained.operand(0);
        }
        operands.add(0, visit(left));
        return new Expression.Comparison(at(context), operators, operands);
    }

    @Override
    public Expression visitNot(PythonParser.NotContext context) {
        return new Expression.Unary(at(context), "not", visit(context.operand()));
    }

    @Override
    public Expression visitAnd(PythonParser.AndContext context) {
        return new Expression.Junction(at(context), true, visit(context.operand(0)), visit(context.operand(1)));
    }

    @Override
    public Expression visitOr(PythonParser.OrContext context) {
        return new Expression.Junction(at(context), false, visit(context.operand(0)), visit(context.operand(1)));
    }

    @Override
    public Expression visitNumber(PythonParser.NumberContext context) {
        String text = context.getText().replace("_", "");
        Place at = at(context);
        if (text.matches("0[xXoObB].*")) {
            int radix = text.matches("0[xX].*") ? 16 : text.matches("0[oO].*") ? 8 : 2;
            try {
                return new Expression.Literal(at, Whole.of(Long.parseLong(text.substring(2), radix)));
            } catch (NumberFormatException | Fault e) {
                throw at.error(Whole.tooLarge());
            }
        }
        if (text.matches(".*[jJ]")) throw at.refused("complex numbers are not taken");
        if (text.matches("0\\d+") && !text.matches("0+")) {
            throw at.error("begins with 0, which Python 3 does not read; 0o" + text.substring(1) + " is octal");
        }
        if (text.matches("\\d+")) {
            if (text.length() > LONGEST_WHOLE) throw at.error(Whole.tooLarge());
            try {
                return new Expression.Literal(at, Whole.of(Long.parseLong(text)));
            } catch (Fault e) {
                throw at.error(e);
            }
        }
        double value = Double.parseDouble(text);
        if (Double.isInfinite(value)) throw at.error("is too large a number for float64");
        return new Expression.Literal(at, new Value.Real(value));
    }

    @Override
    public Expression visitName(PythonParser.NameContext context) {
        Place at = at(context);
        return switch (context.getText()) {
            case "True" -> new Expression.Literal(at, Value.Flag.TRUE);
            case "False" -> new Expression.Literal(at, Value.Flag.FALSE);
            case "None" -> new Expression.Literal(at, Value.None.NONE);
            default -> new Expression.Name(at, context.getText());
        };
    }

    @Override
    public Expression visitString(PythonParser.StringContext context) {
        return new Strings(source, at(context)).of(context.STRING());
    }

    @Override
    public Expression visitEllipsis(PythonParser.EllipsisContext context) {
        return new Expression.Literal(at(context), new Value.Ellipsis());
    }

    @Override
    public Expression visitParentheses(PythonParser.ParenthesesContext context) {
        if (context.loops() != null) return comprehension(context, Display.LIST, context.item(0), context.loops());
        boolean one = context.getChildCount() == 3 && !isStarred(context.item(0));
        if (one) return visit(context.item(0));
        return new Expression.Several(at(context), Display.TUPLE, all(context.item()));
    }

    @Override
    public Expression visitList(PythonParser.ListContext context) {
        if (context.loops() != null) return comprehension(context, Display.LIST, context.item(0), context.loops());
        return new Expression.Several(at(context), Display.LIST, all(context.item()));
    }

    @Override
    public Expression visitBraces(PythonParser.BracesContext context) {
        List<PythonParser.EntryContext> entries = context.entry();
        boolean dictionary = entries.isEmpty() || entries.get(0).getChildCount() != 1;
        if (context.loops() != null) {
            PythonParser.EntryContext first = entries.get(0);
            if (first.getChildCount() == 1) {
                return comprehension(context, Display.SET, Optional.empty(), first.expression(0), context.loops());
            }
            if (first.getChildCount() == 2) throw at(first).error("cannot be unpacked in a comprehension");
            Optional<Expression> key = Optional.of(visit(first.expression(0)));
            return comprehension(context, Display.SET, key, first.expression(1), context.loops());
        }
        if (!dictionary) {
            if (entries.stream().anyMatch(entry -> entry.getChildCount() != 1)) {
                throw at(context).error("is neither a set nor a dictionary");
            }
            List<Expression> elements = new ArrayList<>();
            for (PythonParser.EntryContext entry : entries) elements.add(visit(entry.expression(0)));
            return new Expression.Several(at(context), Display.SET, elements);
        }
        List<Expression> keys = new ArrayList<>(), values = new ArrayList<>();
        for (PythonParser.EntryContext entry : entries) {
            Expression first = visit(entry.expression(0));
            if (entry.getChildCount() == 1) throw at(context).error("is neither a set nor a dictionary");
            boolean merged = entry.getChildCount() == 2;
            keys.add(merged ? new Expression.Starred(at(entry), first) : first);
            values.add(merged ? first : visit(entry.expression(1)));
        }
        return new Expression.Dict(at(context), keys, values);
    }

    private Expression comprehension(
            ParserRuleContext context, Display kind, PythonParser.ItemContext value, PythonParser.LoopsContext loops) {
        if (isStarred(value)) throw at(value).error("cannot be unpacked in a comprehension");
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
            if (loop.start.getText().equals("async")) throw at(loop).refused("`async for` is not taken");
            List<Expression> operands = all(loop.operand());
            all.add(new Expression.Loop(visit(loop.targets()), operands.get(0), operands.subList(1, operands.size())));
        }
        return new Expression.Comprehension(at(context), kind, key, visit(value), all);
    }

    @Override
    public Expression visitAttribute(PythonParser.AttributeContext context) {
        return new Expression.Attribute(
                at(context), visit(context.primary()), context.NAME().getText());
    }

    @Override
    public Expression visitCall(PythonParser.CallContext context) {
        return new Expression.Call(at(context), visit(context.primary()), arguments(context.argument()));
    }

    List<Argument> arguments(List<PythonParser.ArgumentContext> contexts) {
        List<Argument> arguments = new ArrayList<>();
        for (PythonParser.ArgumentContext one : contexts) {
            Expression value = one.loops() == null
                    ? visit(one.expression())
                    : comprehension(one, Display.LIST, Optional.empty(), one.expression(), one.loops());
            int star = one.sign == null ? 0 : one.sign.getText().length();
            arguments.add(new Argument(Optional.ofNullable(one.NAME()).map(TerminalNode::getText), star, value));
        }
        return arguments;
    }

    @Override
    public Expression visitIndex(PythonParser.IndexContext context) {
        List<Expression> subscripts = all(context.subscript());
        boolean tuple = subscripts.size() > 1
                || context.getChild(context.getChildCount() - 2).getText().equals(",")
                || subscripts.get(0) instanceof Expression.Starred;
        Expression subscript = subscripts.get(0);
        if (tuple) {
            Place inside = Place.of(
                    source, offsets, context.subscript(0).start, context.subscript(subscripts.size() - 1).stop);
            subscript = new Expression.Several(inside, Display.TUPLE, subscripts);
        }
        return new Expression.Index(at(context), visit(context.primary()), subscript);
    }

    @Override
    public Expression visitSubscript(PythonParser.SubscriptContext context) {
        if (context.getChild(0).getText().equals("*")) {
            return new Expression.Starred(at(context), visit(context.expression(0)));
        }
        if (context.getChildCount() == 1 && context.expression().size() == 1) return visit(context.expression(0));
        List<Optional<Expression>> parts =
                new ArrayList<>(List.of(Optional.empty(), Optional.empty(), Optional.empty()));
        int part = 0;
        for (int i = 0; i < context.getChildCount(); i++) {
            if (context.getChild(i) instanceof PythonParser.ExpressionContext expression) {
                parts.set(part, Optional.of(visit(expression)));
            } else {
                part++;
            }
        }
        return new Expression.Slice(at(context), parts.get(0), parts.get(1), parts.get(2));
    }
}
