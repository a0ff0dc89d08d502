package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** NumPy's functions that are made of operations of a graph, so that they need no derivative of their own. */
final class Compositions {
    private interface Made {
        Node of(Symbolic arrays, Node a, Node b);
    }

    private static final Map<String, Made> TABLE = new HashMap<>();

    private Compositions() {}

    static {
        row("positive", (arrays, a, b) -> a);
        row("reciprocal", (arrays, a, b) -> arrays.elementwise(Operation.DIVIDE, arrays.constant(1), a));
        row("exp2", (arrays, a, b) -> arrays.elementwise(Operation.POWER, arrays.constant(2), a));
        row("log2", (arrays, a, b) -> divided(arrays, arrays.elementwise(Operation.LOG, a), Math.log(2)));
        row("log10", (arrays, a, b) -> divided(arrays, arrays.elementwise(Operation.LOG, a), Math.log(10)));
        row(
                "tan",
                (arrays, a, b) -> arrays.elementwise(
                        Operation.DIVIDE, arrays.elementwise(Operation.SIN, a), arrays.elementwise(Operation.COS, a)));
        row("sinh", (arrays, a, b) -> hyperbolic(arrays, Operation.SUBTRACT, a));
        row("cosh", (arrays, a, b) -> hyperbolic(arrays, Operation.ADD, a));
        row(
                "hypot",
                (arrays, a, b) -> arrays.elementwise(
                        Operation.SQRT,
                        arrays.elementwise(
                                Operation.ADD,
                                arrays.elementwise(Operation.SQUARE, a),
                                arrays.elementwise(Operation.SQUARE, b))));
        row("fmax", (arrays, a, b) -> arrays.elementwise(Operation.MAXIMUM, a, b));
        row("fmin", (arrays, a, b) -> arrays.elementwise(Operation.MINIMUM, a, b));
        row("isnan", (arrays, a, b) -> arrays.elementwise(Operation.NOT_EQUAL, a, a));
        row("logical_not", (arrays, a, b) -> arrays.elementwise(Operation.EQUAL, a, arrays.constant(0)));
        for (String name : List.of("logical_and", "bitwise_and")) {
            row(name, (arrays, a, b) -> arrays.elementwise(Operation.MULTIPLY, truth(arrays, a), truth(arrays, b)));
        }
        for (String name : List.of("logical_or", "bitwise_or")) {
            row(name, (arrays, a, b) -> arrays.elementwise(Operation.MAXIMUM, truth(arrays, a), truth(arrays, b)));
        }
        for (String name : List.of("logical_xor", "bitwise_xor")) {
            row(name, (arrays, a, b) -> arrays.elementwise(Operation.NOT_EQUAL, truth(arrays, a), truth(arrays, b)));
        }
        TABLE.put("invert", TABLE.get("logical_not"));
    }

    private static void row(String name, Made made) {
        TABLE.put(name, made);
    }

    private static Node divided(Symbolic arrays, Node a, double by) {
        return arrays.elementwise(Operation.DIVIDE, a, arrays.constant(by));
    }

    private static Node hyperbolic(Symbolic arrays, Operation operation, Node a) {
        Node up = arrays.elementwise(Operation.EXP, a);
        Node down = arrays.elementwise(Operation.EXP, arrays.elementwise(Operation.NEGATE, a));
        return divided(arrays, arrays.elementwise(operation, up, down), 2);
    }

    private static Node truth(Symbolic arrays, Node a) {
        return Truth.holds(a) ? a : arrays.elementwise(Operation.NOT_EQUAL, a, arrays.constant(0));
    }

    static Array elementwise(Symbolic arrays, String function, List<Array> operands) {
        Made made = TABLE.get(function);
        boolean bits = function.startsWith("bitwise") || function.equals("invert");
        if (made == null || bits && operands.stream().anyMatch(operand -> operand.dtype() != Dtype.BOOL))
            throw Symbolic.unknown(function);
        Node a = Symbolic.node(operands.get(0));
        return arrays.array(made.of(arrays, a, Symbolic.node(operands.get(operands.size() - 1))));
    }

    static Array reduced(Symbolic arrays, String function, Array a, List<Integer> axes, boolean keepdims) {
        Attributes attributes = Attributes.axes(axes, keepdims);
        Node node = Symbolic.node(a);
        return switch (function) {
            case "any" -> arrays.array(arrays.made(Operation.MAX, List.of(truth(arrays, node)), attributes));
            case "all" -> arrays.array(arrays.made(Operation.MIN, List.of(truth(arrays, node)), attributes));
            case "count_nonzero" -> arrays.array(arrays.made(Operation.SUM, List.of(truth(arrays, node)), attributes));
            case "prod" -> product(arrays, a, axes, keepdims);
            default -> throw Symbolic.unknown(function);
        };
    }

    // entry by entry: the quotient by each factor is no derivative where one is 0
    private static Array product(Symbolic arrays, Array a, List<Integer> axes, boolean keepdims) {
        Array rest = a;
        for (int i = axes.size() - 1; i >= 0; i--) {
            int axis = axes.get(i);
            List<Node> factors = new ArrayList<>();
            for (long at = 0; at < rest.lengths().get(axis).number(); at++) {
                factors.add(Symbolic.node(arrays.part(rest, axis, at, 1)));
            }
            while (factors.size() > 1)
                factors.add(arrays.elementwise(Operation.MULTIPLY, factors.remove(0), factors.remove(0)));
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
