package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** NumPy functions that are composed of graph operations, so that they need no derivatives of their own. */
final class Compositions {
    private interface Made {
        Node of(Nodes nodes, Node a, Node b);
    }

    private static final Map<String, Made> TABLE = new HashMap<>();

    private Compositions() {}

    static {
        row("positive", (nodes, a, b) -> a);
        row("reciprocal", (nodes, a, b) -> nodes.elementwise(Operation.DIVIDE, nodes.constant(1), a));
        row("exp2", (nodes, a, b) -> nodes.elementwise(Operation.POWER, nodes.constant(2), a));
        row("log2", (nodes, a, b) -> divided(nodes, nodes.elementwise(Operation.LOG, a), Math.log(2)));
        row("log10", (nodes, a, b) -> divided(nodes, nodes.elementwise(Operation.LOG, a), Math.log(10)));
        row(
                "tan",
                (nodes, a, b) -> nodes.elementwise(
                        Operation.DIVIDE, nodes.elementwise(Operation.SIN, a), nodes.elementwise(Operation.COS, a)));
        row("sinh", (nodes, a, b) -> hyperbolic(nodes, Operation.SUBTRACT, a));
        row("cosh", (nodes, a, b) -> hyperbolic(nodes, Operation.ADD, a));
        row(
                "hypot",
                (nodes, a, b) -> nodes.elementwise(
                        Operation.SQRT,
                        nodes.elementwise(
                                Operation.ADD,
                                nodes.elementwise(Operation.SQUARE, a),
                                nodes.elementwise(Operation.SQUARE, b))));
        row("fmax", (nodes, a, b) -> nodes.elementwise(Operation.MAXIMUM, a, b));
        row("fmin", (nodes, a, b) -> nodes.elementwise(Operation.MINIMUM, a, b));
        row("isnan", (nodes, a, b) -> nodes.elementwise(Operation.NOT_EQUAL, a, a));
        row("logical_not", (nodes, a, b) -> nodes.elementwise(Operation.EQUAL, a, nodes.constant(0)));
        for (String name : List.of("logical_and", "bitwise_and")) {
            row(name, (nodes, a, b) -> nodes.elementwise(Operation.MULTIPLY, truth(nodes, a), truth(nodes, b)));
        }
        for (String name : List.of("logical_or", "bitwise_or")) {
            row(name, (nodes, a, b) -> nodes.elementwise(Operation.MAXIMUM, truth(nodes, a), truth(nodes, b)));
        }
        for (String name : List.of("logical_xor", "bitwise_xor")) {
            row(name, (nodes, a, b) -> nodes.elementwise(Operation.NOT_EQUAL, truth(nodes, a), truth(nodes, b)));
        }
        TABLE.put("invert", TABLE.get("logical_not"));
    }

    private static void row(String name, Made made) {
        TABLE.put(name, made);
    }

    private static Node divided(Nodes nodes, Node a, double by) {
        return nodes.elementwise(Operation.DIVIDE, a, nodes.constant(by));
    }

    private static Node hyperbolic(Nodes nodes, Operation operation, Node a) {
        Node up = nodes.elementwise(Operation.EXP, a);
        Node down = nodes.elementwise(Operation.EXP, nodes.elementwise(Operation.NEGATE, a));
        return divided(nodes, nodes.elementwise(operation, up, down), 2);
    }

    private static Node truth(Nodes nodes, Node a) {
        return Truth.holds(a) ? a : nodes.elementwise(Operation.NOT_EQUAL, a, nodes.constant(0));
    }

    static Array elementwise(Symbolic arrays, String function, List<Array> operands) {
        Made made = TABLE.get(function);
        boolean bits = function.startsWith("bitwise") || function.equals("invert");
        if (made == null || bits && operands.stream().anyMatch(operand -> operand.dtype() != Dtype.BOOL))
            throw Symbolic.unknown(function);
        Node a = Symbolic.node(operands.get(0));
        return arrays.array(made.of(arrays.nodes(), a, Symbolic.node(operands.get(operands.size() - 1))));
    }

    static Array reduced(Symbolic arrays, String function, Array a, List<Integer> axes, boolean keepdims) {
        Attributes attributes = Attributes.axes(axes, keepdims);
        Node node = Symbolic.node(a);
        Nodes nodes = arrays.nodes();
        return switch (function) {
            case "any" -> arrays.array(nodes.made(Operation.MAX, List.of(truth(nodes, node)), attributes));
            case "all" -> arrays.array(nodes.made(Operation.MIN, List.of(truth(nodes, node)), attributes));
            case "count_nonzero" -> arrays.array(nodes.made(Operation.SUM, List.of(truth(nodes, node)), attributes));
            case "prod" -> product(arrays, a, axes, keepdims);
            default -> throw Symbolic.unknown(function);
        };
    }

    // entry by entry, since the quotient of the product by a factor is no derivative where a factor is 0
    private static Array product(Symbolic arrays, Array a, List<Integer> axes, boolean keepdims) {
        Array rest = a;
        for (int i = axes.size() - 1; i >= 0; i--) {
            int axis = axes.get(i);
            List<Node> factors = new ArrayList<>();
            for (long at = 0; at < rest.lengths().get(axis).number(); at++) {
                factors.add(Symbolic.node(arrays.part(rest, axis, at, 1)));
            }
            while (factors.size() > 1)
                factors.add(arrays.nodes().elementwise(Operation.MULTIPLY, factors.remove(0), factors.remove(0)));
            rest = arrays.array(factors.get(0), Symbolic.own(a).isWhole());
        }
        if (keepdims) return rest;
        List<Whole> lengths = new ArrayList<>();
        for (int axis = 0; axis < rest.rank(); axis++) {
            if (!axes.contains(axis)) lengths.add(rest.lengths().get(axis));
        }
        return arrays.reshaped(rest, lengths);
    }
}
