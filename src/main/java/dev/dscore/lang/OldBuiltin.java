package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import dev.dscore.lang.Arguments.Unfit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The functions of the language: what each is called, its parameters in NumPy's order with their defaults, and the
 * nodes that a call of it adds to the graph.
 */
record OldBuiltin(String name, List<String> parameters, Body body) {
    interface Body {
        Meaning call(Graph.Builder graph, Arguments arguments) throws Unfit, ShapeException;
    }

    private interface NodeBody {
        Node call(Graph.Builder graph, Arguments arguments) throws Unfit, ShapeException;
    }

    /** NumPy's functions, and scipy.special's. */
    static final Map<String, OldBuiltin> TABLE = new LinkedHashMap<>();

    /** What a bare name stands for in a program: Python's own functions where it has some of that name. */
    static final Map<String, OldBuiltin> BARE = new LinkedHashMap<>();

    static {
        for (Operation operation : Operation.values()) {
            boolean named = operation != Operation.NEGATE;
            if (operation.isElementwise() && operation.arity() == 1 && named)
                elementwise(operation, operation.text(), "a");
            if (operation.isReduction()) reduction(operation, operation.text());
        }
        elementwise(Operation.ABS, "absolute", "a");
        elementwise(Operation.SIGMOID, "sigmoid", "a");
        elementwise(Operation.NEGATE, "negative", "a");
        elementwise(Operation.ADD, "add", "a", "b");
        elementwise(Operation.SUBTRACT, "subtract", "a", "b");
        elementwise(Operation.MULTIPLY, "multiply", "a", "b");
        elementwise(Operation.DIVIDE, "divide", "a", "b");
        elementwise(Operation.POWER, "power", "a", "b");
        array("maximum", "a b", (graph, call) -> maximum(graph, call.array("a"), call.array("b")));
        array("relu", "a", (graph, call) -> maximum(graph, call.array("a"), graph.constant(0)));
        array(
                "outer",
                "a b",
                (graph, call) ->
                        graph.apply(Operation.OUTER, List.of(call.array("a"), call.array("b")), Attributes.NONE));
        elementwise(Operation.MINIMUM, "minimum", "a", "b");
        elementwise(Operation.WHERE, "where", "condition", "a", "b");
        reduction(Operation.MAX, "amax");
        reduction(Operation.MIN, "amin");

        alongAxis(Operation.SOFTMAX);
        alongAxis(Operation.LOG_SOFTMAX);
        alongAxis(Operation.FLIP);
        array("cumsum", "a axis=None", (graph, call) -> {
            Node a = call.array("a");
            List<Integer> axes = call.axes("axis", a.shape());
            if (axes.size() != 1) throw new Unfit("a running sum goes along one axis; this array is " + a.shape());
            return graph.apply(Operation.CUMSUM, List.of(a), Attributes.axes(axes, false));
        });
        array("matmul", "a b", (graph, call) -> product(graph, call.array("a"), call.array("b")));
        array("dot", "a b", (graph, call) -> dot(graph, call.array("a"), call.array("b")));
        view("transpose", "a axes=None", (graph, call) -> {
            Node a = call.array("a");
            return transpose(graph, a, call.permutation("axes", a.shape()));
        });
        view("reshape", "a *shape", (graph, call) -> {
            Node a = call.array("a");
            return graph.apply(
                    Operation.RESHAPE,
                    List.of(a),
                    Attributes.shape(call.shape("shape", a.shape().count())));
        });
        array(
                "broadcast_to",
                "a shape",
                (graph, call) -> filled(graph, call.array("a"), call.shape("shape", Size.ONE)));
        array("zeros", "shape", (graph, call) -> filled(graph, graph.constant(0), call.shape("shape", Size.ONE)));
        array("ones", "shape", (graph, call) -> filled(graph, graph.constant(1), call.shape("shape", Size.ONE)));
        array("copy", "a", (graph, call) -> call.array("a"));
        array(
                "zeros_like",
                "a",
                (graph, call) ->
                        filled(graph, graph.constant(0), call.array("a").shape()));
        array(
                "ones_like",
                "a",
                (graph, call) ->
                        filled(graph, graph.constant(1), call.array("a").shape()));
        array("one_hot", "indices classes", (graph, call) -> {
            Node indices = call.array("indices");
            if (!indices.holdsIndices()) throw new Unfit("indices must be an input of integers");
            List<Size> sizes = new ArrayList<>(indices.shape().sizes());
            sizes.add(Arguments.positive(call.size("classes")));
            return graph.apply(Operation.ONE_HOT, List.of(indices), Attributes.shape(new Shape(sizes)));
        });
        array("size", "a axis=None", (graph, call) -> {
            Shape shape = call.array("a").shape();
            Size count = Size.ONE;
            for (int axis : call.axes("axis", shape)) count = count.times(shape.size(axis));
            return graph.size(count);
        });
        array("len", "a", (graph, call) -> {
            Shape shape = call.array("a").shape();
            if (shape.rank() == 0) throw new Unfit("a number has no length");
            return graph.size(shape.size(0));
        });
        any("shape", "a", (graph, call) -> shape(graph, call.array("a").shape()));
        any("range", "stop", (graph, call) -> new Meaning.Range(call.size("stop")));
        any("arange", "stop", (graph, call) -> new Meaning.Range(call.size("stop")));
        any("argsort", "a", (graph, call) -> argsort(graph, call));

        BARE.putAll(TABLE);
        pythons("sum", "a start=0", OldBuiltin::sumOfRows);
        pythons("max", "*values", (graph, call) -> extreme(graph, call, Operation.MAX, Operation.MAXIMUM));
        pythons("min", "*values", (graph, call) -> extreme(graph, call, Operation.MIN, Operation.MINIMUM));
    }

    private static void pythons(String name, String parameters, NodeBody body) {
        BARE.put(
                name,
                new OldBuiltin(
                        name,
                        Arrays.asList(parameters.split(" ")),
                        (graph, call) -> new Meaning.Array(body.call(graph, call))));
    }

    // Python adds what it meets along the first axis: the rows of a matrix
    private static Node sumOfRows(Graph.Builder graph, Arguments call) throws Unfit, ShapeException {
        Node a = call.array("a"), start = call.array("start");
        if (a.shape().rank() == 0) throw new Unfit("a number cannot be summed: Python's sum takes an array or a list");
        Node sum = graph.apply(Operation.SUM, List.of(a), Attributes.axes(List.of(0), false));
        boolean zero = start instanceof Node.Constant constant && constant.value() == 0;
        return zero ? sum : graph.apply(Operation.ADD, List.of(sum, start), Attributes.NONE);
    }

    // Python compares what it meets along the first axis, or its arguments, two by two
    private static Node extreme(Graph.Builder graph, Arguments call, Operation along, Operation ofTwo)
            throws Unfit, ShapeException {
        if (!(call.value("values") instanceof Meaning.Tuple several)) {
            Node a = call.array("values");
            if (a.shape().rank() == 0) throw new Unfit("a number alone has no largest or smallest entry");
            boolean one = a.shape().size(0).equals(Size.ONE);
            boolean numbers = a.shape().sizes().stream().skip(1).allMatch(Size.ONE::equals);
            if (!one && !numbers) throw ambiguous(a.shape().without(List.of(0), false), along);
            return graph.apply(along, List.of(a), Attributes.axes(List.of(0), false));
        }
        Node result = null;
        for (Meaning value : several.elements()) {
            if (!(value instanceof Meaning.Array array)) throw new Unfit("compares numbers, not " + value.kind());
            if (array.node().shape().rank() > 0) throw ambiguous(array.node().shape(), ofTwo);
            result = result == null ? array.node() : graph.apply(ofTwo, List.of(result, array.node()), Attributes.NONE);
        }
        if (result == null) throw new Unfit("nothing is given to compare");
        return result;
    }

    private static Unfit ambiguous(Shape compared, Operation numpys) {
        return new Unfit("the truth value of an array " + compared + " is ambiguous where Python compares; np."
                + numpys.text() + " compares entry by entry");
    }

    /** A shape as the tuple of numbers that NumPy gives. */
    static Meaning shape(Graph.Builder graph, Shape shape) {
        return new Meaning.Tuple(shape.sizes().stream()
                .map(size -> (Meaning) new Meaning.Array(graph.size(size)))
                .toList());
    }

    static Node transpose(Graph.Builder graph, Node a, List<Integer> permutation) throws ShapeException {
        return graph.apply(Operation.TRANSPOSE, List.of(a), Attributes.axes(permutation, false));
    }

    /** {@code a @ b} of matrices and vectors. */
    static Node product(Graph.Builder graph, Node a, Node b) throws ShapeException {
        int left = a.shape().rank(), right = b.shape().rank();
        if (left == 0 || right == 0) throw new ShapeException("@ takes no number; * multiplies by one");
        Operation operation = Operation.MATMUL;
        if (left == 2 && right == 1) operation = Operation.MATVEC;
        if (left == 1 && right == 2) operation = Operation.VECMAT;
        if (left == 1 && right == 1) operation = Operation.INNER;
        try {
            return graph.apply(operation, List.of(a, b), Attributes.NONE);
        } catch (ShapeException e) {
            throw new ShapeException(e.getMessage(), e.unequal(), otherProduct(a.shape(), b.shape()));
        }
    }

    // what the dimensions would have allowed, of the operands %1 and %2
    private static String otherProduct(Shape a, Shape b) {
        if (a.rank() == 2
                && b.rank() == 2
                && a.size(0).equals(b.size(0))
                && !a.size(0).equals(Size.ONE)) {
            if (!a.size(1).equals(Size.ONE)) return "; %1.T @ %2 would be " + Shape.of(a.size(1), b.size(1));
        }
        if (a.rank() == 2 && b.rank() == 2 && a.size(1).equals(b.size(1))) {
            return "; %1 @ %2.T would be " + Shape.of(a.size(0), b.size(0));
        }
        try {
            return "; %1 * %2 would be " + a.broadcast(b);
        } catch (ShapeException e) {
            return "";
        }
    }

    // a number second, so that np.maximum(0, x) and np.maximum(x, 0) are one
    private static Node maximum(Graph.Builder graph, Node a, Node b) throws ShapeException {
        boolean swapped = a instanceof Node.Constant && !(b instanceof Node.Constant);
        return graph.apply(Operation.MAXIMUM, swapped ? List.of(b, a) : List.of(a, b), Attributes.NONE);
    }

    // np.dot multiplies where either is a number
    private static Node dot(Graph.Builder graph, Node a, Node b) throws ShapeException {
        if (a.shape().rank() > 0 && b.shape().rank() > 0) return product(graph, a, b);
        return graph.apply(Operation.MULTIPLY, List.of(a, b), Attributes.NONE);
    }

    private static Node filled(Graph.Builder graph, Node value, Shape shape) throws ShapeException {
        return graph.apply(Operation.BROADCAST_TO, List.of(value), Attributes.shape(shape));
    }

    // of a permutation of axes: its inverse
    private static Meaning argsort(Graph.Builder graph, Arguments call) throws Unfit {
        if (!(call.value("a") instanceof Meaning.Tuple tuple)) throw new Unfit("argsort takes a tuple of axes");
        List<Long> axes = new ArrayList<>();
        for (Meaning element : tuple.elements()) {
            Size axis = Arguments.size(element, "an axis");
            if (!axis.isNumber()) throw new Unfit("argsort takes a tuple of axes");
            axes.add(axis.number());
        }
        return new Meaning.Tuple(IntStream.range(0, axes.size())
                .boxed()
                .sorted(Comparator.comparing(axes::get))
                .map(axis -> (Meaning) new Meaning.Array(graph.constant(axis)))
                .toList());
    }

    private static void elementwise(Operation operation, String name, String... parameters) {
        array(name, String.join(" ", parameters), (graph, call) -> {
            List<Node> arguments = new ArrayList<>();
            for (String parameter : parameters) arguments.add(call.array(parameter));
            return graph.apply(operation, arguments, Attributes.NONE);
        });
    }

    private static void reduction(Operation operation, String name) {
        boolean corrected = operation == Operation.VAR || operation == Operation.STD;
        array(name, "a axis=None keepdims=False" + (corrected ? " ddof=0" : ""), (graph, call) -> {
            Node a = call.array("a");
            int ddof = corrected ? call.number("ddof") : 0;
            return graph.apply(
                    operation,
                    List.of(a),
                    new Attributes(call.axes("axis", a.shape()), call.flag("keepdims"), ddof, null));
        });
    }

    private static void alongAxis(Operation operation) {
        array(operation.text(), "a axis=None", (graph, call) -> {
            Node a = call.array("a");
            return graph.apply(operation, List.of(a), Attributes.axes(call.axes("axis", a.shape()), false));
        });
    }

    private static void array(String name, String parameters, NodeBody body) {
        any(name, parameters, (graph, call) -> new Meaning.Array(body.call(graph, call)));
    }

    // what shares its entries with its argument a
    private static void view(String name, String parameters, NodeBody body) {
        any(name, parameters, (graph, call) -> {
            Node seen = body.call(graph, call);
            return ((Meaning.Array) call.value("a")).view(seen);
        });
    }

    private static void any(String name, String parameters, Body body) {
        TABLE.put(name, new OldBuiltin(name, Arrays.asList(parameters.split(" ")), body));
    }

    /** Sorts what a call passes by parameter, as Python does: by position, by keyword, then the defaults. */
    Meaning call(Graph.Builder graph, List<Meaning> positional, Map<String, Meaning> keywords)
            throws Unfit, ShapeException {
        Map<String, Meaning> bound = new LinkedHashMap<>();
        int next = 0;
        for (String parameter : parameters) {
            String name = parameter.replaceAll("^\\*|=.*", "");
            boolean given = next < positional.size();
            if (parameter.startsWith("*") && positional.size() - next > 1) {
                bound.put(name, new Meaning.Tuple(positional.subList(next, positional.size())));
                next = positional.size();
            } else if (given) {
                bound.put(name, positional.get(next++));
            } else if (keywords.containsKey(name)) {
                bound.put(name, keywords.get(name));
            } else if (parameter.contains("=")) {
                bound.put(name, defaultOf(parameter, graph));
            } else {
                throw new Unfit("the argument " + name + " is missing");
            }
        }
        if (next < positional.size()) {
            throw new Unfit("takes " + bound.size() + " arguments at most, not " + positional.size());
        }
        for (var keyword : keywords.entrySet()) {
            if (bound.get(keyword.getKey()) != keyword.getValue()) {
                if (bound.containsKey(keyword.getKey())) {
                    throw new Unfit("the argument " + keyword.getKey() + " is given twice");
                }
                boolean pythons = BARE.get(name) == this && TABLE.get(name) != this;
                throw new Unfit(
                        pythons
                                ? "Python's own " + name + " has no argument " + keyword.getKey() + "; np." + name
                                        + " is another function"
                                : "has no argument " + keyword.getKey() + "; it takes "
                                        + String.join(", ", bound.keySet()));
            }
        }
        return body.call(graph, new Arguments(bound));
    }

    private static Meaning defaultOf(String parameter, Graph.Builder graph) {
        if (parameter.endsWith("=None")) return new Meaning.None();
        if (parameter.endsWith("=0")) return new Meaning.Array(graph.constant(0));
        return new Meaning.Flag(false);
    }
}
