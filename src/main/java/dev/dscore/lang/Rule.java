package dev.dscore.lang;

import dev.dscore.compute.Allowance;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Subscripts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * One line of a table written in the language: the signature of an operation, and expressions in its parameters, such
 * as the gradient of each argument.
 */
public final class Rule {
    private static final Place NOWHERE = new Place("", 1, 1, 0, 0);

    /** Names that are Python's own functions in a program and NumPy's in a table. */
    private static final List<String> NUMPYS = List.of("sum", "max", "min", "abs");

    private final Operation operation;
    private final List<String> parameters;
    private final List<Expression> expressions;

    private Rule(Operation operation, List<String> parameters, List<Expression> expressions) {
        this.operation = operation;
        this.parameters = parameters;
        this.expressions = expressions;
    }

    /** Parses a line: a signature, at least two blanks, and expressions separated by bars. */
    public static Rule parse(String line) {
        String[] sides = line.strip().split("\\s{2,}", 2);
        Expression signature = Source.expression(sides[0], NOWHERE);
        List<Expression> expressions = Arrays.stream(sides[1].split("\\|"))
                .map(text -> Source.expression(text.strip(), NOWHERE))
                .toList();
        if (signature instanceof Expression.Unary minus) {
            return new Rule(Operation.NEGATE, names(List.of(minus.operand())), expressions);
        }
        if (signature instanceof Expression.Binary binary) {
            Operation operation = Operation.named(binary.operator().sign());
            return new Rule(operation, names(List.of(binary.left(), binary.right())), expressions);
        }
        if (signature instanceof Expression.Comparison comparison) {
            Operation operation = Operation.named(comparison.operators().get(0));
            return new Rule(operation, names(comparison.operands()), expressions);
        }
        Expression.Call call = (Expression.Call) signature;
        List<Expression> arguments =
                call.arguments().stream().map(Expression.Argument::value).toList();
        return new Rule(Operation.named(((Expression.Name) call.function()).name()), names(arguments), expressions);
    }

    private static List<String> names(List<Expression> parameters) {
        return parameters.stream()
                .map(parameter -> ((Expression.Name) parameter).name())
                .toList();
    }

    public Operation operation() {
        return operation;
    }

    /** Returns the number of expressions to the right of the signature. */
    public int size() {
        return expressions.size();
    }

    /**
     * Returns expression number {@code index} as new nodes of {@code graph}. Its names are the parameters, for
     * {@code arguments}; {@code axis}, {@code axes}, {@code keepdims}, {@code ddof} and {@code section}, for the
     * attributes of {@code node}; {@code to_a} and {@code to_b}, for the subscripts of its arguments' gradients; and
     * {@code others}.
     */
    public Node apply(int index, Graph.Builder graph, Node.Apply node, List<Node> arguments, Map<String, Node> others) {
        Symbolic arrays = new Symbolic(new Nodes(graph, true), new Lengths(Lengths.PRIMES[0]));
        Interpreter interpreter = new Interpreter(arrays, Allowance.UNLIMITED);
        Scope names = interpreter.program();
        for (String name : NUMPYS) names.bind(name, new Callable.Native(name, NumpyFunctions.TABLE.get(name)));
        for (int i = 0; i < arguments.size(); i++) names.bind(parameters.get(i), arrays.of(arguments.get(i)));
        List<Value> axes = new ArrayList<>();
        for (int axis : node.attributes().axes()) axes.add(Whole.of(axis));
        names.bind("axis", axes.size() == 1 ? axes.get(0) : new Value.Tuple(axes));
        names.bind("axes", new Value.Tuple(axes));
        names.bind("keepdims", Value.Flag.of(node.attributes().keepdims()));
        names.bind("ddof", Whole.of(node.attributes().ddof()));
        TableFunctions.TABLE.forEach((name, function) -> names.bind(name, new Callable.Native(name, function)));
        if (node.attributes().section() != null)
            names.bind("section", new Value.Chosen(node.attributes().section()));
        if (!node.attributes().subscripts().isEmpty()) {
            Subscripts subscripts = Subscripts.parse(node.attributes().subscripts());
            names.bind("to_a", new Value.Text(subscripts.toLeft().toString()));
            names.bind("to_b", new Value.Text(subscripts.toRight().toString()));
        }
        others.forEach((name, other) -> names.bind(name, arrays.of(other)));
        return Symbolic.node(interpreter.array(interpreter.value(expressions.get(index)), "a rule"));
    }

    /** Returns the rules of a file: one a line, between blank lines and comments that start with #. */
    public static List<Rule> parseAll(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(Rule::parse)
                .toList();
    }
}
