package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Arrays that are nodes of a graph: definitions, and the rows of tables. */
final class Symbolic implements Arrays {
    private static final Map<String, Operation> OPERATIONS = Map.ofEntries(
            Map.entry("negative", Operation.NEGATE),
            Map.entry("exp", Operation.EXP),
            Map.entry("log", Operation.LOG),
            Map.entry("log1p", Operation.LOG1P),
            Map.entry("expm1", Operation.EXPM1),
            Map.entry("sqrt", Operation.SQRT),
            Map.entry("square", Operation.SQUARE),
            Map.entry("abs", Operation.ABS),
            Map.entry("sign", Operation.SIGN),
            Map.entry("tanh", Operation.TANH),
            Map.entry("expit", Operation.SIGMOID),
            Map.entry("add", Operation.ADD),
            Map.entry("subtract", Operation.SUBTRACT),
            Map.entry("multiply", Operation.MULTIPLY),
            Map.entry("divide", Operation.DIVIDE),
            Map.entry("power", Operation.POWER),
            Map.entry("maximum", Operation.MAXIMUM),
            Map.entry("minimum", Operation.MINIMUM),
            Map.entry("less", Operation.LESS),
            Map.entry("less_equal", Operation.LESS_EQUAL),
            Map.entry("greater", Operation.GREATER),
            Map.entry("greater_equal", Operation.GREATER_EQUAL),
            Map.entry("equal", Operation.EQUAL),
            Map.entry("not_equal", Operation.NOT_EQUAL),
            Map.entry("where", Operation.WHERE),
            Map.entry("sum", Operation.SUM),
            Map.entry("mean", Operation.MEAN),
            Map.entry("max", Operation.MAX),
            Map.entry("min", Operation.MIN),
            Map.entry("var", Operation.VAR),
            Map.entry("std", Operation.STD),
            Map.entry("logsumexp", Operation.LOGSUMEXP),
            Map.entry("softmax", Operation.SOFTMAX),
            Map.entry("log_softmax", Operation.LOG_SOFTMAX),
            Map.entry("cumsum", Operation.CUMSUM));

    private final Graph.Builder graph;
    private final Lengths lengths;

    Symbolic(Graph.Builder graph, Lengths lengths) {
        this.graph = graph;
        this.lengths = lengths;
    }

    Lengths lengths() {
        return lengths;
    }

    Array of(Node node) {
        return array(node);
    }

    private SymbolicArray array(Node node) {
        return new SymbolicArray(this, new SymbolicArray.Memory(node), List.of(), Optional.empty());
    }

    private static SymbolicArray own(Array array) {
        return (SymbolicArray) array;
    }

    static Node node(Array array) {
        return own(array).node();
    }

    /** A node of the graph. */
    Node made(Operation operation, List<Node> operands, Attributes attributes) {
        try {
            return graph.apply(operation, operands, attributes);
        } catch (ShapeException e) {
            throw new Fault(e);
        } catch (ArithmeticException e) {
            throw new Fault("makes an array too large to count");
        }
    }

    private static Shape shape(List<Whole> lengths) {
        List<Size> sizes = new ArrayList<>();
        for (Whole length : lengths) {
            if (length.number() < 1
                    || !length.size().isNumber() && length.size().canBeLessThanOne()) {
                throw Fault.error(
                        "ValueError",
                        "an axis cannot have the length " + length.size()
                                + (length.isLength() ? ": it may be less than 1" : ""));
            }
            sizes.add(length.size());
        }
        return new Shape(sizes);
    }

    @Override
    public boolean areKnown() {
        return false;
    }

    @Override
    public Array number(Value number) {
        if (number instanceof Whole whole) return array(graph.size(whole.size()));
        return array(graph.constant(Numbers.real(number)));
    }

    @Override
    public Array filled(List<Whole> shape, double value, Dtype dtype) {
        return array(made(Operation.BROADCAST_TO, List.of(graph.constant(value)), Attributes.shape(shape(shape))));
    }

    @Override
    public Array made(Array a, DoubleSupplier entries) {
        throw Fault.unsupported("arrays of numbers that are drawn are not taken in a definition");
    }

    @Override
    public Array spaced(double start, double step, Whole length, Dtype dtype) {
        if (start != 0 || step != 1) throw unknown("arange from " + start + " in steps of " + step);
        Node none = graph.constant(0);
        return new SymbolicArray(this, new SymbolicArray.Memory(none), List.of(), Optional.of(length));
    }

    private static Fault unknown(String what) {
        return new Fault(what + " has no derivative here; it is taken in submitted code only");
    }

    @Override
    public Array elementwise(String function, List<Array> operands) {
        Operation operation = OPERATIONS.get(function);
        if (operation == null) throw unknown(function);
        List<Node> nodes = new ArrayList<>();
        for (Array operand : operands) nodes.add(node(operand));
        boolean truths = operands.stream().allMatch(operand -> operand.dtype() == Dtype.BOOL);
        if (truths && (operation == Operation.ADD || operation == Operation.SUBTRACT)) {
            throw new Fault("NumPy does not count with two comparisons; multiply each by 1");
        }
        if (truths && operation == Operation.NEGATE)
            throw new Fault("NumPy has no minus of a comparison; multiply it by -1");
        // a number second, so that np.maximum(0, x) and np.maximum(x, 0) are one
        boolean swapped = operation == Operation.MAXIMUM
                && nodes.get(0) instanceof Node.Constant
                && !(nodes.get(1) instanceof Node.Constant);
        return array(made(operation, swapped ? List.of(nodes.get(1), nodes.get(0)) : nodes, Attributes.NONE));
    }

    @Override
    public Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof) {
        Operation operation = OPERATIONS.get(function);
        if (operation == null) throw unknown(function);
        return array(made(operation, List.of(node(a)), new Attributes(axes, keepdims, ddof, null)));
    }

    @Override
    public Array along(String function, Array a, List<Integer> axes) {
        Operation operation = OPERATIONS.get(function);
        if (operation == null) throw unknown(function);
        return array(made(operation, List.of(node(a)), Attributes.axes(axes, false)));
    }

    @Override
    public Array product(Array a, Array b) {
        Node x = node(a), y = node(b);
        int left = x.shape().rank(), right = y.shape().rank();
        if (left == 0 || right == 0) throw Fault.error("TypeError", "@ takes no number; * multiplies by one");
        Operation operation = Operation.MATMUL;
        if (left == 2 && right == 1) operation = Operation.MATVEC;
        if (left == 1 && right == 2) operation = Operation.VECMAT;
        if (left == 1 && right == 1) operation = Operation.INNER;
        try {
            return array(graph.apply(operation, List.of(x, y), Attributes.NONE));
        } catch (ShapeException e) {
            throw new Fault(e.getMessage(), e.unequal(), otherProduct(x.shape(), y.shape()));
        }
    }

    // what the dimensions would have allowed, of the operands %1 and %2
    private static String otherProduct(Shape a, Shape b) {
        boolean matrices = a.rank() == 2 && b.rank() == 2;
        if (matrices
                && a.size(0).equals(b.size(0))
                && !a.size(0).equals(Size.ONE)
                && !a.size(1).equals(Size.ONE)) {
            return "; %1.T @ %2 would be " + Shape.of(a.size(1), b.size(1));
        }
        if (matrices && a.size(1).equals(b.size(1))) return "; %1 @ %2.T would be " + Shape.of(a.size(0), b.size(0));
        try {
            return "; %1 * %2 would be " + a.broadcast(b);
        } catch (ShapeException e) {
            return "";
        }
    }

    @Override
    public Array outer(Array a, Array b) {
        return array(made(Operation.OUTER, List.of(node(a), node(b)), Attributes.NONE));
    }

    @Override
    public Array oneHot(Array indices, Whole classes) {
        List<Whole> shape = new ArrayList<>(indices.lengths());
        shape.add(classes);
        return array(made(Operation.ONE_HOT, List.of(node(indices)), Attributes.shape(shape(shape))));
    }

    @Override
    public Array einsum(List<String> operands, String result, List<Array> arrays) {
        throw unknown("einsum");
    }

    @Override
    public Array transposed(Array a, List<Integer> axes) {
        if (a.rank() < 2) return a;
        List<Integer> back =
                IntStream.range(0, axes.size()).map(axes::indexOf).boxed().toList();
        return own(a).seen(new SymbolicArray.Step(
                Operation.TRANSPOSE, Attributes.axes(axes, false), Attributes.axes(back, false)));
    }

    @Override
    public Array reshaped(Array a, List<Whole> shape) {
        Node from = node(a);
        Shape to = shape(shape);
        if (from.shape().equals(to)) return a;
        made(Operation.RESHAPE, List.of(from), Attributes.shape(to));
        boolean ones = to.sizes().stream()
                .filter(size -> !size.equals(Size.ONE))
                .toList()
                .equals(from.shape().sizes().stream()
                        .filter(size -> !size.equals(Size.ONE))
                        .toList());
        // entries in another order cannot be reshaped in place: NumPy copies them
        boolean reordered = own(a).steps.stream().anyMatch(step -> step.operation() == Operation.TRANSPOSE);
        if (reordered && !ones) return array(made(Operation.RESHAPE, List.of(from), Attributes.shape(to)));
        return own(a).seen(new SymbolicArray.Step(
                Operation.RESHAPE, Attributes.shape(to), Attributes.shape(from.shape())));
    }

    @Override
    public Array broadcast(Array a, List<Whole> shape) {
        return array(made(Operation.BROADCAST_TO, List.of(node(a)), Attributes.shape(shape(shape))));
    }

    @Override
    public Array read(Array a, List<Subscript> subscripts) {
        Optional<List<Whole>> whole = whole(a, subscripts);
        if (whole.isPresent()) return reshaped(a, whole.get());
        if (flips(a, subscripts)) {
            List<Integer> axes = new ArrayList<>();
            for (int axis = 0; axis < subscripts.size(); axis++) {
                if (((Subscript.Run) subscripts.get(axis)).step() == -1) axes.add(axis);
            }
            return array(made(Operation.FLIP, List.of(node(a)), Attributes.axes(axes, false)));
        }
        return array(made(Operation.PICK, List.of(node(a), columns(a, subscripts, false)), Attributes.NONE));
    }

    // all of every axis, with axes of length 1 put in
    private static Optional<List<Whole>> whole(Array a, List<Subscript> subscripts) {
        List<Whole> shape = new ArrayList<>();
        int axis = 0;
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.NewAxis) shape.add(Whole.ONE);
            else if (subscript instanceof Subscript.Run run
                    && run.step() == 1
                    && run.start() == 0
                    && run.count().size().equals(a.lengths().get(axis).size()))
                shape.add(a.lengths().get(axis++));
            else return Optional.empty();
        }
        return Optional.of(shape);
    }

    private static boolean flips(Array a, List<Subscript> subscripts) {
        if (subscripts.size() != a.rank()) return false;
        for (int axis = 0; axis < a.rank(); axis++) {
            boolean all = subscripts.get(axis) instanceof Subscript.Run run
                    && Math.abs(run.step()) == 1
                    && run.count().size().equals(a.lengths().get(axis).size());
            if (!all) return false;
        }
        return true;
    }

    // the y of [range(N), y]
    private static Node columns(Array a, List<Subscript> subscripts, boolean stores) {
        boolean picks = subscripts.size() == 2
                && subscripts.get(0) instanceof Subscript.Gather first
                && own(first.indices()).rows().isPresent()
                && subscripts.get(1) instanceof Subscript.Gather second
                && own(second.indices()).rows().isEmpty()
                && node(second.indices()).holdsIndices();
        if (!picks) throw refused(a, subscripts, stores);
        Whole
                range =
                        own(((Subscript.Gather) subscripts.get(0)).indices())
                                .rows()
                                .get(),
                rows = a.lengths().get(0);
        if (!range.size().equals(rows.size())) {
            throw new Fault(a.shown() + " has " + rows.size() + " rows, and the range has " + range.size() + ": "
                    + rows.size() + " ≠ " + range.size());
        }
        return node(((Subscript.Gather) subscripts.get(1)).indices());
    }

    private static Fault refused(Array a, List<Subscript> subscripts, boolean stores) {
        if (stores)
            return Fault.unsupported(
                    "changing these entries is not taken; a[range(N), y], a[mask] with a mask of a's shape, a[:] and a[...] can be changed in place");
        for (Subscript subscript : subscripts) {
            if (subscript instanceof Subscript.Mask) {
                return Fault.unsupported("picking by a mask is not taken; multiply by the mask, or take np.where");
            }
            if (subscript instanceof Subscript.Gather gather
                    && subscripts.size() == a.rank()
                    && own(gather.indices()).rows().isEmpty()) {
                String gathered = "picking a row for each label is not taken";
                if (gather.indices().rank() != 1 || a.rank() > 2) return new Fault(gathered);
                return new Fault(gathered + "; one_hot(" + gather.text() + ", "
                        + a.lengths().get(0).size() + ") @ %owner does the same");
            }
        }
        return Fault.unsupported("this index is not taken; of indices, score[range(N), y], `:`, `...` and None are");
    }

    @Override
    public void write(Array a, List<Subscript> subscripts, Array value) {
        Node before = node(a), by = node(value);
        Optional<List<Whole>> whole = whole(a, subscripts);
        if (whole.isPresent()) {
            put(own(a), spread(by, before.shape()));
            return;
        }
        Node chosen;
        if (subscripts.size() == 1 && subscripts.get(0) instanceof Subscript.Mask mask) {
            chosen = node(mask.mask());
            if (!chosen.shape().equals(before.shape())) throw refused(a, subscripts, true);
            if (by.shape().rank() > 0)
                throw new Fault("through a mask one number is stored, not an array; np.where(mask, a, b) takes arrays");
        } else {
            Node columns = columns(a, subscripts, true);
            chosen = made(Operation.ONE_HOT, List.of(columns), Attributes.shape(before.shape()));
            if (by.shape().rank() == 1) {
                by = made(
                        Operation.RESHAPE,
                        List.of(by),
                        Attributes.shape(Shape.of(by.shape().size(0), Size.ONE)));
            } else if (by.shape().rank() > 0) {
                throw Fault.error(
                        "ValueError",
                        "the entries that are changed are (" + before.shape().size(0) + "), and " + by.shape()
                                + " does not fit them");
            }
        }
        put(own(a), made(Operation.WHERE, List.of(chosen, by, before), Attributes.NONE));
    }

    private Node spread(Node by, Shape to) {
        return by.shape().equals(to) ? by : made(Operation.BROADCAST_TO, List.of(by), Attributes.shape(to));
    }

    // what is seen becomes the node: the memory's is worked out backwards
    private void put(SymbolicArray a, Node node) {
        Node owner = node;
        for (int i = a.steps.size() - 1; i >= 0; i--) {
            owner = made(
                    a.steps.get(i).operation(), List.of(owner), a.steps.get(i).back());
        }
        a.memory.node = owner;
    }

    @Override
    public void accumulate(String function, Array a, List<Subscript> subscripts, Array value) {
        throw unknown("np." + function + ".at");
    }

    @Override
    public void update(String function, Array a, Array b) {
        Node before = node(a);
        Node after = function.equals("assign")
                ? spread(node(b), before.shape())
                : node(elementwise(function, List.of(a, b)));
        if (!after.shape().equals(before.shape())) {
            throw new Fault("the array is " + before.shape() + " and stays so in place; this makes " + after.shape());
        }
        put(own(a), after);
    }

    @Override
    public Array diagonal(Array a) {
        throw unknown("a diagonal");
    }

    @Override
    public Array concatenated(List<Array> arrays, int axis) {
        if (arrays.size() == 1) return arrays.get(0);
        throw unknown("concatenate");
    }

    @Override
    public Array converted(Array a, Dtype dtype) {
        if (own(a).rows().isPresent()) return a;
        Node node = node(a);
        if (dtype == a.dtype() || dtype == Dtype.FLOAT && a.dtype() == Dtype.INT) return array(node);
        if (a.dtype() == Dtype.BOOL)
            return array(made(Operation.MULTIPLY, List.of(graph.constant(1), node), Attributes.NONE));
        throw unknown("a conversion to " + dtype.text());
    }

    @Override
    public Array windows(Array a, List<Integer> axes, List<Whole> lengths) {
        throw unknown("sliding_window_view");
    }

    @Override
    public List<Array> nonzero(Array a) {
        throw unknown("nonzero");
    }

    @Override
    public Array unique(Array a) {
        throw unknown("unique");
    }

    @Override
    public double item(Array a) {
        if (node(a) instanceof Node.Constant constant) return constant.value();
        throw new Fault("depends on the numbers of an array, which a definition does not know");
    }

    @Override
    public double[] entries(Array a) {
        return new double[] {item(a)};
    }

    @Override
    public void told(Array result, String operand) {}
}
