package dev.dscore.lang;

import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * One line of a table written in the language: an operation's signature, and expressions in its parameters, such as the
 * gradient of each argument.
 */
public final class Rule {
    private final NumpyParser.DerivativeContext tree;
    private final Operation operation;
    private final List<String> parameters;

    private Rule(NumpyParser.DerivativeContext tree) {
        this.tree = tree;
        NumpyParser.SignatureContext signature = tree.signature();
        List<String> names =
                signature.NAME().stream().map(TerminalNode::getText).toList();
        boolean call = signature.operator == null && names.size() > 1;
        this.parameters = call ? names.subList(1, names.size()) : names;
        this.operation = call
                ? Operation.named(names.get(0))
                : names.size() == 1 ? Operation.NEGATE : Operation.named(signature.operator.getText());
    }

    public static Rule parse(String line) {
        return new Rule(SourceText.parse(line, Limits.DEFAULT, NumpyParser::derivative));
    }

    public Operation operation() {
        return operation;
    }

    /** How many expressions stand right of the signature. */
    public int size() {
        return tree.expression().size();
    }

    /**
     * Expression number {@code index} as new nodes of {@code graph}, with the parameters standing for the arguments of
     * {@code node}, {@code axis}, {@code axes}, {@code keepdims} and {@code ddof} for its attributes, and {@code others}
     * for themselves.
     */
    public Node apply(int index, Graph.Builder graph, Node.Apply node, List<Node> arguments, Map<String, Node> others) {
        Map<String, Meaning> names = new HashMap<>();
        for (int i = 0; i < arguments.size(); i++) names.put(parameters.get(i), new Meaning.Array(arguments.get(i)));
        Meaning axes = new Meaning.Tuple(node.attributes().axes().stream()
                .map(axis -> (Meaning) new Meaning.Array(graph.constant(axis)))
                .toList());
        names.put("axis", axes);
        names.put("axes", axes);
        names.put("keepdims", new Meaning.Flag(node.attributes().keepdims()));
        names.put("ddof", new Meaning.Array(graph.constant(node.attributes().ddof())));
        others.forEach((name, other) -> names.put(name, new Meaning.Array(other)));
        return ((Meaning.Array)
                        new Translator(graph, OldBuiltin.TABLE, names, InPlace.REFUSED).visit(tree.expression(index)))
                .node();
    }

    /** The rules of a file: one a line, between blank lines and comments that start with #. */
    public static List<Rule> parseAll(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Rule::parse)
                .toList();
    }
}
