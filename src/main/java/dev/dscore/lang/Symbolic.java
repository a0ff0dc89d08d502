package dev.dscore.lang;

import dev.dscore.graph.Attributes;
import dev.dscore.graph.Node;
import dev.dscore.graph.Operation;
import dev.dscore.graph.Shape;
import dev.dscore.graph.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;

/** Arrays that are nodes of a graph, for definitions and for the rows of tables. */
final class Symbolic implements Arrays {
    private final Nodes nodes;
    private final Lengths lengths;

    Symbolic(Nodes nodes, Lengths lengths) {
        this.nodes = nodes;
        this.lengths = lengths;
    }

    Nodes nodes() {
        return nodes;
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

    /** @param whole whether NumPy keeps whole numbers in this array */
    SymbolicArray array(Node node, boolean whole) {
        return new SymbolicArray(this, new SymbolicArray.Memory(node, whole), List.of());
    }

    static SymbolicArray own(Array array) {
        return (SymbolicArray) array;
    }

    static Node node(Array array) {
        return own(array).node();
    }

    @Override
    public boolean areKnown() {
        return false;
    }

    @Override
    public Array number(Value number) {
        if (number instanceof Whole whole) return array(nodes.size(whole.size()), true);
        return array(nodes.constant(Numbers.real(number)));
    }

    @Override
    public Array filled(List<Whole> shape, double value, Dtype dtype) {
        Node filled = nodes.made(
                Operation.BROADCAST_TO, List.of(nodes.constant(value)), Attributes.shape(Nodes.shape(shape)));
        if (dtype == Dtype.BOOL) return array(nodes.elementwise(Operation.NOT_EQUAL, filled, nodes.constant(0)));
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
        Size size = Nodes.shape(List.of(length)).size(0);
        if (step == 1 && whole && dtype == Dtype.INT) return array(nodes.counted(start, size));
        Node spaced = nodes.elementwise(Operation.MULTIPLY, nodes.counted(0, size), nodes.constant(step));
        return array(start == 0 ? spaced : nodes.elementwise(Operation.ADD, spaced, nodes.constant(start)));
    }

    static Fault unknown(String what) {
        return new Fault("{} has no derivative here; it is taken in submitted code only", Message.fixed(what));
    }

    // functions that make whole numbers of whole numbers
    private static final Set<String> WHOLE =
            Set.of("add", "subtract", "multiply", "negative", "maximum", "minimum", "abs", "sign", "square");

    @Override
    public Array elementwise(String function, List<Array> operands) {
        if (operands.stream().anyMatch(operand -> own(operand).mask().isPresent()))
            return Masked.elementwise(this, function, operands);
        Operation operation = NumpyNames.ELEMENTWISE.get(function);
        if (operation == null) return Compositions.elementwise(this, function, operands);
        List<Node> arguments = new ArrayList<>();
        for (Array operand : operands) arguments.add(node(operand));
        boolean truths = operands.stream().allMatch(operand -> operand.dtype() == Dtype.BOOL);
        if (truths && (operation == Operation.ADD || operation == Operation.SUBTRACT)) {
            throw new Fault("NumPy does not count with two comparisons; multiply each by 1");
        }
        if (truths && operation == Operation.NEGATE)
            throw new Fault("NumPy has no minus of a comparison; multiply it by -1");
        // a constant becomes the second operand, so that np.maximum(0, x) and np.maximum(x, 0) are one node
        boolean swapped = operation == Operation.MAXIMUM
                && arguments.get(0) instanceof Node.Constant
                && !(arguments.get(1) instanceof Node.Constant);
        boolean whole = WHOLE.contains(function)
                && operands.stream().allMatch(operand -> own(operand).isWhole());
        return array(
                nodes.made(
                        operation, swapped ? List.of(arguments.get(1), arguments.get(0)) : arguments, Attributes.NONE),
                whole);
    }

    @Override
    public Array reduced(String function, Array a, List<Integer> axes, boolean keepdims, int ddof) {
        if (own(a).mask().isPresent()) return Masked.reduced(this, function, own(a), keepdims);
        Operation operation = NumpyNames.REDUCTIONS.get(function);
        if (operation == null) return Compositions.reduced(this, function, a, axes, keepdims);
        return array(nodes.made(operation, List.of(node(a)), new Attributes(axes, keepdims, ddof, null)));
    }

    @Override
    public Array along(String function, Array a, List<Integer> axes) {
        Operation operation = NumpyNames.ALONG.get(function);
        if (operation == null) throw unknown(function);
        return array(nodes.made(operation, List.of(node(a)), Attributes.axes(axes, false)));
    }

    @Override
    public Array product(Array a, Array b) {
        if (a.dtype() == Dtype.BOOL && b.dtype() == Dtype.BOOL && a.rank() > 0 && b.rank() > 0) {
            throw new Fault("NumPy makes truth values of a product of two comparisons; multiply one by 1");
        }
        return new Contractions(this).product(node(a), node(b));
    }

    @Override
    public Array outer(Array a, Array b) {
        return array(nodes.made(Operation.OUTER, List.of(node(a), node(b)), Attributes.NONE));
    }

    @Override
    public Array oneHot(Array indices, Whole classes) {
        List<Whole> shape = new ArrayList<>(indices.lengths());
        shape.add(classes);
        return array(nodes.made(Operation.ONE_HOT, List.of(node(indices)), Attributes.shape(Nodes.shape(shape))));
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
        Shape to = Nodes.shape(shape);
        if (from.shape().equals(to)) return a;
        Node made = nodes.made(Operation.RESHAPE, List.of(from), Attributes.shape(to));
        // entries in another order cannot be reshaped in place: NumPy copies them
        boolean copies = own(a).isReordered() && !withoutOnes(to).equals(withoutOnes(from.shape()));
        return copies ? array(made, own(a).isWhole()) : own(a).seen(new Lens.Reshaped(to, from.shape()));
    }

    private static List<Size> withoutOnes(Shape shape) {
        return shape.sizes().stream().filter(size -> !size.equals(Size.ONE)).toList();
    }

    @Override
    public Array broadcast(Array a, List<Whole> shape) {
        return array(nodes.made(Operation.BROADCAST_TO, List.of(node(a)), Attributes.shape(Nodes.shape(shape))));
    }

    @Override
    public Array read(Array a, List<Subscript> subscripts) {
        return new Selecting(this).read(own(a), subscripts);
    }

    @Override
    public void write(Array a, List<Subscript> subscripts, Array value) {
        new Storing(this).write(own(a), subscripts, value);
    }

    @Override
    public void accumulate(String function, Array a, List<Subscript> subscripts, Array value) {
        new Storing(this).accumulate(function, own(a), subscripts, value);
    }

    @Override
    public void update(String function, Array a, Array b) {
        new Storing(this).update(function, own(a), b);
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
        if (axis >= sizes.size()) throw new Fault("axis {} is not there: {}", axis, arrays.get(0));
        Size total = Size.of(0);
        for (Array array : arrays) {
            if (array.rank() != sizes.size()) {
                throw new Fault("{} and {} have different numbers of axes", arrays.get(0), array);
            }
            total = total.plus(node(array).shape().size(axis));
        }
        sizes.set(axis, total);
        Node joined = nodes.zeros(new Shape(sizes));
        Size start = Size.of(0);
        for (Array array : arrays) {
            Node part = node(array);
            Size length = part.shape().size(axis);
            joined = nodes.place(joined, part, Selecting.run(joined.shape(), axis, start, length));
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
            return array(nodes.made(Operation.MULTIPLY, List.of(nodes.constant(1), node), Attributes.NONE));
        if (dtype == Dtype.BOOL) return array(nodes.elementwise(Operation.NOT_EQUAL, node, nodes.constant(0)));
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
