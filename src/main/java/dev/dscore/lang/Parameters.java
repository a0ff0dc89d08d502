package dev.dscore.lang;

import dev.dscore.lang.Definition.Kind;
import dev.dscore.lang.Definition.Parameter;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;
import org.jspecify.annotations.Nullable;

/** Builds the parameters of a function or a lambda as written in a program. */
final class Parameters {
    private final TreeBuilder trees;

    Parameters(TreeBuilder trees) {
        this.trees = trees;
    }

    /** Returns the parameters of a lambda; none if the context is null, as the parser has it. */
    List<Parameter> of(PythonParser.@Nullable LambdaParametersContext context) {
        List<Parameter> parameters = new ArrayList<>();
        if (context == null) return parameters;
        boolean rest = false;
        for (PythonParser.LambdaParameterContext one : context.lambdaParameter()) {
            if (one.NAME() == null) {
                rest |= one.getText().equals("*");
                continue;
            }
            parameters.add(parameter(one.NAME(), one.sign, one.expression(), rest));
            rest |= one.sign != null;
        }
        return parameters;
    }

    /** Returns the parameters of a function; none if the context is null, as the parser has it. */
    List<Parameter> of(PythonParser.@Nullable ParametersContext context) {
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
            TerminalNode name,
            @Nullable Token sign,
            PythonParser.@Nullable ExpressionContext defaults,
            boolean keywordOnly) {
        Kind kind = keywordOnly ? Kind.KEYWORD_ONLY : Kind.PLAIN;
        if (sign != null) kind = sign.getText().equals("*") ? Kind.REST : Kind.KEYWORDS;
        return new Parameter(name.getText(), kind, trees.optional(defaults));
    }
}
