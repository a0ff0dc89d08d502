package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Graph;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Section;
import dev.dscore.graph.Shape;
import dev.dscore.graph.ShapeException;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
            Map.entry("sin", Operation.SIN),
            Map.entry("cos", Operation.COS),
            Map.entry("arctan", Operation.ARCTAN),
            Map.entry("erf", Operation.ERF),
            Map.entry("logaddexp", Operation.LOGADDEXP),
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

    private final boolean looksThrough;

    /** @param looksThrough whether what was stored may be taken for a part of the whole around it; not where that has a name */
    Symbolic(Graph.Builder graph, Lengths lengths, boolean looksThrough) {
        this.graph = graph;
        this.lengths = lengths;
        this.looksThrough = looksThrough;
    }

    Lengths lengths() {
        return lengths;
    }

    Array of(Node node) {
        return array(node);
    }

    SymbolicArray array(Node node) {
        return array(node, false);
    }

    /** @param whole whether NumPy keeps whole numbers here */
    SymbolicArray array(Node node, boolean whole) {
        return new SymbolicArray(this, new SymbolicArray.Memory(node, whole), List.of());
    }

    static SymbolicArray own(Array array) {
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

    /** What a section chooses of a node. */
    Node part(Node whole, Section section) {
        try {
            return graph.part(whole, section, node -> !looksThrough);
        } catch (ShapeException e) {
            throw new Fault(e);
        }
    }

    /** A node once another is stored in a section of it. */
    Node place(Node whole, Node part, Section section) {
        try {
            return graph.place(whole, part, section, node -> !looksThrough);
        } catch (ShapeException e) {
            throw new Fault(e);
        }
    }

    Node constant(double value) {
        return graph.constant(value);
    }

    Node size(Size size) {
        return graph.size(size);
    }

    Node zeros(Shape shape) {
        return made(Operation.BROADCAST_TO, List.of(graph.constant(0)), Attributes.shape(shape));
    }

    /** Whole numbers from {@code start} on. */
    Node counted(double start, Size length) {
        return made(Operation.ARANGE, List.of(graph.constant(start)), Attributes.shape(Shape.of(length)));
    }

    static Shape shape(List<Whole> lengths) {
        List<Size> sizes = new ArrayList<>();
        for (Whole length : lengths) {
            if (length.number() < 1
                    || !length.size().isNumber() && length.size().canBeLessThanOne()) {
                throw Given.noLength(length);
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
        if (number instanceof Whole whole) return array(graph.size(whole.size()), true);
        return array(graph.constant(Numbers.real(number)));
    }

    @Override
    public Array filled(List<Whole> shape, double value, Dtype dtype) {
        Node filled = made(Operation.BROADCAST_TO, List.of(graph.constant(value)), Attributes.shape(shape(shape)));
        if (dtype == Dtype.BOOL) return array(elementwise(Operation.NOT_EQUAL, filled, graph.constant(0)));
        return array(filled, dtype == Dtype.INT);
    }

    @Override
    public Array made(Array a, DoubleSupplier entries) {
        throw Fault.unsupported("arrays of numbers that are drawn are not taken in a definition");
    }

    @Override
    public Array spaced(double start, double step, Whole length, Dtype dtype) {
        if (start == 0 && step == 1 && dtype == Dtype.INT) {
            return new SymbolicArray(this, new SymbolicArray.Memory(length), List.of());
        }
        boolean whole = start == Math.rint(start) && step == Math.rint(step);
        Size size = shape(List.of(length)).size(0);
        if (step == 1 && whole && dtype == Dtype.INT) return array(counted(start, size));
        Node spaced = elementwise(Operation.MULTIPLY, counted(0, size), graph.constant(step));
        return array(start == 0 ? spaced : elementwise(Operation.ADD, spaced, graph.constant(start)));
    }

    Node elementwise(Operation operation, Node... operands) {
        return made(operation, List.of(operands), Attributes.NONE);
    }

    static Fault unknown(String what) {
        return new Fault(what + " has no derivative here; it is taken in submitted code only");
    }

    // whole numbers of whole numbers
    private static final Set<String> WHOLE =
            Set.of("add", "subtract", "multiply", "negative", "maximum", "minimum", "abs", "sign", "square");

    /** What NumPy stores of a value: its truth in an array of comparisons. Refused where whole numbers would be cut. */
    private Array stored(SymbolicArray to, Array value) {
        if (to.dtype() == Dtype.BOOL && value.dtype() != Dtype.BOOL) return converted(value, Dtype.BOOL);
        if (to.isWhole() && value.dtype() == Dtype.FLOAT) {
            throw new Fault("NumPy cuts what is stored in an array of whole numbers; make it with dtype=float");
        }
        return value;
    }

    @Override
    public Array elementwise(String function, List<Array> operands) {
        if (operands.stream().anyMatch(operand -> own(operand).mask().isPresent()))
            return Masked.elementwise(this, function, operands);
        Operation operation = OPERATIONS.get(function);
        if (operation == null) return Compositions.elementwise(this, function, operands);
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
        boolean whole = WHOLE.contains(function)
                && operands.stream().allMatch(operand -> own(operand).isWhole());
        return array(made(operation, swapped ? List.of(nodes.get(1), nodes.get(0)) : nodes, Attributes.NONE), whole);
    }

    @Override
    public Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof) {
        if (own(a).mask().isPresent()) return Masked.reduced(this, function, own(a), keepdims);
        Operation operation = OPERATIONS.get(function);
        if (operation == null) return Compositions.reduced(this, function, a, axes, keepdims);
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
        if (a.dtype() == Dtype.BOOL && b.dtype() == Dtype.BOOL) {
            throw new Fault("NumPy makes truth values of a product of two comparisons; multiply one by 1");
        }
        if (left > 2 || right > 2) return new Contractions(this).product(x, y);
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
        if (arrays.stream().allMatch(array -> array.dtype() == Dtype.BOOL)) {
            throw new Fault("NumPy makes truth values of sums of comparisons here; multiply one by 1");
        }
        return new Contractions(this)
                .einsum(operands, result, arrays.stream().map(Symbolic::node).toList());
    }

    @Override
    public Array transposed(Array a, List<Integer> axes) {
        boolean turns = IntStream.range(0, axes.size()).anyMatch(axis -> axes.get(axis) != axis);
        if (!turns) return a;
        return own(a).seen(new Lens.Transposed(axes));
    }

    @Override
    public Array reshaped(Array a, List<Whole> shape) {
        Node from = node(a);
        Shape to = shape(shape);
        if (from.shape().equals(to)) return a;
        Node made = made(Operation.RESHAPE, List.of(from), Attributes.shape(to));
        // entries in another order cannot be reshaped in place: NumPy copies them
        boolean copies = own(a).isReordered() && !withoutOnes(to).equals(withoutOnes(from.shape()));
        return copies ? array(made, own(a).isWhole()) : own(a).seen(new Lens.Reshaped(to, from.shape()));
    }

    private static List<Size> withoutOnes(Shape shape) {
        return shape.sizes().stream().filter(size -> !size.equals(Size.ONE)).toList();
    }

    @Override
    public Array broadcast(Array a, List<Whole> shape) {
        return array(made(Operation.BROADCAST_TO, List.of(node(a)), Attributes.shape(shape(shape))));
    }

    @Override
    public Array read(Array a, List<Subscript> subscripts) {
        return new Selecting(this).read(own(a), subscripts);
    }

    @Override
    public void write(Array a, List<Subscript> subscripts, Array value) {
        SymbolicArray stored = own(stored(own(a), value));
        if (stored.mask().isPresent()) Masked.write(this, own(a), subscripts, stored);
        else new Selecting(this).write(own(a), subscripts, stored.node());
    }

    /** A node in another shape, as NumPy stores it: leading axes of length 1 may go. */
    Node spread(Node by, Shape to) {
        if (by.shape().equals(to)) return by;
        Node fitting = by;
        int more = by.shape().rank() - to.rank();
        if (more > 0 && by.shape().sizes().subList(0, more).stream().allMatch(Size.ONE::equals)) {
            List<Size> rest = by.shape().sizes().subList(more, by.shape().rank());
            fitting = made(Operation.RESHAPE, List.of(by), Attributes.shape(new Shape(rest)));
        }
        if (fitting.shape().equals(to)) return fitting;
        return made(Operation.BROADCAST_TO, List.of(fitting), Attributes.shape(to));
    }

    @Override
    public void accumulate(String function, Array a, List<Subscript> subscripts, Array value) {
        if (!function.equals("add") && !function.equals("subtract")) throw unknown("np." + function + ".at");
        if (a.dtype() == Dtype.BOOL) throw new Fault("NumPy adds truth values here; multiply the array by 1.0 first");
        stored(own(a), value);
        Node added = new Selecting(this).added(own(a), subscripts, node(value));
        Operation operation = function.equals("add") ? Operation.ADD : Operation.SUBTRACT;
        own(a).put(elementwise(operation, node(a), added));
    }

    @Override
    public void update(String function, Array a, Array b) {
        Array result = stored(own(a), function.equals("assign") ? b : elementwise(function, List.of(a, b)));
        if (own(a).mask().isPresent()) {
            Masked.update(own(a), own(result));
            return;
        }
        Node before = node(a);
        Node after = function.equals("assign") ? spread(node(b), before.shape()) : node(result);
        if (!after.shape().equals(before.shape())) {
            throw new Fault("the array is " + before.shape() + " and stays so in place; this makes " + after.shape());
        }
        own(a).put(after);
    }

    @Override
    public Array diagonal(Array a) {
        List<Whole> lengths = a.lengths();
        long columns = lengths.get(1).number();
        Whole length = columns < lengths.get(0).number() ? lengths.get(1) : lengths.get(0);
        Whole count = (Whole) Numbers.binary(Operator.MULTIPLY, lengths.get(0), lengths.get(1));
        return new Selecting(this)
                .read(own(reshaped(a, List.of(count))), List.of(new Subscript.Run(0, columns + 1, length)));
    }

    @Override
    public Array concatenated(List<Array> arrays, int axis) {
        if (arrays.size() == 1) return arrays.get(0);
        List<Size> sizes = new ArrayList<>(node(arrays.get(0)).shape().sizes());
        if (axis >= sizes.size())
            throw new Fault("axis " + axis + " is not there: " + arrays.get(0).shown());
        Size total = Size.of(0);
        for (Array array : arrays) {
            if (array.rank() != sizes.size()) {
                throw new Fault(arrays.get(0).shown() + " and " + array.shown() + " have different numbers of axes");
            }
            total = total.plus(node(array).shape().size(axis));
        }
        sizes.set(axis, total);
        Node joined = zeros(new Shape(sizes));
        Size start = Size.of(0);
        for (Array array : arrays) {
            Node part = node(array);
            Size length = part.shape().size(axis);
            joined = place(joined, part, Selecting.run(joined.shape(), axis, start, length));
            start = start.plus(length);
        }
        return array(joined, arrays.stream().allMatch(array -> own(array).isWhole()));
    }

    @Override
    public Array converted(Array a, Dtype dtype) {
        if (own(a).rows().isPresent()) return a;
        Node node = node(a);
        if (dtype == a.dtype() || dtype == Dtype.FLOAT && a.dtype() == Dtype.INT)
            return array(node, dtype == Dtype.INT && own(a).isWhole());
        if (a.dtype() == Dtype.BOOL)
            return array(made(Operation.MULTIPLY, List.of(graph.constant(1), node), Attributes.NONE));
        if (dtype == Dtype.BOOL) return array(elementwise(Operation.NOT_EQUAL, node, graph.constant(0)));
        throw unknown("a conversion to " + dtype.text());
    }

    @Override
    public Array windows(Array a, List<Integer> axes, List<Whole> lengths) {
        return new Selecting(this).windows(own(a), axes, lengths);
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
        return new Known(lengths).value(node(a));
    }

    @Override
    public double[] entries(Array a) {
        return new double[] {item(a)};
    }

    @Override
    public void told(Array result, String operand) {}
}
