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
 * An expression of a table that matches nodes, such as {@code a / s + b / s}. An operation matches a node of that
 * operation, a number matches itself, and a name matches any node, but the same one wherever it occurs.
 */
public final class Pattern {
    private final Term term;
    private final Set<String> names;

    private Pattern(Term term, Set<String> names) {
        this.term = term;
        this.names = names;
    }

    /** @throws SourceException if {@code text} is not an expression of operations, names and numbers */
    public static Pattern parse(String text) {
        Terms terms = new Terms();
        Term term = terms.term(Source.expression(text.strip(), new Place(text, 1, 1, 0, text.length())));
        return new Pattern(term, Collections.unmodifiableSet(terms.names));
    }

    /** Restricts the nodes that a pattern may match. */
    public interface Scope {
        /** Returns whether a name may stand for a node. */
        boolean mayBe(String name, Node node);

        /** Returns whether the operands of a node may be matched. */
        boolean isOpen(Node.Apply node);
    }

    /** Creates the nodes of an expression. */
    public interface Maker {
        Node apply(Operation operation, List<Node> arguments) throws ShapeException;

        Node constant(double value);
    }

    /**
     * Returns the operation of the whole expression.
     *
     * @throws IllegalStateException if the expression is a name or a number
     */
    public Operation operation() {
        if (term instanceof Applied applied) return applied.operation;
        throw new IllegalStateException("a name or a number is no operation");
    }

    /** Returns the names in the expression, in the order of their occurrence. */
    public Set<String> names() {
        return names;
    }

    /** Returns the nodes of the names if the expression matches {@code node}, else empty. */
    public Optional<Map<String, Node>> match(Node.Apply node, Scope scope) {
        Map<String, Node> bound = new HashMap<>();
        return term.matches(node, bound, scope) ? Optional.of(bound) : Optional.empty();
    }

    /** Returns the nodes of the names if its {@link #operation} on {@code operands} matches, else empty. */
    public Optional<Map<String, Node>> match(List<Node> operands, Scope scope) {
        Map<String, Node> bound = new HashMap<>();
        boolean matches = term instanceof Applied applied && applied.match(operands, bound, scope);
        return matches ? Optional.of(bound) : Optional.empty();
    }

    /** Returns the expression with nodes in place of its names. */
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
        /** @param names the nodes that names stand for so far */
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

    private static final class Terms {
        private final Set<String> names = new LinkedHashSet<>();

        private Term term(Expression expression) {
            if (expression instanceof Expression.Literal literal) return new Number(Numbers.real(literal.value()));
            if (expression instanceof Expression.Name name) {
                names.add(name.name());
                return new Name(name.name());
            }
            if (expression instanceof Expression.Unary minus && minus.operator().equals("-")) {
                return new Applied(Operation.NEGATE, terms(List.of(minus.operand())));
            }
            if (expression instanceof Expression.Binary binary) {
                return new Applied(
                        Operation.named(binary.operator().sign()), terms(List.of(binary.left(), binary.right())));
            }
            if (expression instanceof Expression.Comparison comparison) {
                return new Applied(Operation.named(comparison.operators().get(0)), terms(comparison.operands()));
            }
            if (expression instanceof Expression.Call call && call.function() instanceof Expression.Name function) {
                return new Applied(
                        Operation.named(function.name()),
                        terms(call.arguments().stream()
                                .map(Expression.Argument::value)
                                .toList()));
            }
            throw expression.at().error("is no pattern");
        }

        private List<Term> terms(List<Expression> operands) {
            return operands.stream().map(this::term).toList();
        }
    }
}
