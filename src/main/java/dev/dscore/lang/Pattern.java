package dev.dscore.lang;

import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An expression of a table that stands for nodes, {@code a / s + b / s}. An operation stands for a node of that operation, a
 * number for itself, and a name for any node, but for the same one wherever the name is.
 */
public final class Pattern {
    private final Term term;
    private final Set<String> names;

    private Pattern(Term term, Set<String> names) {
        this.term = term;
        this.names = names;
    }

    /** @throws SourceException where {@code text} is not an expression of operations, names and numbers */
    public static Pattern parse(String text) {
        Terms terms = new Terms();
        Term term = SourceText.parse(text, Limits.DEFAULT, NumpyParser::pattern).accept(terms);
        return new Pattern(term, Collections.unmodifiableSet(terms.names));
    }

    /** What a pattern may find. */
    public interface Scope {
        /** Whether a name may stand for a node. */
        boolean mayBe(String name, Node node);

        /** Whether the operands of a node may be looked at. */
        boolean isOpen(Node.Apply node);
    }

    /** Makes the nodes of an expression. */
    public interface Maker {
        Node apply(Operation operation, List<Node> arguments) throws ShapeException;

        Node constant(double value);
    }

    /** The operation of the whole expression. */
    public Operation operation() {
        if (term instanceof Applied applied) return applied.operation;
        throw new IllegalStateException("a name or a number is no operation");
    }

    /** The names in it, in the order in which they come. */
    public Set<String> names() {
        return names;
    }

    /** By name the nodes that the names stand for, where this is {@code node}. */
    public Optional<Map<String, Node>> match(Node.Apply node, Scope scope) {
        Map<String, Node> bound = new HashMap<>();
        return term.matches(node, bound, scope) ? Optional.of(bound) : Optional.empty();
    }

    /** By name the nodes that the names stand for, where this is its {@link #operation} on {@code operands}. */
    public Optional<Map<String, Node>> match(List<Node> operands, Scope scope) {
        Map<String, Node> bound = new HashMap<>();
        boolean matches = term instanceof Applied applied && applied.match(operands, bound, scope);
        return matches ? Optional.of(bound) : Optional.empty();
    }

    /** The expression with nodes for its names. */
    public Node made(Map<String, Node> names, Maker maker) throws ShapeException {
        return term.made(names, maker);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pattern pattern && pattern.term.equals(term);
    }

    @Override
    public int hashCode() {
        return term.hashCode();
    }

    private interface Term {
        /** @param names what names stand for so far */
        boolean matches(Node node, Map<String, Node> names, Scope scope);

        Node made(Map<String, Node> names, Maker maker) throws ShapeException;
    }

    private record Name(String name) implements Term {
        @Override
        public boolean matches(Node node, Map<String, Node> names, Scope scope) {
            Node before = names.putIfAbsent(name, node);
            return before == null ? scope.mayBe(name, node) : before == node;
        }

        @Override
        public Node made(Map<String, Node> names, Maker maker) {
            return names.get(name);
        }
    }

    private record Number(double value) implements Term {
        @Override
        public boolean matches(Node node, Map<String, Node> names, Scope scope) {
            return node instanceof Node.Constant constant && constant.value() == value;
        }

        @Override
        public Node made(Map<String, Node> names, Maker maker) {
            return maker.constant(value);
        }
    }

    private record Applied(Operation operation, List<Term> operands) implements Term {
        @Override
        public boolean matches(Node node, Map<String, Node> names, Scope scope) {
            return node instanceof Node.Apply apply
                    && apply.operation() == operation
                    && scope.isOpen(apply)
                    && match(apply.arguments(), names, scope);
        }

        boolean match(List<Node> nodes, Map<String, Node> names, Scope scope) {
            for (int i = 0; i < operands.size(); i++) {
                if (!operands.get(i).matches(nodes.get(i), names, scope)) return false;
            }
            return true;
        }

        @Override
        public Node made(Map<String, Node> names, Maker maker) throws ShapeException {
            List<Node> arguments = new ArrayList<>();
            for (Term operand : operands) arguments.add(operand.made(names, maker));
            return maker.apply(operation, arguments);
        }
    }

    private static final class Terms extends NumpyBaseVisitor<Term> {
        private final Set<String> names = new LinkedHashSet<>();

        @Override
        public Term visitPattern(NumpyParser.PatternContext pattern) {
            return visit(pattern.expression());
        }

        @Override
        public Term visitNumber(NumpyParser.NumberContext number) {
            return new Number(Double.parseDouble(number.getText()));
        }

        @Override
        public Term visitName(NumpyParser.NameContext name) {
            names.add(name.getText());
            return new Name(name.getText());
        }

        @Override
        public Term visitParentheses(NumpyParser.ParenthesesContext parentheses) {
            return visit(parentheses.expressions().expression(0));
        }

        @Override
        public Term visitPower(NumpyParser.PowerContext power) {
            return applied(Operation.POWER, power.expression());
        }

        @Override
        public Term visitSign(NumpyParser.SignContext sign) {
            Term operand = visit(sign.expression());
            return operand instanceof Number number
                    ? new Number(-number.value)
                    : new Applied(Operation.NEGATE, List.of(operand));
        }

        @Override
        public Term visitProduct(NumpyParser.ProductContext product) {
            return applied(Operation.named(product.operator.getText()), product.expression());
        }

        @Override
        public Term visitSum(NumpyParser.SumContext sum) {
            return applied(Operation.named(sum.operator.getText()), sum.expression());
        }

        @Override
        public Term visitComparison(NumpyParser.ComparisonContext comparison) {
            return applied(Operation.named(comparison.operator.getText()), comparison.expression());
        }

        @Override
        public Term visitCall(NumpyParser.CallContext call) {
            return applied(
                    Operation.named(call.expression().getText()),
                    call.argument().stream()
                            .map(NumpyParser.ArgumentContext::expression)
                            .toList());
        }

        private Term applied(Operation operation, List<NumpyParser.ExpressionContext> operands) {
            return new Applied(operation, operands.stream().map(this::visit).toList());
        }
    }
}
