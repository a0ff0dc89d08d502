package dev.dscore.lang;

import dev.dscore.lang.Definition.Parameter;
import dev.dscore.lang.Expression.Argument;
import dev.dscore.lang.Expression.Display;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Converts the parse tree of an expression to a tree of the language's own. */
final class TreeBuilder extends PythonBaseVisitor<Expression> {
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

    static boolean isStarred(PythonParser.ItemContext item) {
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
        List<Parameter> parameters = new Parameters(this).of(context.lambdaParameters());
        Expression value = visit(context.expression());
        Place at = at(context);
        List<Statement> body = List.of(new Statement.Return(value.at(), Optional.of(value)));
        return new Expression.Lambda(at, Definition.of(at, Definition.LAMBDA, parameters, body, Set.of(), Set.of()));
    }

    @Override
    public Expression visitNaming(PythonParser.NamingContext context) {
        throw at(context)
                .refused(
                        "`:=` is not taken; assign {} in a line before",
                        Message.fixed(context.NAME().getText()));
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
        return NumberLiteral.of(context.getText().replace("_", ""), at(context));
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
        return new Displays(this).parentheses(context);
    }

    @Override
    public Expression visitList(PythonParser.ListContext context) {
        return new Displays(this).list(context);
    }

    @Override
    public Expression visitBraces(PythonParser.BracesContext context) {
        return new Displays(this).braces(context);
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
            Expression value = one.loops() == null ? visit(one.expression()) : new Displays(this).generated(one);
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
